/**
 * Coming in: the one place where a device becomes somebody's, whichever way they came (link, code, passkey). Each time
 * the device gets a new token, so that one that was planted in a browser beforehand is worth nothing (fixation).
 *
 * A device may be in as several guardians, one adult's in several circles. `proved_at` is each guardian's own: else who
 * holds an organizer's open phone could renew the organizer's powers by opening a fresh link of somebody else there.
 */
import type { Kysely } from 'kysely'
import type { QueueMail } from './outbox.ts'
import type { Database, SessionLevel } from './schema.ts'
import { newSessionId } from './tokens.ts'

export interface ComingIn {
  /** The session that this browser has at present. */
  present: string | null
  tokenHash: Uint8Array
  device: string
  /** The same person, who keeps what is already there: said on the page, or shown by a guardian that both have. */
  also: boolean
  guardians: readonly Arriving[]
  at: number
}

export interface Arriving {
  guardianId: string
  /** Never takes away what the device already has. */
  level: SessionLevel
  /** Whether it was shown who this is; it counts on a confirmed device only. */
  proves: boolean
  linkId?: string
}

export interface CameIn {
  sessionId: string
  /** What became of the session that was there: it goes on under the new token, it was another's, or there was none. */
  before: 'goes-on' | 'another' | 'none'
  /** Of those who arrived, whether the device is confirmed now. */
  confirmed: boolean
  /** Those who had a device already, and have one more now. */
  further: string[]
}

export async function comeIn(trx: Kysely<Database>, coming: ComingIn): Promise<CameIn> {
  const { present, tokenHash, device, guardians, at } = coming
  const there = present === null ? [] : await guardiansOf(trx, present)
  const isSame = coming.also || there.some((known) => guardians.some((one) => one.guardianId === known.id))
  const goesOn = present !== null && there.length > 0 && isSame
  const sessionId = goesOn ? present : newSessionId()
  if (goesOn) {
    await trx
      .updateTable('sessions')
      .set({ token_hash: tokenHash, device, last_seen_at: at })
      .where('id', '=', sessionId)
      .execute()
  } else {
    if (present !== null)
      await trx.updateTable('sessions').set({ ended_at: at }).where('id', '=', present).execute()
    await trx
      .insertInto('sessions')
      .values({ id: sessionId, token_hash: tokenHash, device, opened_at: at, last_seen_at: at })
      .execute()
  }
  let confirmed = true
  const further: string[] = []
  for (const arriving of guardians) {
    const known = goesOn ? there.find(({ id }) => id === arriving.guardianId) : undefined
    confirmed &&= (await arrive(trx, sessionId, arriving, known, at)) === 'full'
    const isFirst = await joins(trx, arriving.guardianId, at)
    if (!isFirst && !known) further.push(arriving.guardianId)
  }
  const before = goesOn ? 'goes-on' : present === null ? 'none' : 'another'
  return { sessionId, before, confirmed, further }
}

/** Mails those who have one more device now; one mail where all have one mailbox. */
export async function tellFurther(
  trx: Kysely<Database>,
  queueMail: QueueMail,
  { further }: CameIn,
  { device, at }: Pick<ComingIn, 'device' | 'at'>,
): Promise<void> {
  const [first] = further
  if (first !== undefined)
    await queueMail(trx, { kind: 'device', guardianId: first, content: { device }, at })
}

interface Known {
  id: string
  level: SessionLevel
  proved_at: number
}

async function arrive(
  trx: Kysely<Database>,
  sessionId: string,
  { guardianId, level: given, proves, linkId }: Arriving,
  known: Known | undefined,
  at: number,
): Promise<SessionLevel> {
  const level = known?.level === 'full' ? 'full' : given
  const provedAt = proves && level === 'full' ? at : (known?.proved_at ?? 0)
  await trx
    .insertInto('session_guardians')
    .values({
      session_id: sessionId,
      guardian_id: guardianId,
      level,
      proved_at: provedAt,
      added_at: at,
      link_id: linkId ?? null,
    })
    .onConflict((conflict) =>
      conflict.columns(['session_id', 'guardian_id']).doUpdateSet({ level, proved_at: provedAt }),
    )
    .execute()
  return level
}

/** Whether they are in for the first time. */
async function joins(trx: Kysely<Database>, guardianId: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('guardians')
    .set({ joined_at: at })
    .where('id', '=', guardianId)
    .where('joined_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const guardiansOf = (trx: Kysely<Database>, sessionId: string): Promise<Known[]> =>
  trx
    .selectFrom('session_guardians')
    .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
    .innerJoin('guardians', 'guardians.id', 'session_guardians.guardian_id')
    .select(['guardians.id', 'session_guardians.level', 'session_guardians.proved_at'])
    .where('sessions.id', '=', sessionId)
    .where('sessions.ended_at', 'is', null)
    .where('guardians.left_at', 'is', null)
    .execute()
