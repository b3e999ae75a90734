/** One's week over all circles of a visit. Each circle is asked apart, as its own guardian: no record joins two of them. */
import { localTimeAt } from '@sidegate/core/dates'
import type { Session, Visit } from '../auth/session.ts'
import type { HangoutRow } from '../store/hangouts.ts'
import type { Store } from '../store/store.ts'
import { type Card, cardsFor, isAhead } from './cards.ts'

const WEEK = 7 * 24 * 60 * 60 * 1000

/** `also`: hangouts that the page shows already, whether or not they would come up anew; seen by the same rules. */
export async function weekFor(
  { store, now }: { store: Store; now: () => number },
  visit: Visit,
  also: ReadonlySet<string> = new Set(),
) {
  const house = await store.installation()
  const circles = []
  for (const session of visit.guardians) {
    const week = await circleWeek(store, session, { also, at: now() })
    if (week) circles.push(week)
  }
  return { house: house.name, installation: house.id, now: now(), circles }
}

/** What is on in the next seven days, and whatever is further ahead and waits for an answer of one's own kids. */
async function circleWeek(
  store: Store,
  session: Session,
  { also, at }: { also: ReadonlySet<string>; at: number },
) {
  const { guardianId, familyId, circleId, organizer } = session
  const circle = await store.circles.find(guardianId, circleId)
  if (!circle) return null
  const rows = (await store.hangouts.ofCircle(session, circleId)).filter((row) => isOpen(row, at))
  const cards = await cardsFor(store, session, rows)
  return {
    circle: {
      id: circle.id,
      name: circle.name,
      role: organizer ? ('organizer' as const) : ('guardian' as const),
    },
    me: { guardianId, familyId },
    hangouts: cards
      .map((card) => ({
        ...card,
        waits: card.state !== 'off' && card.mine.some((kid) => kid.answer === null),
      }))
      .filter((card) => card.waits || also.has(card.id) || isThisWeek(card, at)),
  }
}

const isOpen = ({ card }: HangoutRow, at: number) =>
  card.state !== 'draft' && card.state !== 'over' && isAhead(card, at)

/** Floating times of one zone compare as text. */
const isThisWeek = ({ startsAt, zone }: Pick<Card, 'startsAt' | 'zone'>, at: number) =>
  startsAt < localTimeAt(at + WEEK, zone)
