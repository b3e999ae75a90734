/** Answers to hangouts: one per kid and home (house rule 12). */
import type { Answer } from '@sidegate/core/hangouts/answers'
import type { Kysely } from 'kysely'
import type { Named } from './circles.ts'
import { type CommandKey, type Outcome, once } from './commands.ts'
import type { Viewer } from './hangouts.ts'
import { kidsWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'

/** A kid on a hangout's list, with what its homes said. */
export interface ListedKid extends Named {
  answers: { familyId: string; answer: Answer; countedOnly: boolean }[]
}

/** One of the viewer's own kids on a hangout's list, with what this home said. */
export interface OwnAnswer {
  hangoutId: string
  kidId: string
  name: string
  answer: Answer | null
}

export interface AnswerStore {
  mine(viewer: Viewer, hangoutIds: string[]): Promise<OwnAnswer[]>
  /** Everyone on the list, by name. For the server's own eyes: what a viewer may know of it is decided in coming.ts. */
  listed(hangoutId: string): Promise<ListedKid[]>
  /** All or nothing; every kid must be on the list. */
  answer(given: {
    hangoutId: string
    familyId: string
    answers: Record<string, Answer>
    command: CommandKey
  }): Promise<Outcome>
}

export function createAnswerStore(db: Kysely<Database>, names: Names): AnswerStore {
  return {
    async mine({ guardianId, familyId }, hangoutIds) {
      if (hangoutIds.length === 0) return []
      const rows = await kidsWithKey(db)
        .innerJoin('list_entries', 'list_entries.kid_id', 'kids.id')
        .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'kids.id')
        .leftJoin('rsvps', (join) =>
          join
            .onRef('rsvps.hangout_id', '=', 'list_entries.hangout_id')
            .onRef('rsvps.kid_id', '=', 'list_entries.kid_id')
            .on('rsvps.family_id', '=', familyId),
        )
        .select(['list_entries.hangout_id', 'rsvps.answer'])
        .where('kid_guardians.guardian_id', '=', guardianId)
        .where('list_entries.hangout_id', 'in', hangoutIds)
        .orderBy('kids.created_at')
        .orderBy('kids.id')
        .execute()
      return rows.map((row) => ({
        hangoutId: row.hangout_id,
        kidId: row.id,
        name: names.kid(row),
        answer: row.answer,
      }))
    },

    async listed(hangoutId) {
      const kids = await kidsWithKey(db)
        .innerJoin('list_entries', 'list_entries.kid_id', 'kids.id')
        .where('list_entries.hangout_id', '=', hangoutId)
        .execute()
      const rsvps = await db
        .selectFrom('rsvps')
        .innerJoin('families', 'families.id', 'rsvps.family_id')
        .select(['rsvps.kid_id', 'rsvps.family_id', 'rsvps.answer', 'families.counted_only'])
        .where('rsvps.hangout_id', '=', hangoutId)
        .execute()
      const answersByKid = Map.groupBy(rsvps, (row) => row.kid_id)
      return kids
        .map((row) => ({
          id: row.id,
          name: names.kid(row),
          answers: (answersByKid.get(row.id) ?? []).map(({ family_id, answer, counted_only }) => ({
            familyId: family_id,
            answer,
            countedOnly: counted_only === 1,
          })),
        }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
    },

    answer: ({ hangoutId, familyId, answers, command }) =>
      db.transaction().execute(async (trx) => {
        const outcome = await once(trx, command)
        if (outcome !== 'done') return outcome
        for (const [kidId, answer] of Object.entries(answers)) {
          const given = { answer, guardian_id: command.guardianId, answered_at: command.at }
          await trx
            .insertInto('rsvps')
            .values({ hangout_id: hangoutId, kid_id: kidId, family_id: familyId, ...given })
            .onConflict((conflict) =>
              conflict.columns(['hangout_id', 'kid_id', 'family_id']).doUpdateSet(given),
            )
            .execute()
        }
        return outcome
      }),
  }
}
