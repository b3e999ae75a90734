import { type Action, can } from '@sidegate/core/roles'
import type { Context } from 'hono'
import { actorIn } from '../auth/actor.ts'
import type { Session } from '../auth/session.ts'
import type { HangoutRow } from '../store/hangouts.ts'
import type { Store } from '../store/store.ts'

type OfHosts = Exclude<Action, 'write' | 'answer for kid' | 'read address'>

/** The hangout, for who may do this to it; null alike when there is none and when it isn't theirs (house rule 3). */
export async function hangoutAs(
  { hangouts }: Pick<Store, 'hangouts'>,
  session: Session,
  hangoutId: string,
  action: OfHosts,
): Promise<HangoutRow | null> {
  const hangout = await hangouts.find(session, hangoutId)
  return hangout && can(actorIn(session, hangout.part), action) ? hangout : null
}

/** A page of the hangout that a path names, for forms without scripts. */
export const hangoutPage =
  (below = '') =>
  (c: Context) =>
    `/hangout/${encodeURIComponent(c.req.param('hangoutId') ?? '')}${below}`
