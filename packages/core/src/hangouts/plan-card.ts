/** What stands on a hangout's card, projected from the plan's frame whenever it is committed. */
import type { PlanFrame } from '../documents/plan.ts'

export type PlanCard = Pick<
  PlanFrame,
  'title' | 'startsAt' | 'endsAt' | 'zone' | 'area' | 'costBand' | 'state' | 'drawing'
>

export function planCard({
  title,
  startsAt,
  endsAt,
  zone,
  area,
  costBand,
  state,
  drawing,
}: PlanFrame): PlanCard {
  return { title, startsAt, endsAt, zone, area, costBand, state, drawing }
}
