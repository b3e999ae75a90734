import { ask } from '#lib/api/ask.ts'
import { orKept } from '#lib/api/load.ts'
import type { CircleFacts, LoadedCircle, Session } from '#lib/api/shapes.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ fetch, params: { circleId } }) => {
  const [circle, session] = await Promise.all([
    ask<CircleFacts>(fetch, `/api/circles/${circleId}`),
    ask<Session>(fetch, '/api/session'),
  ])
  // The installation's id names what this phone keeps, and only the session tells it here.
  const outcome = !circle.ok
    ? circle
    : !session.ok
      ? session
      : {
          ok: true as const,
          value: { ...circle.value, installation: session.value.installation },
        }
  return { facts: await orKept<LoadedCircle>(circleId, outcome), now: Date.now() }
}
