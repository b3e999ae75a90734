import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { FamilyFacts, Session } from '#lib/api/shapes.ts'
import { resolve } from '$app/paths'

/** The own family in one circle, and one's circles. Who hasn't shown whose device it is does that first. */
export async function loadFamily(fetch: typeof globalThis.fetch, circleId: string) {
  const [facts, session] = await Promise.all([
    ask<FamilyFacts>(fetch, `/api/circles/${circleId}/family`),
    ask<Session>(fetch, '/api/session'),
  ])
  if (!facts.ok && facts.reason === 'confirm-first')
    redirect(303, `${resolve('/are-you')}?to=/family/${encodeURIComponent(circleId)}`)
  if (!facts.ok) refuse(facts)
  if (!session.ok) refuse(session)
  const circles = session.value.circles.map(({ id, name }) => ({ id, name }))
  return { facts: facts.value, circles }
}
