import { en, type PaperWords } from './words/en.ts'
import { es } from './words/es.ts'

export const PAPERS = ['letter', 'a4'] as const
export type Paper = (typeof PAPERS)[number]

/** Letter where people use it, A4 everywhere else; by the region of a language tag such as `en-US`. */
export function paperOf(locale: string): Paper {
  const region = /-([A-Z]{2})\b/.exec(locale)?.[1]
  return ['US', 'CA', 'MX', 'CL', 'CO', 'PH'].includes(region ?? '') ? 'letter' : 'a4'
}

export const PAPER_LANGUAGES = ['en', 'es'] as const
export type PaperLanguage = (typeof PAPER_LANGUAGES)[number]

const WORDS: Record<PaperLanguage, PaperWords> = { en, es }

/** The words of a piece of paper; `language` is a reader's, where it is known and spoken here. */
export function paperWords(language: string | null, otherwise: PaperLanguage) {
  const spoken = PAPER_LANGUAGES.find((tag) => tag === language) ?? otherwise
  return { language: spoken, words: WORDS[spoken] }
}

/** An address as it is typed by hand: without what browsers add by themselves. */
export const typedAddress = (link: string) => link.replace(/^https:\/\//, '')
