/** When a hangout is over, and when its day is: by the clock of its own zone, wherever the server stands. */
import { localTimeAt } from '../dates.ts'
import type { PlanCard } from './plan-card.ts'

type Ending = Pick<PlanCard, 'endsAt' | 'zone'>

// No zone is further from UTC than this; most questions are answered without asking the calendar.
const FURTHEST = 15 * 60 * 60_000

/** Its end is behind us. */
export function hasEnded({ endsAt, zone }: Ending, now: number): boolean {
  const asUtc = Date.parse(`${endsAt}:00Z`)
  if (now < asUtc - FURTHEST) return false
  if (now > asUtc + FURTHEST) return true
  return endsAt <= localTimeAt(now, zone)
}

/** The day on which it ends is behind us: the address goes (house rule 11). */
export function isDayOver({ endsAt, zone }: Ending, now: number): boolean {
  return endsAt.slice(0, 10) < localTimeAt(now, zone).slice(0, 10)
}

type State = PlanCard['state']

/** Over or called off: its plan is read, and not written but by its hosts' steps. */
export const isClosed = (state: State | undefined): boolean => state === 'over' || state === 'off'

/** It has gone out, and is neither off nor over. */
export const isOn = (state: State): boolean => state !== 'draft' && !isClosed(state)

/** A sent hangout ends by itself; a draft and one that is off stay what they are. */
export const stateNow = (card: Pick<PlanCard, 'endsAt' | 'zone' | 'state'>, now: number): State =>
  isOn(card.state) && hasEnded(card, now) ? 'over' : card.state
