import { wordsOf } from '#lib/words/area.ts'
import type { Language } from '#lib/words/language.ts'
import type { ShareWords } from './en.ts'

const catalogues = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** The words of the share sheet, which comes when it is wanted. */
export const shareWords = (language: Language): Promise<ShareWords> => wordsOf(catalogues, language)
