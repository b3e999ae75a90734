/** The steps of leaving a circle, each inside the caller's transaction. */
import { hasEnded } from '@sidegate/core/hangouts/hangout-end'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import { endLinksMadeBy } from './unused-links.ts'

/** Links, passkeys and sessions: a device that is somebody else in another circle goes on as that. */
export async function endWaysIn(trx: Kysely<Database>, ids: string[], at: number): Promise<void> {
  await trx
    .updateTable('personal_links')
    .set({ revoked_at: at })
    .where('guardian_id', 'in', ids)
    .where('revoked_at', 'is', null)
    .execute()
  await endLinksMadeBy(trx, ids, at)
  await endPasskeys(trx, ids)
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

/** A passkey of one adult in two circles stays for the other one. */
export async function endPasskeys(trx: Kysely<Database>, ids: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('passkey_guardians')
    .where('guardian_id', 'in', [...ids])
    .execute()
  await trx
    .deleteFrom('passkeys')
    .where('id', 'not in', (eb) => eb.selectFrom('passkey_guardians').select('passkey_id'))
    .execute()
}

/** Of these families those whose last guardian has left. */
export async function endFamilies(trx: Kysely<Database>, familyIds: string[], at: number): Promise<string[]> {
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
export async function endKids(trx: Kysely<Database>, circleIds: string[], at: number): Promise<string[]> {
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
export async function endPlaces(
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

/** Of these circles, what has not ended by the clock of its own zone. */
export async function hangoutsAhead(db: Kysely<Database>, circleIds: string[], at: number) {
  const rows = await db
    .selectFrom('hangouts')
    .select(['id', 'circle_id', 'ends_at', 'zone', 'state'])
    .where('circle_id', 'in', circleIds)
    .where('state', '!=', 'over')
    .execute()
  return rows.filter((row) => !hasEnded({ ...row, endsAt: row.ends_at }, at))
}
