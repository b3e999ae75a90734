/** A circle's posters: a way to its waiting room that ends by itself, is counted, and can be ended by hand. */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import type { Database } from './schema.ts'
import { hashToken, newToken } from './tokens.ts'

export interface Poster {
  id: string
  madeAt: number
  expiresAt: number
  uses: number
  cap: number
  state: 'open' | 'over' | 'full' | 'ended'
}

export interface PosterStore {
  /** Its token is seen once, here. */
  make(poster: {
    circleId: string
    by: string
    expiresAt: number
    cap: number
    at: number
  }): Promise<{ id: string; token: string }>
  /** Newest first. */
  ofCircle(circleId: string, at: number): Promise<Poster[]>
  /** false: there is none that could be ended. */
  end(poster: { circleId: string; posterId: string; by: string; at: number }): Promise<boolean>
}

export function createPosterStore(db: Kysely<Database>): PosterStore {
  return {
    make: ({ circleId, by, expiresAt, cap, at }) =>
      db.transaction().execute(async (trx) => {
        const id = `pos_${randomBytes(12).toString('base64url')}`
        const token = newToken()
        await trx
          .insertInto('posters')
          .values({
            id,
            circle_id: circleId,
            token_hash: hashToken(token),
            made_by: by,
            made_at: at,
            expires_at: expiresAt,
            cap,
          })
          .execute()
        const detail = { poster: id, expiresAt, cap }
        await writeAudit(trx, {
          at,
          act: 'poster-made',
          by: { guardianId: by, part: 'organizer' },
          circleId,
          detail,
        })
        return { id, token }
      }),

    async ofCircle(circleId, at) {
      const rows = await db
        .selectFrom('posters')
        .select(['id', 'made_at', 'expires_at', 'revoked_at', 'uses', 'cap'])
        .where('circle_id', '=', circleId)
        .orderBy('made_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        madeAt: row.made_at,
        expiresAt: row.expires_at,
        uses: row.uses,
        cap: row.cap,
        state: standing(row, at),
      }))
    },

    end: ({ circleId, posterId, by, at }) =>
      db.transaction().execute(async (trx) => {
        const ended = await trx
          .updateTable('posters')
          .set({ revoked_at: at })
          .where('id', '=', posterId)
          .where('circle_id', '=', circleId)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (ended.numUpdatedRows === 0n) return false
        await writeAudit(trx, {
          at,
          act: 'poster-revoked',
          by: { guardianId: by, part: 'organizer' },
          circleId,
          detail: { poster: posterId },
        })
        return true
      }),
  }
}

function standing(
  row: { revoked_at: number | null; expires_at: number; uses: number; cap: number },
  at: number,
): Poster['state'] {
  if (row.revoked_at !== null) return 'ended'
  if (row.expires_at <= at) return 'over'
  return row.uses >= row.cap ? 'full' : 'open'
}
