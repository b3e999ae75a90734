import type { Language } from '#lib/words/language.ts'
import type { WeekWords } from './en.ts'

const catalogues: Record<Language, () => Promise<WeekWords>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** The words of "This week"; only its page fetches them. */
export const weekWords = (language: Language): Promise<WeekWords> => catalogues[language]()
