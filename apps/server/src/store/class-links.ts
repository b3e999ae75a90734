/**
 * Links of a hangout for the whole circle, to be shared in the class chat. They name nobody and open nothing by
 * themselves: they say which hangout is meant to one who is in already. Only the SHA-256 of a token is kept.
 */
import type { Sqlite } from './sqlite.ts'
import { hashToken, newLinkId, newToken } from './tokens.ts'

/** How many one guardian may have open for one hangout: a chat needs one, and each page makes its own. */
const MOST_OPEN = 50

export interface ClassLinkStore {
  /** Resolves to its token; 'too-many' when the guardian has made a great many already. */
  make(made: { hangoutId: string; guardianId: string; at: number }): Promise<string | 'too-many'>
  /** Ends all of a hangout's. */
  revoke(hangoutId: string, at: number): Promise<void>
  /** The hangout that it means; null when it was ended, never was, or its hangout is not (any more) for the circle. */
  find(token: string): Promise<string | null>
}

export function createClassLinkStore({ db }: Sqlite): ClassLinkStore {
  return {
    make: ({ hangoutId, guardianId, at }) =>
      db.transaction().execute(async (trx) => {
        const { open } = await trx
          .selectFrom('class_links')
          .select((eb) => eb.fn.countAll<number>().as('open'))
          .where('hangout_id', '=', hangoutId)
          .where('made_by', '=', guardianId)
          .where('revoked_at', 'is', null)
          .executeTakeFirstOrThrow()
        if (open >= MOST_OPEN) return 'too-many'
        const token = newToken()
        await trx
          .insertInto('class_links')
          .values({
            id: newLinkId(),
            hangout_id: hangoutId,
            token_hash: hashToken(token),
            made_by: guardianId,
            made_at: at,
            revoked_at: null,
          })
          .execute()
        return token
      }),

    async revoke(hangoutId, at) {
      await db
        .updateTable('class_links')
        .set({ revoked_at: at })
        .where('hangout_id', '=', hangoutId)
        .where('revoked_at', 'is', null)
        .execute()
    },

    async find(token) {
      const row = await db
        .selectFrom('class_links')
        .innerJoin('hangouts', 'hangouts.id', 'class_links.hangout_id')
        .select('hangouts.id')
        .where('class_links.token_hash', '=', hashToken(token))
        .where('class_links.revoked_at', 'is', null)
        .where('hangouts.whole_circle', '=', 1)
        .where('hangouts.state', 'not in', ['draft', 'over'])
        .executeTakeFirst()
      return row?.id ?? null
    },
  }
}
