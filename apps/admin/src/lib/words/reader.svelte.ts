import { createContext } from 'svelte'
import { en, type Words } from './en.ts'
import { es } from './es.ts'
import { type Language, languageOf } from './language.ts'

const WORDS: Record<Language, Words> = { en, es }
const YEAR = 31_536_000 // s

/** Who reads: the language, chosen here or in the other front end (one cookie for both), and its words. */
export class Reader {
  language = $state<Language>(languageOf(document.cookie, navigator.languages))
  readonly words = $derived(WORDS[this.language])
  /** For dates: the browser's own region ("es-MX") where it speaks the chosen language. */
  readonly locale = $derived(
    navigator.languages.find((tag) => tag.toLowerCase().startsWith(this.language)) ?? this.language,
  )

  choose(language: Language) {
    this.language = language
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http, in a LAN
    document.cookie = `language=${language}; Path=/; Max-Age=${YEAR}; SameSite=Lax`
  }
}

export const [getReader, setReader] = createContext<Reader>()
