import { wordsOf } from '#lib/words/area.ts'
import type { Language } from '#lib/words/language.ts'
import type { HelpsWords } from './en.ts'

const catalogues = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

export const helpsWords = (language: Language): Promise<HelpsWords> => wordsOf(catalogues, language)
