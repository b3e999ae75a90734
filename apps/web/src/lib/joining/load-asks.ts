import type { AskingPage } from '@sidegate/server/client'
import { ask } from '#lib/api/ask.ts'
import type { JoiningWords } from '#lib/words/joining/en.ts'
import { joiningWords } from '#lib/words/joining/words.ts'
import type { Language } from '#lib/words/language.ts'

export interface Asks {
  asking: AskingPage['asking']
  words: JoiningWords
}

/** Who named a kid of this family at the circle's poster, with the words for it; null for nobody, and offline. */
export async function loadAsks(
  fetch: typeof globalThis.fetch,
  circleId: string,
  language: Language,
): Promise<Asks | null> {
  const answer = await ask<AskingPage>(fetch, `/api/circles/${circleId}/waiting`)
  if (!answer.ok || answer.value.asking.length === 0) return null
  return { asking: answer.value.asking, words: await joiningWords(language) }
}
