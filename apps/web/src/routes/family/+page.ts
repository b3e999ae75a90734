import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { Session } from '#lib/api/shapes.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

/** On to the family in the first of one's circles; the page leads to the others. */
export const load: PageLoad = async ({ fetch }) => {
  const session = await ask<Session>(fetch, '/api/session')
  if (!session.ok) refuse(session)
  const [first] = session.value.circles
  redirect(303, first ? resolve('/family/[circleId]', { circleId: first.id }) : resolve('/'))
}
