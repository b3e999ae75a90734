/**
 * Coming in: the one place where a device becomes somebody's, whichever way they came (link, code, passkey). Each time
 * the device gets a new token, so that one that was planted in a browser beforehand is worth nothing (fixation).
 *
 * A device may be in as several guardians, one adult's in several circles. `proved_at` is each guardian's own: else who
 * holds an organizer's open phone could renew the organizer's powers by opening a fresh link of somebody else there.
 */
import type { Kysely } from 'kysely'
import { type EndedDevice, endFor } from './ending.ts'
import type { QueueMail } from './outbox.ts'
import type { Database, SessionLevel } from './schema.ts'
import { newSessionId } from './tokens.ts'
import { endUnusedLinks } from './unused-links.ts'

export interface ComingIn {
  /** The session that this browser has at present. */
  present: string | null
  tokenHash: Uint8Array
  device: string
  /**
   * Whether this is the same adult, who keeps what the device already has: they said so, they said no, or (null) it
   * shows by a guardian that both have. Two guardians of one circle are two adults, whatever is said.
   */
  also: boolean | null
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
  /** Devices that waited to be confirmed, and had to make room. */
  crowdedOut: EndedDevice[]
}

// A link that went to the wrong chat must neither fill a guardian's list of devices nor hide their own in it.
const MOST_UNCONFIRMED = 10

export async function comeIn(trx: Kysely<Database>, coming: ComingIn): Promise<CameIn> {
  const { present, tokenHash, device, guardians, at } = coming
  const there = present === null ? [] : await guardiansOf(trx, present)
  const { goesOn, others } = await compare(trx, there, coming)
  const sessionId = goesOn && present !== null ? present : newSessionId()
  if (goesOn) {
    await trx
      .updateTable('sessions')
      .set({ token_hash: tokenHash, device, last_seen_at: at })
      .where('id', '=', sessionId)
      .execute()
    for (const { id } of others)
      await trx
        .deleteFrom('session_guardians')
        .where('session_id', '=', sessionId)
        .where('guardian_id', '=', id)
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
  const crowdedOut: EndedDevice[] = []
  for (const arriving of guardians) {
    const { guardianId } = arriving
    const known = goesOn ? there.find(({ id }) => id === guardianId) : undefined
    const level = await arrive(trx, sessionId, arriving, known, at)
    confirmed &&= level === 'full'
    const isFirst = await joins(trx, guardianId, at)
    if (!isFirst && !known) further.push(guardianId)
    if (level === 'answers' && !known) crowdedOut.push(...(await makeRoom(trx, sessionId, guardianId, at)))
  }
  const before = goesOn ? 'goes-on' : present === null ? 'none' : 'another'
  return { sessionId, before, confirmed, further, crowdedOut }
}

// One letter about new devices an hour says enough; whoever opens a link again and again fills no mailbox.
const TOLD_EVERY = 60 * 60 * 1000

/** Mails those who have one more device now; one mail where all have one mailbox. */
export async function tellFurther(
  trx: Kysely<Database>,
  queueMail: QueueMail,
  { further }: Pick<CameIn, 'further'>,
  { device, at }: Pick<ComingIn, 'device' | 'at'>,
): Promise<void> {
  const [first] = further
  if (first === undefined) return
  const told = await trx
    .selectFrom('outbox')
    .select('id')
    .where('guardian_id', '=', first)
    .where('kind', '=', 'device')
    .where('made_at', '>', at - TOLD_EVERY)
    .executeTakeFirst()
  if (!told) await queueMail(trx, { kind: 'device', guardianId: first, content: { device }, at })
}

interface Known {
  id: string
  circle_id: string
  level: SessionLevel
  proved_at: number
}

/** Whether who arrives is who is there, and who is there as another adult of the same circle. */
async function compare(trx: Kysely<Database>, there: readonly Known[], { guardians, also }: ComingIn) {
  if (there.length === 0) return { goesOn: false, others: [] }
  const ids = guardians.map(({ guardianId }) => guardianId)
  const circles = await trx
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .select('families.circle_id')
    .where('guardians.id', 'in', ids)
    .execute()
  const circleIds = new Set(circles.map((row) => row.circle_id))
  const others = there.filter((known) => !ids.includes(known.id) && circleIds.has(known.circle_id))
  const isShown = there.some((known) => ids.includes(known.id))
  return { goesOn: also === null ? isShown : also && (isShown || others.length === 0), others }
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
  const isFirst = numUpdatedRows > 0n
  // Invitations come in twos and threes, and lie about in mailboxes and bags once one of them was enough.
  if (isFirst) await endUnusedLinks(trx, [guardianId], at, ['mailed', 'printed'])
  return isFirst
}

/** The oldest of those that wait go, never the one that came just now. */
async function makeRoom(
  trx: Kysely<Database>,
  newest: string,
  guardianId: string,
  at: number,
): Promise<EndedDevice[]> {
  const waiting = await trx
    .selectFrom('session_guardians')
    .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
    .select('sessions.id')
    .where('guardian_id', '=', guardianId)
    .where('level', '=', 'answers')
    .where('sessions.ended_at', 'is', null)
    .where('sessions.id', '<>', newest)
    .orderBy('session_guardians.added_at', 'desc')
    .orderBy('sessions.id')
    .execute()
  const ended: EndedDevice[] = []
  for (const { id } of waiting.slice(MOST_UNCONFIRMED - 1)) {
    const device = await endFor(trx, id, [guardianId], at)
    if (device) ended.push(device)
  }
  return ended
}

const guardiansOf = (trx: Kysely<Database>, sessionId: string): Promise<Known[]> =>
  trx
    .selectFrom('session_guardians')
    .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
    .innerJoin('guardians', 'guardians.id', 'session_guardians.guardian_id')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .select(['guardians.id', 'families.circle_id', 'session_guardians.level', 'session_guardians.proved_at'])
    .where('sessions.id', '=', sessionId)
    .where('sessions.ended_at', 'is', null)
    .where('guardians.left_at', 'is', null)
    .execute()
