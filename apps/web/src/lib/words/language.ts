/** The languages that every word exists in. */
export const languages = ['en', 'es'] as const
export type Language = (typeof languages)[number]

/** The reader's language: the one chosen (a cookie), else the first of an Accept-Language list that there is. */
export function languageOf(chosen: string | undefined, accepted: string | null): Language {
  if (isLanguage(chosen)) return chosen
  const wished = (accepted ?? '')
    .split(',')
    .map((part) => part.trim().split(';q='))
    .map(([tag = '', weight = '1']) => ({ tag: tag.toLowerCase().split('-')[0], weight: Number(weight) }))
    .sort((a, b) => b.weight - a.weight)
  return wished.map(({ tag }) => tag).find(isLanguage) ?? 'en'
}

export function isLanguage(tag: string | undefined): tag is Language {
  return languages.some((language) => language === tag)
}

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur'])

/** For `<html dir>`. No right-to-left language is translated yet; the layout is ready for one. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr'
}
