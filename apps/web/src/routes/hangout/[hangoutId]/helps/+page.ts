import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import { newKey } from '#lib/api/tell.ts'
import { aroundPlanWords } from '#lib/words/around-plan/words.ts'
import { helpsWords } from '#lib/words/helps/words.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

/** What would make it easier for one's own kids who are going, for the hosts' eyes alone (house rule 7). */
export const load: PageLoad = async ({ fetch, params: { hangoutId }, parent }) => {
  const { language } = await parent()
  const [hangout, own, around] = await Promise.all([
    ask<HangoutFacts>(fetch, `/api/hangouts/${hangoutId}`),
    helpsWords(language),
    aroundPlanWords(language),
  ])
  if (!hangout.ok) refuse(hangout)
  const { id, card, me, mine, homeOnly } = hangout.value
  if (!me.confirmed) redirect(303, `${resolve('/are-you')}?to=/hangout/${id}/helps`)
  const isOpen = card.state !== 'off' && card.state !== 'over' && card.state !== 'draft'
  const kids = mine.flatMap(({ kidId, name, answer }) =>
    isOpen && answer === 'going'
      ? [{ kidId, name, key: newKey(), helps: homeOnly?.find((home) => home.kidId === kidId)?.helps ?? [] }]
      : [],
  )
  return { id, title: card.title, kids, own, names: around.helps }
}
