import type { Language } from '#lib/words/language.ts'
import type { AroundWords } from './en.ts'

const catalogues: Record<Language, () => Promise<AroundWords>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** The words of the bar at the bottom and of what families say; a plan's page has neither. */
export const aroundWords = (language: Language): Promise<AroundWords> => catalogues[language]()
