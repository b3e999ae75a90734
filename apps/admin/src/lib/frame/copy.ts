/**
 * Copies a text; on plain http, as on a school's own network, by way of a field, for the clipboard asks for https. The
 * field stands `inside`, because nothing outside of an open dialog can be marked.
 */
export async function copyText(text: string, inside: HTMLElement = document.body): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByField(text, inside) // undefined without https, or the browser said no
  }
}

function copyByField(text: string, inside: HTMLElement): boolean {
  const from = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'visually-hidden'
  inside.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (from instanceof HTMLElement) from.focus()
  return isCopied
}
