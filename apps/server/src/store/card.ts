/** A hangout's card columns, written in the transaction of the plan that they are read from. */
import type { DatabaseSync } from 'node:sqlite'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'

export function prepareCard(raw: DatabaseSync) {
  const update = raw.prepare(
    `update hangouts set title = ?, starts_at = ?, ends_at = ?, zone = ?, area = ?, cost_band = ?, state = ?,
     drawing = ? where id = ?`,
  )
  return (hangoutId: string, card: PlanCard) => {
    const { title, startsAt, endsAt, zone, area, costBand, state, drawing } = card
    update.run(title, startsAt, endsAt, zone, area, costBand, state, drawing, hangoutId)
  }
}
