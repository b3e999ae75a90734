/** Answers to hangouts: one per kid and home (house rule 12). */
import type { Answer } from '@sidegate/core/hangouts/answers'
import type { Help } from '@sidegate/core/hangouts/helps'
import type { ToldInPerson } from '@sidegate/core/hangouts/host-steps'
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import type { Named } from './circles.ts'
import { type CommandKey, type Outcome, once } from './commands.ts'
import type { Viewer } from './hangouts.ts'
import { kidsWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'
import type { Place, Vault } from './vault.ts'

/** A kid on a hangout's list, with what its homes said. */
export interface ListedKid extends Named {
  answers: HomeSaid[]
}

interface HomeSaid {
  familyId: string
  answer: Answer
  countedOnly: boolean
  helps: Help[]
  /** The organizer whom the family told in person; null: it answered itself. */
  toldBy: string | null
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
  /** 'not-going': there is nothing to help with. */
  help(given: {
    hangoutId: string
    familyId: string
    kidId: string
    helps: readonly Help[]
    command: CommandKey
  }): Promise<Outcome | 'not-going'>
  /** What an organizer was told in person. A home's own answer stands: then nothing changes, and the outcome is the same. */
  told(given: ToldInPerson & { hangoutId: string; circleId: string; command: CommandKey }): Promise<Outcome>
}

export function createAnswerStore(db: Kysely<Database>, names: Names, vault: Vault): AnswerStore {
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
        .innerJoin('data_keys', 'data_keys.subject_id', 'families.id')
        .select(['rsvps.kid_id', 'rsvps.family_id', 'rsvps.answer', 'families.counted_only'])
        .select(['rsvps.helps', 'rsvps.told_by', 'data_keys.wrapped'])
        .where('rsvps.hangout_id', '=', hangoutId)
        .execute()
      const answersByKid = Map.groupBy(rsvps, (row) => row.kid_id)
      return kids
        .map((row) => ({
          id: row.id,
          name: names.kid(row),
          answers: (answersByKid.get(row.id) ?? []).map((said) => ({
            familyId: said.family_id,
            answer: said.answer,
            countedOnly: said.counted_only === 1,
            helps: openHelps(said, placeOf(hangoutId, row.id, said.family_id)),
            toldBy: said.told_by,
          })),
        }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
    },

    answer: ({ hangoutId, familyId, answers, command }) =>
      db.transaction().execute(async (trx) => {
        const outcome = await once(trx, command)
        if (outcome !== 'done') return outcome
        for (const [kidId, answer] of Object.entries(answers)) {
          const given = {
            answer,
            guardian_id: command.guardianId,
            answered_at: command.at,
            told_by: null,
            // Who doesn't come needs no help, and nobody needs to know that they would have.
            ...(answer === 'not-this-time' && { helps: null }),
          }
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

    help: ({ hangoutId, familyId, kidId, helps, command }) =>
      db.transaction().execute(async (trx) => {
        const said = await trx
          .selectFrom('rsvps')
          .innerJoin('data_keys', 'data_keys.subject_id', 'rsvps.family_id')
          .select(['rsvps.answer', 'data_keys.wrapped'])
          .where('hangout_id', '=', hangoutId)
          .where('kid_id', '=', kidId)
          .where('family_id', '=', familyId)
          .executeTakeFirst()
        if (said?.answer !== 'going') return 'not-going'
        const outcome = await once(trx, command)
        if (outcome !== 'done') return outcome
        const place = placeOf(hangoutId, kidId, familyId)
        const sealed =
          helps.length > 0 ? vault.seal(familyId, said.wrapped, place, JSON.stringify(helps)) : null
        await trx
          .updateTable('rsvps')
          .set({ helps: sealed })
          .where('hangout_id', '=', hangoutId)
          .where('kid_id', '=', kidId)
          .where('family_id', '=', familyId)
          .execute()
        return outcome
      }),

    told: ({ hangoutId, circleId, kidId, familyId, answer, command }) =>
      db.transaction().execute(async (trx) => {
        const outcome = await once(trx, command)
        if (outcome !== 'done') return outcome
        const { guardianId, at } = command
        const given = { answer, guardian_id: guardianId, answered_at: at, told_by: guardianId }
        await trx
          .insertInto('rsvps')
          .values({ hangout_id: hangoutId, kid_id: kidId, family_id: familyId, ...given })
          .onConflict((conflict) =>
            conflict
              .columns(['hangout_id', 'kid_id', 'family_id'])
              .doUpdateSet(given)
              .where('rsvps.told_by', 'is not', null),
          )
          .execute()
        // The answer itself is no organizer's to read, so it stands in no audit.
        const by = { guardianId, part: 'organizer' as const }
        await writeAudit(trx, { at, act: 'answer-told', by, circleId, familyId, kidId, hangoutId })
        return outcome
      }),
  }

  function openHelps(
    row: { family_id: string; wrapped: Uint8Array; helps: Uint8Array | null },
    place: Place,
  ): Help[] {
    if (!row.helps) return []
    return JSON.parse(vault.open(row.family_id, row.wrapped, place, row.helps)) as Help[] // as `help` sealed them
  }
}

const placeOf = (hangoutId: string, kidId: string, familyId: string): Place => ({
  table: 'rsvps',
  column: 'helps',
  row: `${hangoutId}/${kidId}/${familyId}`,
})
