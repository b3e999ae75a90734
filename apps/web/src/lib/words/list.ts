/** Joins names the way a language does: "Luka, Zuri and Malik". */
export function list(locale: string): (names: string[]) => string {
  const format = new Intl.ListFormat(locale, { type: 'conjunction' })
  return (names) => format.format(names)
}
