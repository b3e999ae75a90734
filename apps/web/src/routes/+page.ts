import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { House, Session } from '#lib/api/shapes.ts'
import { waysInWords } from '#lib/words/ways-in/words.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

/** Signed in: on to the circle, with several to the week of all. Signed out: the PTA's name and how to come in. */
export const load: PageLoad = async ({ fetch, parent }) => {
  const session = await ask<Session>(fetch, '/api/session')
  const own = await waysInWords((await parent()).language)
  if (session.ok) {
    const { circles, house, operator } = session.value
    const [only] = circles
    if (only && circles.length === 1) redirect(303, resolve('/circle/[circleId]', { circleId: only.id }))
    if (only) redirect(303, resolve('/week'))
    const watches = operator || circles.some(({ role }) => role === 'organizer')
    return { house: house.name, circles, watches, own }
  }
  if (session.reason !== 'signed-out') refuse(session)
  const house = await ask<House>(fetch, '/api/house')
  if (!house.ok) refuse(house)
  return { house: house.value.name, circles: null, watches: false, own }
}
