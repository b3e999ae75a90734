import { ask, type Outcome } from './ask.ts'
import type { CircleFacts, LoadedCircle, Session } from './shapes.ts'

/** A circle's facts as its page has them: the session tells what the circle doesn't. */
export async function askCircle(
  fetch: typeof globalThis.fetch,
  circleId: string,
): Promise<Outcome<LoadedCircle>> {
  const [circle, session] = await Promise.all([
    ask<CircleFacts>(fetch, `/api/circles/${circleId}`),
    ask<Session>(fetch, '/api/session'),
  ])
  if (!circle.ok) return circle
  if (!session.ok) return session
  // The installation's id names what this phone keeps, and only the session tells it here.
  const { installation, operator, passkeyOffer } = session.value
  const watches = operator || circle.value.role === 'organizer'
  return { ok: true, value: { ...circle.value, installation, watches, passkeyOffer } }
}
