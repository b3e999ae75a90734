import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { House, Session } from '#lib/api/shapes.ts'
import { wayBack } from '#lib/ways-in/way-back.ts'
import { waysInWords } from '#lib/words/ways-in/words.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

/** Coming in without one's link. `?to`: where to go then; `?prove`: who is in already shows once more who it is. */
export const load: PageLoad = async ({ fetch, parent, url }) => {
  const { language } = await parent()
  const [house, session, own] = await Promise.all([
    ask<House>(fetch, '/api/house'),
    ask<Session>(fetch, '/api/session'),
    waysInWords(language),
  ])
  if (!house.ok) refuse(house)
  const to = wayBack(url.searchParams.get('to'))
  // A code that was sent is typed on this page, too.
  const proves =
    session.ok && session.value.confirmed && ['prove', 'sent'].some((name) => url.searchParams.has(name))
  if (session.ok && !proves)
    redirect(303, session.value.confirmed ? (to ?? resolve('/')) : resolve('/are-you'))
  return { house: house.value, to, proves, own }
}
