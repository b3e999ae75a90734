import { isLanguage, type Language, languageOf } from '#lib/words/language.ts'
import { wordsIn } from '#lib/words/words.ts'
import { browser } from '$app/env'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ fetch }) => {
  const language = browser ? languageHere() : await languageAsked(fetch)
  return { language, words: await wordsIn(language) }
}

/** A cookie decides, which a universal load can't read on the server: it asks the route that can. */
async function languageAsked(fetch: typeof globalThis.fetch): Promise<Language> {
  const language = await (await fetch('/language')).text()
  return isLanguage(language) ? language : 'en'
}

/** What the server wrote into the page; the offline shell has no server and reads the cookie itself. */
function languageHere(): Language {
  const root = document.documentElement
  if (!isLanguage(root.lang)) {
    const [, chosen] = /(?:^|; )language=(\w+)/.exec(document.cookie) ?? []
    root.lang = languageOf(chosen, navigator.languages.join(','))
  }
  return isLanguage(root.lang) ? root.lang : 'en'
}
