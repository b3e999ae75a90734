/** Sessions and personal links. Only SHA-256 of a token is kept; 256 random bits need no slow hash. */
import type { StatementSync } from 'node:sqlite'
import { keep } from './kept.ts'
import type { Sqlite } from './sqlite.ts'

export interface SessionRow {
  id: string
  guardianId: string
  familyId: string
  circleId: string
  organizer: boolean
  operator: boolean
  openedAt: number
  lastSeenAt: number
}

export interface NewSession {
  id: string
  tokenHash: Uint8Array
  guardianId: string
  at: number
}

export interface SessionStore {
  /** In one transaction. */
  open(...sessions: NewSession[]): Promise<void>
  /** null for an ended one, too. */
  find(tokenHash: Uint8Array): Promise<SessionRow | null>
  /** The id of a session that was ended, not one that was merely not used for too long; null: no such. */
  findEnded(tokenHash: Uint8Array): Promise<string | null>
  /** Sessions that still go on, of these ids. */
  living(ids: string[]): Promise<Set<string>>
  touch(id: string, at: number): Promise<void>
  /** Signed out, here or from afar. It is no session any more; its hash stays, to know by it who comes back. */
  end(id: string, at: number): Promise<void>
  /** Gone without a trace: another session of the same guardian takes its place. */
  remove(id: string): Promise<void>
  /** Removes sessions not seen since `before`, and those that ended before it. */
  forget(before: number): Promise<void>
  addLink(link: { id: string; guardianId: string; tokenHash: Uint8Array; at: number }): Promise<void>
  /** Opens a session by a personal link, in one transaction; null when there is no such link. */
  openByLink(open: {
    linkHash: Uint8Array
    sessionId: string
    tokenHash: Uint8Array
    at: number
  }): Promise<{ guardianId: string; circleId: string } | null>
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
      .innerJoin('guardians', 'guardians.id', 'sessions.guardian_id')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .select([
        'sessions.id',
        'sessions.opened_at',
        'sessions.last_seen_at',
        'guardians.id as guardian_id',
        'guardians.family_id',
        'guardians.organizer',
        'guardians.operator',
        'families.circle_id',
      ])
      .where('sessions.token_hash', '=', tokenHash)
      .where('sessions.ended_at', 'is', null),
  )
  return {
    open: (...sessions) =>
      db.transaction().execute(async (trx) => {
        for (const { id, tokenHash, guardianId, at } of sessions)
          await trx
            .insertInto('sessions')
            .values({
              id,
              token_hash: tokenHash,
              guardian_id: guardianId,
              opened_at: at,
              last_seen_at: at,
              ended_at: null,
            })
            .execute()
      }),

    async find(tokenHash) {
      const [row] = await byToken({ tokenHash })
      if (!row) return null
      return {
        id: row.id,
        guardianId: row.guardian_id,
        familyId: row.family_id,
        circleId: row.circle_id,
        organizer: row.organizer === 1,
        operator: row.operator === 1,
        openedAt: row.opened_at,
        lastSeenAt: row.last_seen_at,
      }
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

    async remove(id) {
      await db.deleteFrom('sessions').where('id', '=', id).execute()
    },

    async forget(before) {
      await db
        .deleteFrom('sessions')
        .where((eb) => eb(eb.fn.coalesce('ended_at', 'last_seen_at'), '<', before))
        .execute()
    },

    async addLink({ id, guardianId, tokenHash, at }) {
      await db
        .insertInto('personal_links')
        .values({ id, guardian_id: guardianId, token_hash: tokenHash, created_at: at, revoked_at: null })
        .execute()
    },

    openByLink: ({ linkHash, sessionId, tokenHash, at }) =>
      db.transaction().execute(async (trx) => {
        const link = await trx
          .selectFrom('personal_links')
          .innerJoin('guardians', 'guardians.id', 'personal_links.guardian_id')
          .innerJoin('families', 'families.id', 'guardians.family_id')
          .select(['guardians.id as guardian_id', 'families.circle_id'])
          .where('token_hash', '=', linkHash)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (!link) return null
        await trx
          .insertInto('sessions')
          .values({
            id: sessionId,
            token_hash: tokenHash,
            guardian_id: link.guardian_id,
            opened_at: at,
            last_seen_at: at,
            ended_at: null,
          })
          .execute()
        await trx
          .updateTable('guardians')
          .set({ joined_at: at })
          .where('id', '=', link.guardian_id)
          .where('joined_at', 'is', null)
          .execute()
        return { guardianId: link.guardian_id, circleId: link.circle_id }
      }),
  }
}
