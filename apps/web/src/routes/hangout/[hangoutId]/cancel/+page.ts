import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import { newKey } from '#lib/api/tell.ts'
import { makingWords } from '#lib/words/making/words.ts'
import type { PageLoad } from './$types'

/** For hosts of what has gone out and is not over; to everybody else there is no such page (house rule 3). */
export const load: PageLoad = async ({ fetch, params: { hangoutId }, parent }) => {
  const { language } = await parent()
  const [hangout, own] = await Promise.all([
    ask<HangoutFacts>(fetch, `/api/hangouts/${hangoutId}`),
    makingWords(language),
  ])
  if (!hangout.ok) refuse(hangout)
  const { id, part, card } = hangout.value
  if (part === 'guest' || card.state === 'draft' || card.state === 'over')
    refuse({ ok: false, reason: 'not-found' })
  return { id, card, own: own.cancel, key: newKey() }
}
