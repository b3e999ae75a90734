/**
 * Leaving a circle, in one transaction: from its commit on, those who left find nothing there. What they wrote in
 * documents is freed afterwards, from what the rows say (`unfinished`), so that a crash in between loses nothing. Rows
 * of who left go 30 days later.
 */
import { hasEnded } from '@sidegate/core/hangouts/hangout-end'
import type { Part } from '@sidegate/core/parts'
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
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

export interface LeavingStore {
  end(leaving: {
    guardianIds: readonly string[]
    by: { guardianId: string | null; part: Part }
    at: number
  }): Promise<Ended>
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
        const circleIds = [...new Set(guardians.map((row) => row.circle_id))]
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

/** Links, passkeys and sessions: a device that is somebody else in another circle goes on as that. */
async function endWaysIn(trx: Kysely<Database>, ids: string[], at: number): Promise<void> {
  await trx
    .updateTable('personal_links')
    .set({ revoked_at: at })
    .where('guardian_id', 'in', ids)
    .where('revoked_at', 'is', null)
    .execute()
  await trx.deleteFrom('passkey_guardians').where('guardian_id', 'in', ids).execute()
  await trx
    .deleteFrom('passkeys')
    .where('id', 'not in', (eb) => eb.selectFrom('passkey_guardians').select('passkey_id'))
    .execute()
  await trx
    .updateTable('sessions')
    .set({ ended_at: at })
    .where('ended_at', 'is', null)
    .where('id', 'in', (eb) =>
      eb.selectFrom('session_guardians').select('session_id').where('guardian_id', 'in', ids),
    )
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('session_guardians')
        .innerJoin('guardians', 'guardians.id', 'session_guardians.guardian_id')
        .select('session_guardians.session_id')
        .where('guardians.left_at', 'is', null),
    )
    .execute()
}

/** Of these families those whose last guardian has left. */
async function endFamilies(trx: Kysely<Database>, familyIds: string[], at: number): Promise<string[]> {
  const ended = await trx
    .updateTable('families')
    .set({ left_at: at, own_line: null, own_line_on: null })
    .where('id', 'in', familyIds)
    .where('left_at', 'is', null)
    .where('id', 'not in', (eb) =>
      eb.selectFrom('guardians').select('family_id').where('left_at', 'is', null),
    )
    .returning('id')
    .execute()
  return ended.map(({ id }) => id)
}

/** Kids of these circles without a home left. */
async function endKids(trx: Kysely<Database>, circleIds: string[], at: number): Promise<string[]> {
  const ended = await trx
    .updateTable('kids')
    .set({ left_at: at })
    .where('circle_id', 'in', circleIds)
    .where('left_at', 'is', null)
    .where('id', 'not in', (eb) => eb.selectFrom('kid_guardians').select('kid_id'))
    .returning('id')
    .execute()
  return ended.map(({ id }) => id)
}

/** Lists, answers and hosting of hangouts ahead; the ids of those that have changed. */
async function endPlaces(
  trx: Kysely<Database>,
  gone: { circleIds: string[]; familyIds: string[]; kidIds: string[]; at: number },
): Promise<string[]> {
  const { circleIds, familyIds, kidIds, at } = gone
  if (familyIds.length === 0 && kidIds.length === 0) return []
  const ahead = (await hangoutsAhead(trx, circleIds, at)).map(({ id }) => id)
  if (ahead.length === 0) return []
  const changed = new Set<string>()
  const note = (rows: { hangout_id: string }[]) => {
    for (const row of rows) changed.add(row.hangout_id)
  }
  // Answers go along with the list's entries.
  const entries = trx.deleteFrom('list_entries').where('hangout_id', 'in', ahead)
  note(await entries.where('kid_id', 'in', kidIds).returning('hangout_id').execute())
  // Their kid may have another home, whose answer stands alone from now on.
  const answers = trx.deleteFrom('rsvps').where('hangout_id', 'in', ahead)
  note(await answers.where('family_id', 'in', familyIds).returning('hangout_id').execute())
  const addresses = trx.deleteFrom('hangout_addresses').where('hangout_id', 'in', ahead)
  note(await addresses.where('family_id', 'in', familyIds).returning('hangout_id').execute())
  for (const hangoutId of await heldWithOthers(trx, ahead, familyIds)) {
    changed.add(hangoutId)
    await trx
      .deleteFrom('hangout_hosts')
      .where('hangout_id', '=', hangoutId)
      .where('family_id', 'in', familyIds)
      .execute()
    const left = await trx
      .selectFrom('hangout_hosts')
      .select(['family_id', 'part'])
      .where('hangout_id', '=', hangoutId)
      .orderBy('family_id')
      .execute()
    // Who planned it with them holds it now.
    if (left[0] && !left.some(({ part }) => part === 'host'))
      await trx
        .updateTable('hangout_hosts')
        .set({ part: 'host' })
        .where('hangout_id', '=', hangoutId)
        .where('family_id', '=', left[0].family_id)
        .execute()
  }
  return [...changed]
}

/** Hangouts that these families hold together with others who are still here. */
async function heldWithOthers(trx: Kysely<Database>, hangoutIds: string[], familyIds: string[]) {
  const rows = await trx
    .selectFrom('hangout_hosts')
    .innerJoin('families', 'families.id', 'hangout_hosts.family_id')
    .select(['hangout_hosts.hangout_id', 'families.left_at'])
    .where('hangout_hosts.hangout_id', 'in', hangoutIds)
    .where('hangout_hosts.hangout_id', 'in', (eb) =>
      eb.selectFrom('hangout_hosts').select('hangout_id').where('family_id', 'in', familyIds),
    )
    .execute()
  return new Set(rows.filter((row) => row.left_at === null).map((row) => row.hangout_id))
}

async function hangoutsAhead(db: Kysely<Database>, circleIds: string[], at: number) {
  const rows = await db
    .selectFrom('hangouts')
    .select(['id', 'circle_id', 'ends_at', 'zone', 'state'])
    .where('circle_id', 'in', circleIds)
    .where('state', '!=', 'over')
    .execute()
  return rows.filter((row) => !hasEnded({ ...row, endsAt: row.ends_at }, at))
}
