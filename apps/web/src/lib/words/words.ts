import { createContext } from 'svelte'
import type { Words } from './en.ts'
import type { Language } from './language.ts'

/** A page's words: set once by the root layout, read by every component with `useWords()`. */
const [useWords, setWords] = createContext<Words>()

export { setWords, useWords }

const catalogues: Record<Language, () => Promise<Words>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
}

/** One catalogue is fetched, not all. */
export const wordsIn = (language: Language): Promise<Words> => catalogues[language]()

/** What a screen says about a failed command: one table, by reason. */
export function problemIn({ problem }: Words, reason: string): string {
  return problem[reason as keyof Words['problem']] ?? problem.internal
}
