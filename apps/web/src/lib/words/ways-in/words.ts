import { wordsOf } from '#lib/words/area.ts'
import type { Language } from '#lib/words/language.ts'
import type { WaysInWords } from './en.ts'

const catalogues = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** The words of coming in; only the pages that say them fetch them. */
export const waysInWords = (language: Language): Promise<WaysInWords> => wordsOf(catalogues, language)
