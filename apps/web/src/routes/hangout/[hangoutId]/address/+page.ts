import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import { newKey } from '#lib/api/tell.ts'
import { makingWords } from '#lib/words/making/words.ts'
import type { PageLoad } from './$types'

/** For hosts to write it; guests read it on the plan once they said yes. */
export const load: PageLoad = async ({ fetch, params: { hangoutId }, parent }) => {
  const { language } = await parent()
  const [hangout, own] = await Promise.all([
    ask<HangoutFacts>(fetch, `/api/hangouts/${hangoutId}`),
    makingWords(language),
  ])
  if (!hangout.ok) refuse(hangout)
  const { id, part, card, address } = hangout.value
  if (part === 'guest' || card.state === 'over') refuse({ ok: false, reason: 'not-found' })
  return {
    id,
    title: card.title,
    address: address?.text ?? '',
    own: own.address,
    key: newKey(),
    removeKey: newKey(),
  }
}
