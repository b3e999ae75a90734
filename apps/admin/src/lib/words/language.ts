export type Language = 'en' | 'es'

/** The cookie's choice, else the first language of the browser that we speak, else English. */
export function languageOf(cookie: string, preferred: readonly string[]): Language {
  const chosen = /(?:^|;\s*)language=(en|es)(?:;|$)/.exec(cookie)?.[1]
  const spoken = preferred.map((tag) => tag.slice(0, 2).toLowerCase())
  return [chosen, ...spoken].find((tag) => tag === 'en' || tag === 'es') ?? 'en'
}
