import { tick } from 'svelte'

/**
 * Gives the focus to the first of these places of the plan (element ids) that is there and has a button, once what
 * held it has gone. A focus that somebody moved meanwhile stays where it is.
 */
export async function focusPlace(...ids: string[]): Promise<void> {
  await tick()
  if (document.activeElement && document.activeElement !== document.body) return
  const [button] = ids.flatMap((id) => document.getElementById(id)?.querySelector('button') ?? [])
  button?.focus()
}

/** The first field of a form that says what is wrong with it. */
export async function focusProblem(form: EventTarget | null): Promise<void> {
  await tick()
  if (form instanceof HTMLFormElement) form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
