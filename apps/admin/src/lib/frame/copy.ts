/** Copies a text; on plain http, as on a school's own network, by way of a field, for the clipboard asks for https. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByField(text) // undefined without https, or the browser said no
  }
}

function copyByField(text: string): boolean {
  const from = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'visually-hidden'
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (from instanceof HTMLElement) from.focus()
  return isCopied
}
