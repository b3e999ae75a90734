/** A hangout made: its rows, its list and its documents in one transaction, so that nothing half made is ever found. */

import { hasEnded } from '@sidegate/core/hangouts/hangout-end'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import type { Start } from '@sidegate/core/hangouts/templates/starts'
import type { Kysely } from 'kysely'
import { type CommandKey, madeBefore, noteMade } from './commands.ts'
import { type Founding, foundIn } from './founding.ts'
import { kidIdsOf, putOnList } from './lists.ts'
import type { Database } from './schema.ts'

export interface NewHangout {
  id: string
  circleId: string
  card: PlanCard
  template: Start
  /** Its own family holds it. */
  familyId: string
  /** Hangouts that it may hold at once. */
  mostAhead: number
  documents: readonly Omit<Founding, 'at'>[]
  command: CommandKey
}

export interface MakingStore {
  /** The id of the hangout that this command made, now or the first time. Every kid of the circle is on its list. */
  make(hangout: NewHangout): Promise<string | 'key-reused' | 'too-many'>
}

export function createMakingStore(db: Kysely<Database>): MakingStore {
  return {
    make: (hangout) =>
      db.transaction().execute(async (trx) => {
        const { id, circleId, card, template, familyId, documents, command } = hangout
        const { at } = command
        const before = await madeBefore(trx, command)
        if (before) return before === 'key-reused' ? before : before.id
        if ((await aheadOf(trx, familyId, at)) >= hangout.mostAhead) return 'too-many'
        await trx
          .insertInto('hangouts')
          .values({
            id,
            circle_id: circleId,
            title: card.title,
            starts_at: card.startsAt,
            ends_at: card.endsAt,
            zone: card.zone,
            area: card.area,
            cost_band: card.costBand,
            state: card.state,
            drawing: card.drawing,
            whole_circle: 1,
            created_at: at,
            template,
          })
          .execute()
        await trx
          .insertInto('hangout_hosts')
          .values({ hangout_id: id, family_id: familyId, part: 'host' })
          .execute()
        await putOnList(trx, id, await kidIdsOf(trx, circleId))
        for (const founding of documents) await foundIn(trx, { ...founding, at })
        await noteMade(trx, command, id)
        return id
      }),
  }
}

/** How many hangouts of a family have not ended; what is off is ahead of nobody. */
async function aheadOf(trx: Kysely<Database>, familyId: string, at: number): Promise<number> {
  const rows = await trx
    .selectFrom('hangouts')
    .innerJoin('hangout_hosts', 'hangout_hosts.hangout_id', 'hangouts.id')
    .select(['hangouts.ends_at', 'hangouts.zone'])
    .where('hangout_hosts.family_id', '=', familyId)
    .where('hangouts.state', 'not in', ['off', 'over'])
    .execute()
  return rows.filter((row) => !hasEnded({ endsAt: row.ends_at, zone: row.zone }, at)).length
}
