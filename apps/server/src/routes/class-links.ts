import { hasEnded, isOn } from '@sidegate/core/hangouts/hangout-end'
import { type Action, can } from '@sidegate/core/roles'
import { Hono } from 'hono'
import { type Session, sessionIn } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { confirmed, ok, refuse } from '../middleware.ts'
import type { HangoutRow } from '../store/hangouts.ts'

type Sharing = Extract<Action, 'share hangout' | 'end class links'>

/**
 * Sharing a hangout for the whole circle to the class chat (house rule 2). Whoever opens such a link stays whoever
 * they are: it answers one shape to everybody, and a way on to those alone who would find the hangout anyway.
 */
export function classLinkRoutes({ store, publicUrl, now }: AppDeps) {
  /** The hangout, when this guardian may share it: sent, for the whole circle, and on. */
  async function shareable(session: Session, hangoutId: string, action: Sharing): Promise<HangoutRow | null> {
    const hangout = await store.hangouts.find(session, hangoutId)
    if (!hangout?.wholeCircle || isBehind(hangout, now())) return null
    const { state } = hangout.card
    // What is off is not shared anew; a link that hangs somewhere can still be ended.
    if (!isOn(state) && (state === 'draft' || action === 'share hangout')) return null
    const { guardianId, familyId } = session
    return can({ part: hangout.part, guardianId, familyId, kidIds: [] }, action) ? hangout : null
  }

  return new Hono<AppEnv>()
    .post('/hangouts/:hangoutId/class-link', confirmed(), async (c) => {
      const session = c.get('session')
      const hangout = await shareable(session, c.req.param('hangoutId'), 'share hangout')
      if (!hangout) return refuse(c, 'not-found')
      const { guardianId } = session
      const token = await store.classLinks.make({ hangoutId: hangout.id, guardianId, at: now() })
      return token === 'too-many' ? refuse(c, token) : ok(c, { link: `${publicUrl}/c/${token}` })
    })
    .post('/hangouts/:hangoutId/class-link/revoke', confirmed(), async (c) => {
      const hangout = await shareable(c.get('session'), c.req.param('hangoutId'), 'end class links')
      if (!hangout) return refuse(c, 'not-found')
      await store.classLinks.revoke(hangout.id, now())
      return ok(c, { ended: true })
    })
    .get('/class-links/:token', async (c) => {
      const visit = c.get('visit')
      const { name } = await store.installation()
      // The same questions, whoever asks and whatever the token is (house rule 3).
      const hangoutId = (await store.classLinks.find(c.req.param('token'))) ?? ''
      const circleId = await store.hangouts.circleOf(hangoutId)
      const hangout = visit && (await store.hangouts.find(sessionIn(visit, circleId), hangoutId))
      const to = hangout && !isBehind(hangout, now()) ? `/hangout/${hangout.id}` : null
      return ok(c, { house: name, to })
    })
}

const isBehind = ({ card }: HangoutRow, now: number) => card.state === 'over' || hasEnded(card, now)
