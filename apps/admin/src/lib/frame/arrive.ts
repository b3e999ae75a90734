/** For a part that takes another's place: the focus goes into its first field, else to its beginning. */
export function arrive(part: HTMLElement) {
  const first = part.querySelector<HTMLElement>('input:not([type="radio"]), textarea, [data-arrive]') ?? part
  if (first === part) part.tabIndex = -1
  first.focus()
}
