/** Where a guardian is signed in: devices, links and passkeys, listed and ended by the guardian alone. */
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { type EndedDevice, endFor } from './ending.ts'
import { ownDeed } from './own-deeds.ts'
import type { Database, LinkWay, SessionLevel } from './schema.ts'
import { endUnusedLinks } from './unused-links.ts'

export interface Device {
  id: string
  label: string
  openedAt: number
  lastSeenAt: number
  /** `answers`: it hasn't shown yet whose it is, for one of these guardians. */
  level: SessionLevel
}

export interface OwnLink {
  id: string
  guardianId: string
  how: Exclude<LinkWay, 'along'>
  createdAt: number
  usedAt: number | null
  lastUsedAt: number | null
}

export interface OwnPasskey {
  id: string
  device: string
  createdAt: number
  lastUsedAt: number | null
}

export interface DeviceStore {
  /** Of these guardians; what was used last comes first. */
  list(
    guardianIds: readonly string[],
    seenSince: number,
  ): Promise<{ devices: Device[]; links: OwnLink[]; passkeys: OwnPasskey[] }>
  /** The devices' guardians among these are in wholly. null: no such device of theirs that waits for it. */
  confirm(id: string, guardianIds: readonly string[], at: number): Promise<string[] | null>
  /** These guardians are in there no more, and what it may have made for another device opens nothing. null: no such. */
  end(id: string, guardianIds: readonly string[], at: number): Promise<EndedDevice | null>
  /** The same, by whoever holds the device and isn't these guardians. */
  leave(id: string, guardianIds: readonly string[], at: number): Promise<EndedDevice | null>
  /** How a guardian could show on a further device who they are: `device`, by a tap on one that is in wholly. */
  waysOf(
    guardianId: string,
    seenSince: number,
  ): Promise<{ email: boolean; passkey: boolean; device: boolean }>
  /** All of theirs but this one, and every link that nobody has used: whoever holds one of them would be back. */
  endOthers(id: string, guardianIds: readonly string[], at: number): Promise<EndedDevice[]>
  /** The link opens nothing any more, and devices that it alone speaks for are ended. null: no such link of theirs. */
  revokeLink(id: string, guardianIds: readonly string[], at: number): Promise<EndedDevice[] | null>
}

// More than anybody looks through; older ones are a sign of something else.
const MOST_LISTED = 100

export function createDeviceStore(db: Kysely<Database>): DeviceStore {
  const inside = <T>(work: (trx: Kysely<Database>) => Promise<T>) => db.transaction().execute(work)
  return {
    async list(guardianIds, seenSince) {
      const devices = await db
        .selectFrom('session_guardians')
        .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
        .select(['sessions.id', 'sessions.device', 'sessions.opened_at', 'sessions.last_seen_at'])
        // 'answers' comes before 'full'.
        .select(({ fn }) => fn.min<SessionLevel>('session_guardians.level').as('level'))
        .where('session_guardians.guardian_id', 'in', [...guardianIds])
        .where('sessions.ended_at', 'is', null)
        .where('sessions.last_seen_at', '>', seenSince)
        .groupBy('sessions.id')
        .orderBy('sessions.last_seen_at', 'desc')
        .orderBy('sessions.id')
        .limit(MOST_LISTED)
        .execute()
      const links = await db
        .selectFrom('personal_links')
        .select(['id', 'guardian_id', 'how', 'created_at', 'used_at', 'last_used_at'])
        .where('guardian_id', 'in', [...guardianIds])
        .where('revoked_at', 'is', null)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(MOST_LISTED)
        .execute()
      const passkeys = await db
        .selectFrom('passkeys')
        .select(['id', 'device', 'made_at', 'last_used_at'])
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('passkey_guardians')
            .select('passkey_id')
            .where('guardian_id', 'in', [...guardianIds]),
        )
        .orderBy('made_at', 'desc')
        .orderBy('id')
        .execute()
      return {
        devices: devices.map((row) => ({
          id: row.id,
          label: row.device,
          openedAt: row.opened_at,
          lastSeenAt: row.last_seen_at,
          level: row.level,
        })),
        links: links.map((row) => ({
          id: row.id,
          guardianId: row.guardian_id,
          // For whose it is it came by mail, whatever else the mail was about.
          how: row.how === 'along' ? ('mailed' as const) : row.how,
          createdAt: row.created_at,
          usedAt: row.used_at,
          lastUsedAt: row.last_used_at,
        })),
        passkeys: passkeys.map((row) => ({
          id: row.id,
          device: row.device as string,
          createdAt: row.made_at,
          lastUsedAt: row.last_used_at,
        })),
      }
    },

    confirm: (id, guardianIds, at) =>
      inside(async (trx) => {
        const rows = await trx
          .updateTable('session_guardians')
          .set({ level: 'full' })
          .where('session_id', '=', id)
          .where('session_id', 'in', (eb) =>
            eb.selectFrom('sessions').select('id').where('ended_at', 'is', null),
          )
          .where('guardian_id', 'in', [...guardianIds])
          .where('level', '=', 'answers')
          .returning('guardian_id')
          .execute()
        const confirmedIds = rows.map((row) => row.guardian_id)
        for (const guardianId of confirmedIds)
          await writeAudit(trx, { at, act: 'device-confirmed', ...(await ownDeed(trx, guardianId)) })
        return confirmedIds.length > 0 ? confirmedIds : null
      }),

    end: (id, guardianIds, at) =>
      inside(async (trx) => {
        const madeFor = await wholly(trx, id, guardianIds)
        const device = await endOwn(trx, id, guardianIds, at)
        if (device) await endUnused(trx, madeFor, at, ['own'])
        return device
      }),

    leave: (id, guardianIds, at) => inside((trx) => endFor(trx, id, guardianIds, at)),

    async waysOf(guardianId, seenSince) {
      const guardian = await db
        .selectFrom('guardians')
        .select((eb) => [
          'email_index',
          eb
            .exists(
              eb.selectFrom('passkey_guardians').select('passkey_id').where('guardian_id', '=', guardianId),
            )
            .as('passkey'),
          eb
            .exists(
              eb
                .selectFrom('session_guardians')
                .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
                .select('sessions.id')
                .where('guardian_id', '=', guardianId)
                .where('level', '=', 'full')
                .where('sessions.ended_at', 'is', null)
                .where('sessions.last_seen_at', '>', seenSince),
            )
            .as('device'),
        ])
        .where('id', '=', guardianId)
        .executeTakeFirst()
      return {
        email: Boolean(guardian?.email_index),
        passkey: Boolean(guardian?.passkey),
        device: Boolean(guardian?.device),
      }
    },

    endOthers: (id, guardianIds, at) =>
      inside(async (trx) => {
        const others = await trx
          .selectFrom('session_guardians')
          .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
          .select('sessions.id')
          .distinct()
          .where('guardian_id', 'in', [...guardianIds])
          .where('sessions.ended_at', 'is', null)
          .where('sessions.id', '<>', id)
          .execute()
        await endUnused(trx, guardianIds, at)
        return endAll(
          trx,
          others.map((row) => row.id),
          guardianIds,
          at,
        )
      }),

    revokeLink: (id, guardianIds, at) =>
      inside(async (trx) => {
        const link = await trx
          .updateTable('personal_links')
          .set({ revoked_at: at })
          .where('id', '=', id)
          .where('guardian_id', 'in', [...guardianIds])
          .where('revoked_at', 'is', null)
          .returning('guardian_id')
          .executeTakeFirst()
        if (!link) return null
        const { guardian_id: guardianId } = link
        await writeAudit(trx, { at, act: 'link-revoked', ...(await ownDeed(trx, guardianId)) })
        const byIt = await trx
          .selectFrom('session_guardians')
          .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
          .select('sessions.id')
          .where('link_id', '=', id)
          .where('guardian_id', '=', guardianId)
          .where('level', '=', 'answers')
          .where('sessions.ended_at', 'is', null)
          .execute()
        return endAll(
          trx,
          byIt.map((row) => row.id),
          [guardianId],
          at,
        )
      }),
  }
}

async function endAll(trx: Kysely<Database>, ids: string[], guardianIds: readonly string[], at: number) {
  const ended: EndedDevice[] = []
  for (const id of ids) {
    const device = await endOwn(trx, id, guardianIds, at)
    if (device) ended.push(device)
  }
  return ended
}

/** As whom of these a device is in wholly: only such a one makes links. */
async function wholly(trx: Kysely<Database>, id: string, guardianIds: readonly string[]) {
  const rows = await trx
    .selectFrom('session_guardians')
    .select('guardian_id')
    .where('session_id', '=', id)
    .where('guardian_id', 'in', [...guardianIds])
    .where('level', '=', 'full')
    .execute()
  return rows.map((row) => row.guardian_id)
}

async function endUnused(
  trx: Kysely<Database>,
  guardianIds: readonly string[],
  at: number,
  ways?: readonly LinkWay[],
) {
  if (guardianIds.length === 0) return
  for (const guardianId of await endUnusedLinks(trx, guardianIds, at, ways))
    await writeAudit(trx, { at, act: 'link-revoked', ...(await ownDeed(trx, guardianId)) })
}

async function endOwn(trx: Kysely<Database>, id: string, guardianIds: readonly string[], at: number) {
  const device = await endFor(trx, id, guardianIds, at)
  for (const guardianId of device?.guardianIds ?? [])
    await writeAudit(trx, { at, act: 'device-ended', ...(await ownDeed(trx, guardianId)) })
  return device
}
