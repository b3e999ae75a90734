import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { House, Session } from '#lib/api/shapes.ts'
import { wayBack } from '#lib/ways-in/way-back.ts'
import { waysInWords } from '#lib/words/ways-in/words.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

/** A device that came in by a link which was opened before: who is it? `?left`: it was somebody else. */
export const load: PageLoad = async ({ fetch, parent, url }) => {
  const { language } = await parent()
  const [house, session, own] = await Promise.all([
    ask<House>(fetch, '/api/house'),
    ask<Session>(fetch, '/api/session'),
    waysInWords(language),
  ])
  if (!house.ok) refuse(house)
  const to = wayBack(url.searchParams.get('to'))
  if (session.ok && session.value.confirmed) redirect(303, to ?? resolve('/'))
  if (!session.ok && session.reason !== 'signed-out') refuse(session)
  if (!session.ok && !url.searchParams.has('left')) redirect(303, resolve('/in'))
  return { house: house.value.name, to, own, asked: session.ok ? session.value : null }
}
