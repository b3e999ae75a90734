/** Who a session is in the words of core's `can()`: towards a hangout, towards its circle, towards the house. */
import type { Actor } from '@sidegate/core/roles'
import type { Session } from './session.ts'

export function actorIn(session: Session, part: Actor['part'], kidIds: readonly string[] = []): Actor {
  const { guardianId, familyId, confirmed } = session
  return { part, guardianId, familyId, kidIds, ...(!confirmed && { onlyAnswers: true }) }
}

export const inCircle = (session: Session): Actor =>
  actorIn(session, session.organizer ? 'organizer' : 'guardian')

export const inHouse = (session: Session): Actor =>
  actorIn(session, session.operator ? 'operator' : 'guardian')
