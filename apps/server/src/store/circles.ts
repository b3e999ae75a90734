/** Circles, their families and kids, and what a circle's people like on the board. */
import { type CommandKey, type Outcome, once } from './commands.ts'
import { keep } from './kept.ts'
import { familiesWithKey, kidsWithKey, type Names } from './names.ts'
import type { Sqlite } from './sqlite.ts'

export interface CircleRow {
  id: string
  name: string
  zone: string
  /** Breaks ties in the order of ideas. */
  orderSeed: string
}

export interface Named {
  id: string
  name: string
}

export interface Vote {
  ideaId: string
  guardianId: string
}

export interface CircleStore {
  /** The circle, for one who belongs to it; null alike when there is none and when it is another's. */
  find(guardianId: string, circleId: string): Promise<CircleRow | null>
  guardian(guardianId: string): Promise<Named>
  /** Those of them who are still here. */
  guardians(ids: string[]): Promise<Named[]>
  /** The kids whom this guardian answers for. */
  kidsOf(guardianId: string): Promise<Named[]>
  /** The same, without their names. */
  kidIdsOf(guardianId: string): Promise<string[]>
  /** Of these kids, those for whom guardians of several households answer. */
  ofSeveralHomes(kidIds: readonly string[]): Promise<Set<string>>
  families(ids: string[]): Promise<Named[]>
  votes(circleId: string): Promise<Vote[]>
  like(like: { circleId: string; ideaId: string; liked: boolean; command: CommandKey }): Promise<Outcome>
  /** Every guardian of the circle. */
  guardianIds(circleId: string): Promise<string[]>
}

export function createCircleStore(sqlite: Sqlite, names: Names): CircleStore {
  const { db } = sqlite
  const circleOf = keep(
    sqlite,
    ['guardianId', 'circleId'],
    ({ guardianId, circleId }: { guardianId: string; circleId: string }) =>
      db
        .selectFrom('circles')
        .innerJoin('families', 'families.circle_id', 'circles.id')
        .innerJoin('guardians', 'guardians.family_id', 'families.id')
        .select(['circles.id', 'circles.name', 'circles.zone', 'circles.order_seed'])
        .where('guardians.id', '=', guardianId)
        .where('guardians.left_at', 'is', null)
        .where('circles.id', '=', circleId)
        // The house's own is no circle that anybody visits.
        .where('circles.house', '=', 0),
  )
  const guardianById = keep(sqlite, ['guardianId'], ({ guardianId }: { guardianId: string }) =>
    db
      .selectFrom('guardians')
      .innerJoin('data_keys', 'data_keys.subject_id', 'guardians.family_id')
      .select(['guardians.id', 'guardians.family_id', 'guardians.name', 'data_keys.wrapped'])
      .where('guardians.id', '=', guardianId),
  )
  const kidIds = keep(sqlite, ['guardianId'], ({ guardianId }: { guardianId: string }) =>
    db
      .selectFrom('kid_guardians')
      .innerJoin('kids', 'kids.id', 'kid_guardians.kid_id')
      .select('kids.id')
      .where('kid_guardians.guardian_id', '=', guardianId)
      .orderBy('kids.created_at')
      .orderBy('kids.id'),
  )
  return {
    async find(guardianId, circleId) {
      const [row] = await circleOf({ guardianId, circleId })
      return row ? { id: row.id, name: row.name, zone: row.zone, orderSeed: row.order_seed } : null
    },

    async guardian(guardianId) {
      const [row] = await guardianById({ guardianId })
      if (!row) throw new Error('no such guardian')
      return { id: row.id, name: names.guardian(row) }
    },

    async guardians(ids) {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('guardians')
        .innerJoin('data_keys', 'data_keys.subject_id', 'guardians.family_id')
        .select(['guardians.id', 'guardians.family_id', 'guardians.name', 'data_keys.wrapped'])
        .where('guardians.id', 'in', ids)
        .execute()
      return rows.map((row) => ({ id: row.id, name: names.guardian(row) }))
    },

    async kidsOf(guardianId) {
      const rows = await kidsWithKey(db)
        .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'kids.id')
        .where('kid_guardians.guardian_id', '=', guardianId)
        .orderBy('kids.created_at')
        .orderBy('kids.id')
        .execute()
      return rows.map((row) => ({ id: row.id, name: names.kid(row) }))
    },

    async kidIdsOf(guardianId) {
      const rows = await kidIds({ guardianId })
      return rows.map((row) => row.id)
    },

    async ofSeveralHomes(kidIds) {
      const rows = await db
        .selectFrom('kid_guardians')
        .innerJoin('guardians', 'guardians.id', 'kid_guardians.guardian_id')
        .select('kid_guardians.kid_id')
        .where('kid_guardians.kid_id', 'in', kidIds)
        .where('guardians.left_at', 'is', null)
        .groupBy('kid_guardians.kid_id')
        .having((eb) => eb(eb.fn.count('guardians.family_id').distinct(), '>', 1))
        .execute()
      return new Set(rows.map((row) => row.kid_id))
    },

    async families(ids) {
      if (ids.length === 0) return []
      const rows = await familiesWithKey(db).where('families.id', 'in', ids).execute()
      return rows.map((row) => ({ id: row.id, name: names.family(row) }))
    },

    async votes(circleId) {
      const rows = await db
        .selectFrom('votes')
        .select(['idea_id', 'guardian_id'])
        .where('circle_id', '=', circleId)
        .execute()
      return rows.map((row) => ({ ideaId: row.idea_id, guardianId: row.guardian_id }))
    },

    like: ({ circleId, ideaId, liked, command }) =>
      db.transaction().execute(async (trx) => {
        const outcome = await once(trx, command)
        if (outcome !== 'done') return outcome
        const vote = { circle_id: circleId, idea_id: ideaId, guardian_id: command.guardianId }
        if (liked)
          await trx
            .insertInto('votes')
            .values({ ...vote, voted_at: command.at })
            .onConflict((conflict) => conflict.columns(['circle_id', 'idea_id', 'guardian_id']).doNothing())
            .execute()
        else
          await trx
            .deleteFrom('votes')
            .where((eb) => eb.and(vote))
            .execute()
        return outcome
      }),

    async guardianIds(circleId) {
      const rows = await db
        .selectFrom('guardians')
        .innerJoin('families', 'families.id', 'guardians.family_id')
        .select('guardians.id')
        .where('families.circle_id', '=', circleId)
        .where('guardians.left_at', 'is', null)
        .execute()
      return rows.map((row) => row.id)
    },
  }
}
