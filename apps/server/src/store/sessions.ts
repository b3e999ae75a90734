/** Sessions, and as whom each of them is in. Only SHA-256 of a token is kept; 256 random bits need no slow hash. */
import type { StatementSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import { keep } from './kept.ts'
import type { Database, SessionLevel } from './schema.ts'
import type { Sqlite } from './sqlite.ts'

/** One guardian of a session. */
export interface SessionRow {
  id: string
  guardianId: string
  familyId: string
  circleId: string
  level: SessionLevel
  organizer: boolean
  operator: boolean
  safeguarding: boolean
  provedAt: number
  lastSeenAt: number
}

export interface NewSession {
  id: string
  tokenHash: Uint8Array
  guardianId: string
  at: number
  level?: SessionLevel
  /** Of the device, for its own guardian to know it by. */
  device?: string
  linkId?: string
}

export interface SessionStore {
  /** In one transaction. */
  open(...sessions: NewSession[]): Promise<void>
  /** A row for each guardian whom the session is in as, in the order in which they came; none for an ended one. */
  find(tokenHash: Uint8Array): Promise<SessionRow[]>
  /** The id of a session that was ended, not one that was merely not used for too long; null: no such. */
  findEnded(tokenHash: Uint8Array): Promise<string | null>
  /** When this device came in first. Throws when there is no such session. */
  openedAt(id: string): Promise<number>
  /** Sessions that still go on, of these ids. */
  living(ids: string[]): Promise<Set<string>>
  touch(id: string, at: number): Promise<void>
  /** Signed out, here or from afar. It is no session any more; its hash stays, to know by it who comes back. */
  end(id: string, at: number): Promise<void>
  /** Removes sessions not seen since `before`, and those that ended before it. */
  forget(before: number): Promise<void>
  addLink(link: { id: string; guardianId: string; tokenHash: Uint8Array; at: number }): Promise<void>
}

export function createSessionStore(sqlite: Sqlite): SessionStore {
  const { db, transact } = sqlite
  /** Of those who were seen in this turn of the loop: after a night everybody is, at once, and it is one write. */
  const seenAtById = new Map<string, number>()
  let touching: Promise<void> | null = null
  let seeing: StatementSync | undefined
  const byToken = keep(sqlite, ['tokenHash'], ({ tokenHash }: { tokenHash: Uint8Array }) =>
    db
      .selectFrom('sessions')
      .innerJoin('session_guardians', 'session_guardians.session_id', 'sessions.id')
      .innerJoin('guardians', 'guardians.id', 'session_guardians.guardian_id')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .select([
        'sessions.id',
        'sessions.last_seen_at',
        'session_guardians.level',
        'session_guardians.proved_at',
        'guardians.id as guardian_id',
        'guardians.family_id',
        'guardians.organizer',
        'guardians.operator',
        'guardians.safeguarding',
        'families.circle_id',
      ])
      .where('sessions.token_hash', '=', tokenHash)
      .where('sessions.ended_at', 'is', null)
      .where('guardians.left_at', 'is', null)
      .orderBy('session_guardians.added_at')
      .orderBy('guardians.id'),
  )
  return {
    open: (...sessions) =>
      db.transaction().execute(async (trx) => {
        for (const session of sessions) await insertSession(trx, session)
      }),

    async find(tokenHash) {
      const rows = await byToken({ tokenHash })
      return rows.map((row) => ({
        id: row.id,
        guardianId: row.guardian_id,
        familyId: row.family_id,
        circleId: row.circle_id,
        level: row.level,
        organizer: row.organizer === 1,
        operator: row.operator === 1,
        safeguarding: row.safeguarding === 1,
        provedAt: row.proved_at,
        lastSeenAt: row.last_seen_at,
      }))
    },

    async findEnded(tokenHash) {
      const row = await db
        .selectFrom('sessions')
        .select('id')
        .where('token_hash', '=', tokenHash)
        .where('ended_at', 'is not', null)
        .executeTakeFirst()
      return row?.id ?? null
    },

    async openedAt(id) {
      const row = await db
        .selectFrom('sessions')
        .select('opened_at')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return row.opened_at
    },

    async living(ids) {
      if (ids.length === 0) return new Set()
      const rows = await db
        .selectFrom('sessions')
        .select('id')
        .where('id', 'in', ids)
        .where('ended_at', 'is', null)
        .execute()
      return new Set(rows.map((row) => row.id))
    },

    touch(id, at) {
      seenAtById.set(id, at)
      touching ??= new Promise<void>((next) => setImmediate(next)).then(() => {
        touching = null
        const seen = [...seenAtById]
        seenAtById.clear()
        return transact((raw) => {
          seeing ??= raw.prepare('update sessions set last_seen_at = ? where id = ?')
          for (const [session, seenAt] of seen) seeing.run(seenAt, session)
        })
      })
      return touching
    },

    async end(id, at) {
      await db
        .updateTable('sessions')
        .set({ ended_at: at })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .execute()
    },

    async forget(before) {
      await db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('sessions')
          .where((eb) => eb(eb.fn.coalesce('ended_at', 'last_seen_at'), '<', before))
          .execute()
        await trx
          .deleteFrom('session_guardians')
          .where('session_id', 'not in', (eb) => eb.selectFrom('sessions').select('id'))
          .execute()
      })
    },

    async addLink({ id, guardianId, tokenHash, at }) {
      await db
        .insertInto('personal_links')
        .values({ id, guardian_id: guardianId, token_hash: tokenHash, created_at: at })
        .execute()
    },
  }
}

/** A session of one guardian; more of them may be added to it. */
export async function insertSession(
  trx: Kysely<Database>,
  { id, tokenHash, guardianId, at, level = 'full', device = '', linkId }: NewSession,
): Promise<void> {
  await trx
    .insertInto('sessions')
    .values({
      id,
      token_hash: tokenHash,
      device,
      opened_at: at,
      last_seen_at: at,
      ended_at: null,
    })
    .execute()
  await trx
    .insertInto('session_guardians')
    .values({
      session_id: id,
      guardian_id: guardianId,
      level,
      proved_at: level === 'full' ? at : 0,
      added_at: at,
      link_id: linkId ?? null,
    })
    .execute()
}
