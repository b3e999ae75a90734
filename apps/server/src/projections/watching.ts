/** The console: organizers watch their own circle, operators the installation; whole-circle hangouts only. */
import { isClosed } from '@sidegate/core/hangouts/hangout-end'
import type { Visit } from '../auth/session.ts'
import type { Health } from '../health.ts'
import { isAhead } from './cards.ts'
import type { ProjectionDeps } from './hangout.ts'

/** Which circles a visit watches: none for nobody's console, null: all of them, for operators. */
export function watched({ guardians }: Visit): string[] | null {
  if (guardians.some((session) => session.operator)) return null
  return guardians.filter((session) => session.organizer).map((session) => session.circleId)
}

/** Whether the console is there for a visit: where an office is held and doesn't count now, it asks again who it is. */
export const watches = (visit: Visit) => watched(visit)?.length !== 0 || isAsleep(visit)

/** Offices are held on this device, and it was shown too long ago who it is. */
export const isAsleep = ({ guardians }: Visit) => guardians.some(({ asleep }) => asleep?.length)

export async function overviewFor(
  { store, documents, now, health }: ProjectionDeps & { health: Pick<Health, 'care'> },
  visit: Visit,
) {
  const circleIds = watched(visit)
  if (circleIds?.length === 0) return null
  const operator = circleIds === null
  const organizes = new Set(
    visit.guardians.filter((session) => session.organizer).map((session) => session.circleId),
  )
  const circles = await store.watching.circles(circleIds)
  const hangouts = await store.watching.hangouts(circleIds)
  const ahead = hangouts.filter((hangout) => !isClosed(hangout.state) && isAhead(hangout, now()))
  const aheadByCircle = Map.groupBy(ahead, (hangout) => hangout.circleId)
  const rows = circles.map(({ id, name, familiesIn, families }) => {
    const next = aheadByCircle.get(id)?.[0]
    const own = hangouts.filter((hangout) => hangout.circleId === id)
    return {
      id,
      name,
      /** Whoever looks runs it; operators see counts of the others. */
      mine: organizes.has(id),
      familiesIn,
      families,
      next: next ? { title: next.title, startsAt: next.startsAt, zone: next.zone, host: next.host } : null,
      editing: documents.editingPlans(own.map((hangout) => hangout.id)),
    }
  })
  const total = (pick: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + pick(row), 0)
  return {
    house: (await store.installation()).name,
    operator,
    // Ids alone: which hangouts there are is none of an operator's business (house rule 3).
    care: operator ? await health.care() : null,
    /** Of one's own circles: who waits at the door, and families none of whom could be reached. */
    toLookAt: await toLookAt(store, [...organizes]),
    totals: {
      familiesIn: total((row) => row.familiesIn),
      families: total((row) => row.families),
      hangoutsAhead: ahead.length,
      editing: documents.editingPlans(hangouts.map((hangout) => hangout.id)),
    },
    circles: rows,
  }
}

async function toLookAt({ watching, roster }: ProjectionDeps['store'], circleIds: string[]) {
  const waiting = await watching.waiting(circleIds)
  let faults = 0
  for (const circleId of circleIds) faults += (await roster.counts(circleId)).faults
  return { waiting: [...waiting.values()].reduce((sum, count) => sum + count, 0), faults }
}
