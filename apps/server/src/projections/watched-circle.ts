/** One circle in the console: counts, and the cards of hangouts for the whole circle; nothing from inside a plan. */
import { can } from '@sidegate/core/roles'
import { inCircle, inHouse } from '../auth/actor.ts'
import type { Session } from '../auth/session.ts'
import type { ProjectionDeps } from './hangout.ts'

/** null when it is not there for this session. */
export async function watchedCircleFor(
  { store, documents }: ProjectionDeps,
  session: Session,
  circleId: string,
) {
  const mine = session.circleId === circleId && can(inCircle(session), 'watch circle')
  if (!mine && !can(inHouse(session), 'watch circle')) return null
  const [circle] = await store.watching.circles([circleId])
  if (!circle) return null
  const hangouts = await store.watching.hangouts([circleId])
  const readOnly = new Set((await store.faults.all()).map((fault) => fault.id))
  return {
    id: circle.id,
    name: circle.name,
    zone: circle.zone,
    /** Whoever looks runs it. */
    mine,
    counts: await store.roster.counts(circleId),
    /** Who waits at the door is its organizers' business. */
    waiting: mine ? ((await store.watching.waiting([circleId])).get(circleId) ?? 0) : 0,
    hangouts: hangouts.map(({ id, title, startsAt, endsAt, zone, host, state }) => ({
      id,
      title,
      startsAt,
      endsAt,
      zone,
      host,
      state,
      editing: documents.editingPlans([id]),
      /** Its plan, or what the kids plan, is damaged. */
      readOnly: readOnly.has(id),
    })),
  }
}
