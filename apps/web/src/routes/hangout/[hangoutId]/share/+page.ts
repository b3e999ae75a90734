import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import { shareWords } from '#lib/words/share/words.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

/** Sharing is for hangouts of the whole circle that were sent; a page of its own, so that no plan is heavier for it. */
export const load: PageLoad = async ({ fetch, params: { hangoutId }, parent }) => {
  const { language } = await parent()
  const [hangout, own] = await Promise.all([
    ask<HangoutFacts>(fetch, `/api/hangouts/${hangoutId}`),
    shareWords(language),
  ])
  if (!hangout.ok) refuse(hangout)
  const { card, me, part, house } = hangout.value
  if (!me.confirmed) redirect(303, `${resolve('/are-you')}?to=/hangout/${hangoutId}/share`)
  if (!card.wholeCircle || card.state === 'draft' || card.state === 'over')
    refuse({ ok: false, reason: 'not-found' })
  return { hangoutId, house, card, leads: part !== 'guest', own }
}
