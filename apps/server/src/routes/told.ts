import { toldInPersonSchema } from '@sidegate/core/hangouts/host-steps'
import { can } from '@sidegate/core/roles'
import { Hono } from 'hono'
import { inCircle } from '../auth/actor.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse, signedIn } from '../middleware.ts'
import { comingFor } from '../projections/coming.ts'
import { command, commandOf } from './command.ts'

const toldBody = command(
  toldInPersonSchema,
  (form) => form,
  () => '/admin/',
)

/**
 * "Told me in person": an organizer writes down the answer of a family without a phone, for a hangout of the whole circle.
 * It reads no answers by that, so the reply is the same whether the family has answered itself or not.
 */
export function toldRoutes({ store, live, now }: AppDeps) {
  return new Hono<AppEnv>().post('/hangouts/:hangoutId/told', signedIn(), toldBody, async (c) => {
    const session = c.get('session')
    const hangoutId = c.req.param('hangoutId')
    const hangout = await store.hangouts.wholeCircle(hangoutId, session.circleId)
    if (!hangout || !can(inCircle(session), 'tell answer')) return refuse(c, 'not-found')
    const told = c.req.valid('json')
    const homes = await store.hangouts.homes(hangoutId)
    if (!homes.some(({ kidId, familyId }) => kidId === told.kidId && familyId === told.familyId))
      return refuse(c, 'not-found')
    if (hangout.state === 'over') return refuse(c, 'over')
    if (hangout.state === 'off') return refuse(c, 'off')
    const asGuest = { isHost: false, kidIds: new Set<string>() }
    const before = comingFor(asGuest, await store.answers.listed(hangoutId))
    const given = await commandOf(c, session, store.commandDigest({ hangoutId, told }), now())
    const { circleId } = session
    const outcome = await store.answers.told({ ...told, hangoutId, circleId, command: given })
    if (outcome === 'key-reused') return refuse(c, 'invalid')
    const coming = comingFor(asGuest, await store.answers.listed(hangoutId))
    const { familyId } = told
    live.answersChanged({
      hangoutId,
      familyId,
      coming: JSON.stringify(before) !== JSON.stringify(coming),
    })
    return ok(c, { told: true })
  })
}
