/**
 * Leaving a circle, in one transaction: from its commit on, those who left find nothing there. What they wrote in
 * documents is freed afterwards, from what the rows say (`unfinished`), so that a crash in between loses nothing. Rows
 * of who left go 30 days later.
 */
import type { Part } from '@sidegate/core/parts'
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { areLastOperators, areLastOrganizers } from './last-office.ts'
import { endFamilies, endKids, endPlaces, endWaysIn, hangoutsAhead } from './leaving-steps.ts'
import type { Database } from './schema.ts'

export interface Ended {
  /** Those who were still here. */
  guardianIds: string[]
  circleIds: string[]
  /** Families of whom nobody is left. */
  familyIds: string[]
  /** Hangouts ahead whose list, answers or hosts have changed. */
  hangoutIds: string[]
}

/** What a document of a hangout ahead still holds of those who left. */
export interface Unfinished {
  hangoutId: string
  circleId: string
  familyIds: string[]
  kidIds: string[]
  /** Nobody who is still here holds it. */
  isHostless: boolean
}

/** An office that nobody would hold then: nobody has left. */
export type LastOffice = 'last-organizer' | 'last-operator'

export interface LeavingStore {
  end(leaving: {
    guardianIds: readonly string[]
    by: { guardianId: string | null; part: Part }
    at: number
  }): Promise<Ended | LastOffice>
  /** Hangouts ahead of circles that somebody has left: of these circles, or of all. */
  unfinished(circleIds: readonly string[] | null, at: number): Promise<Unfinished[]>
  /** What it would mean if this guardian left. */
  outlook(guardianId: string, at: number): Promise<Outlook>
  /** Of a session's guardians those who left, or all of them when it was ended. */
  endedIn(sessionId: string): Promise<string[]>
  /** Removes the rows of those who left before. */
  forget(before: number): Promise<void>
}

export interface Outlook {
  /** The only one of the family: the family leaves, too. */
  isLast: boolean
  /** The family holds a hangout that is still ahead. */
  isHosting: boolean
  isLastOrganizer: boolean
  isLastOperator: boolean
}

export function createLeavingStore(db: Kysely<Database>): LeavingStore {
  return {
    end: ({ guardianIds, by, at }) =>
      db.transaction().execute(async (trx) => {
        const guardians = await trx
          .selectFrom('guardians')
          .innerJoin('families', 'families.id', 'guardians.family_id')
          .select(['guardians.id', 'guardians.family_id', 'families.circle_id'])
          .where('guardians.id', 'in', [...guardianIds])
          .where('guardians.left_at', 'is', null)
          .execute()
        const ids = guardians.map(({ id }) => id)
        if (ids.length === 0) return { guardianIds: [], circleIds: [], familyIds: [], hangoutIds: [] }
        const circleIds = [...new Set(guardians.map((row) => row.circle_id))]
        if (await areLastOperators(trx, ids)) return 'last-operator'
        for (const circleId of circleIds)
          if (await areLastOrganizers(trx, circleId, ids)) return 'last-organizer'
        await trx.updateTable('guardians').set({ left_at: at }).where('id', 'in', ids).execute()
        await endWaysIn(trx, ids, at)
        await trx.deleteFrom('votes').where('guardian_id', 'in', ids).execute()
        await trx
          .deleteFrom('outbox')
          .where('guardian_id', 'in', ids)
          .where('state', '=', 'waiting')
          .execute()
        await trx.deleteFrom('kid_guardians').where('guardian_id', 'in', ids).execute()
        const familyIds = await endFamilies(trx, [...new Set(guardians.map((row) => row.family_id))], at)
        const kidIds = await endKids(trx, circleIds, at)
        for (const { id, family_id: familyId, circle_id: circleId } of guardians) {
          const act = by.guardianId === id ? 'guardian-left' : 'guardian-removed'
          await writeAudit(trx, { at, act, by, circleId, familyId, guardianId: id })
        }
        const hangoutIds = await endPlaces(trx, { circleIds, familyIds, kidIds, at })
        return { guardianIds: ids, circleIds, familyIds, hangoutIds }
      }),

    async unfinished(circleIds, at) {
      const families = await db
        .selectFrom('families')
        .select(['id', 'circle_id'])
        .where('left_at', 'is not', null)
        .$if(circleIds !== null, (query) => query.where('circle_id', 'in', circleIds ?? []))
        .execute()
      const kids = await db
        .selectFrom('kids')
        .select(['id', 'circle_id'])
        .where('left_at', 'is not', null)
        .$if(circleIds !== null, (query) => query.where('circle_id', 'in', circleIds ?? []))
        .execute()
      const circles = new Set([...families, ...kids].map((row) => row.circle_id))
      const ahead = await hangoutsAhead(db, [...circles], at)
      const hosts = await db
        .selectFrom('hangout_hosts')
        .innerJoin('families', 'families.id', 'hangout_hosts.family_id')
        .select('hangout_hosts.hangout_id')
        .where('families.left_at', 'is', null)
        .execute()
      const held = new Set(hosts.map((row) => row.hangout_id))
      return ahead.map((hangout) => ({
        hangoutId: hangout.id,
        circleId: hangout.circle_id,
        familyIds: families.filter((row) => row.circle_id === hangout.circle_id).map(({ id }) => id),
        kidIds: kids.filter((row) => row.circle_id === hangout.circle_id).map(({ id }) => id),
        isHostless: !held.has(hangout.id) && hangout.state !== 'draft' && hangout.state !== 'off',
      }))
    },

    async outlook(guardianId, at) {
      const own = await db
        .selectFrom('guardians')
        .innerJoin('families', 'families.id', 'guardians.family_id')
        .select(['guardians.family_id', 'families.circle_id', 'guardians.organizer', 'guardians.operator'])
        .where('guardians.id', '=', guardianId)
        .executeTakeFirstOrThrow()
      const others = await db
        .selectFrom('guardians')
        .innerJoin('families', 'families.id', 'guardians.family_id')
        .select(['guardians.family_id', 'families.circle_id', 'guardians.organizer', 'guardians.operator'])
        .where('guardians.id', '!=', guardianId)
        .where('guardians.left_at', 'is', null)
        .where((eb) =>
          eb.or([
            eb('guardians.family_id', '=', own.family_id),
            eb.and([eb('guardians.organizer', '=', 1), eb('families.circle_id', '=', own.circle_id)]),
            eb('guardians.operator', '=', 1),
          ]),
        )
        .execute()
      const ahead = await hangoutsAhead(db, [own.circle_id], at)
      const held = await db
        .selectFrom('hangout_hosts')
        .select('hangout_id')
        .where('family_id', '=', own.family_id)
        .where('part', '=', 'host')
        .execute()
      const heldIds = new Set(held.map((row) => row.hangout_id))
      return {
        isLast: !others.some((row) => row.family_id === own.family_id),
        isHosting: ahead.some(({ id }) => heldIds.has(id)),
        isLastOrganizer:
          own.organizer === 1 &&
          !others.some((row) => row.organizer === 1 && row.circle_id === own.circle_id),
        isLastOperator: own.operator === 1 && !others.some((row) => row.operator === 1),
      }
    },

    async endedIn(sessionId) {
      const rows = await db
        .selectFrom('session_guardians')
        .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
        .innerJoin('guardians', 'guardians.id', 'session_guardians.guardian_id')
        .select('guardians.id')
        .where('sessions.id', '=', sessionId)
        .where((eb) =>
          eb.or([eb('sessions.ended_at', 'is not', null), eb('guardians.left_at', 'is not', null)]),
        )
        .execute()
      return rows.map((row) => row.id)
    },

    forget: (before) =>
      db.transaction().execute(async (trx) => {
        const families = trx.selectFrom('families').select('id').where('left_at', '<', before)
        const guardians = trx.selectFrom('guardians').select('id').where('left_at', '<', before)
        const kids = trx.selectFrom('kids').select('id').where('left_at', '<', before)
        // First the keys: whatever else is left somewhere can't be read any more.
        await trx
          .deleteFrom('data_keys')
          .where((eb) => eb.or([eb('subject_id', 'in', families), eb('subject_id', 'in', kids)]))
          .execute()
        for (const table of ['rsvps', 'hangout_hosts', 'hangout_addresses'] as const)
          await trx.deleteFrom(table).where('family_id', 'in', families).execute()
        await trx.deleteFrom('guardians').where('id', 'in', guardians).execute()
        await trx.deleteFrom('families').where('id', 'in', families).execute()
        await trx.deleteFrom('kids').where('id', 'in', kids).execute()
      }),
  }
}
