import type { Language } from '#lib/words/language.ts'
import type { JoiningWords } from './en.ts'

const catalogues: Record<Language, () => Promise<JoiningWords>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** The words of the poster's page and the waiting room; only the pages that say them fetch them. */
export const joiningWords = (language: Language): Promise<JoiningWords> => catalogues[language]()
