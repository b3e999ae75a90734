import type { Language } from '#lib/words/language.ts'
import type { FamilyWords } from './en.ts'

const catalogues: Record<Language, () => Promise<FamilyWords>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** The words of "My family" and of leaving; only their pages fetch them. */
export const familyWords = (language: Language): Promise<FamilyWords> => catalogues[language]()
