import { createContext } from 'svelte'
import { wordsOf } from '#lib/words/area.ts'
import type { Language } from '#lib/words/language.ts'
import type { CircleWords } from './en.ts'

/** Set once by a circle's page, read by its parts with `useCircleWords()`. */
const [useCircleWords, setCircleWords] = createContext<CircleWords>()

export { setCircleWords, useCircleWords }

const catalogues = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** The words of a circle's page, which a plan's page does without. */
export const circleWords = (language: Language): Promise<CircleWords> => wordsOf(catalogues, language)
