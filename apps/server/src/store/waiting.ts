/**
 * Who waits at a circle's door. What they typed is sealed under the circle's key, for they have no family yet, and is
 * compared with nobody's name when it is written down: the waiting room answers alike whoever is named (house rule 3).
 * A device is known by its cookie, of which the hash is kept; it may wait at the doors of several circles.
 */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { EmailIndex } from './email-index.ts'
import type { Rows } from './rows.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export interface Ask {
  posterHash: Uint8Array
  /** Of the cookie. */
  deviceHash: Uint8Array
  kid: string
  name: string
  email: string | null
  at: number
}

/** One who waits, as its circle's organizers read it. */
export interface Waiting {
  id: string
  kid: string
  name: string
  email: string | null
  emailIndex: Uint8Array | null
  madeAt: number
}

/** What a device is told: `waiting` also for who was turned away. */
export type WaitingState = 'waiting' | 'in' | 'none'

export interface WaitingStore {
  /** Resolves to the circle; null when there is no poster that is good, for whatever reason. */
  ask(ask: Ask): Promise<{ circleId: string } | null>
  stateOf(deviceHash: Uint8Array): Promise<{ state: WaitingState; waitingIds: string[] }>
  /** In the order in which they came; those whom this family said not to be theirs are left out for it. */
  ofCircle(circleId: string, forFamily?: string): Promise<Waiting[]>
  notTheirs(waitingId: string, familyId: string): Promise<void>
  /** Removes who asked before `before`, and posters that ended before it. */
  forget(before: number): Promise<void>
}

export interface WaitingDeps {
  rows: Rows
  vault: Vault
  emailIndex: EmailIndex
}

export function createWaitingStore(
  db: Kysely<Database>,
  { rows, vault, emailIndex }: WaitingDeps,
): WaitingStore {
  return {
    ask: ({ posterHash, deviceHash, kid, name, email, at }) =>
      db.transaction().execute(async (trx) => {
        const poster = await trx
          .selectFrom('posters')
          .select(['id', 'circle_id', 'uses', 'cap'])
          .where('token_hash', '=', posterHash)
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', at)
          .executeTakeFirst()
        if (!poster) return null
        const { circle_id: circleId } = poster
        const before = await trx
          .selectFrom('waiting')
          .select('state')
          .where('token_hash', '=', deviceHash)
          .where('circle_id', '=', circleId)
          .executeTakeFirst()
        // A poster's uses are devices: one that corrects what it typed takes nobody's place.
        if (!before) {
          if (poster.uses >= poster.cap) return null
          await trx
            .updateTable('posters')
            .set((eb) => ({ uses: eb('uses', '+', 1) }))
            .where('id', '=', poster.id)
            .execute()
        }
        const wrapped = await rows.keyOf(trx, 'circle', circleId, at)
        // Whoever was let in meanwhile is in, whatever they type.
        if (before?.state === 'in') return { circleId }
        // One device asks once at one door: what it types now takes the place of what it typed before.
        await trx
          .deleteFrom('waiting')
          .where('token_hash', '=', deviceHash)
          .where('circle_id', '=', circleId)
          .execute()
        const id = `wai_${randomBytes(12).toString('base64url')}`
        const seal = (column: string, text: string) =>
          vault.seal(circleId, wrapped, { table: 'waiting', column, row: id }, text)
        await trx
          .insertInto('waiting')
          .values({
            id,
            circle_id: circleId,
            poster_id: poster.id,
            token_hash: deviceHash,
            kid_name: seal('kid_name', kid),
            guardian_name: seal('guardian_name', name),
            email: email === null ? null : seal('email', email),
            email_index: email === null ? null : emailIndex(email),
            made_at: at,
            state: 'waiting',
          })
          .execute()
        return { circleId }
      }),

    async stateOf(deviceHash) {
      const own = await db
        .selectFrom('waiting')
        .leftJoin('guardians', 'guardians.id', 'waiting.guardian_id')
        .select(['waiting.id', 'waiting.state', 'guardians.left_at'])
        .where('token_hash', '=', deviceHash)
        .execute()
      const waitingIds = own.map((row) => row.id)
      // Who was let in and has left since waits on, like anybody for whom the door stays closed.
      if (own.some((row) => row.state === 'in' && row.left_at === null)) return { state: 'in', waitingIds }
      return { state: own.length > 0 ? 'waiting' : 'none', waitingIds }
    },

    async ofCircle(circleId, forFamily) {
      const found = await db
        .selectFrom('waiting')
        .innerJoin('data_keys', 'data_keys.subject_id', 'waiting.circle_id')
        .select([
          'waiting.id',
          'waiting.kid_name',
          'waiting.guardian_name',
          'waiting.email',
          'waiting.email_index',
          'waiting.made_at',
          'data_keys.wrapped',
        ])
        .where('waiting.circle_id', '=', circleId)
        .where('waiting.state', '=', 'waiting')
        .$if(forFamily !== undefined, (query) =>
          query.where('waiting.id', 'not in', (eb) =>
            eb
              .selectFrom('waiting_not_theirs')
              .select('waiting_id')
              .where('family_id', '=', forFamily as string),
          ),
        )
        .orderBy('waiting.made_at')
        .orderBy('waiting.id')
        .execute()
      return found.map((row) => {
        const open = (column: string, sealed: Uint8Array) =>
          vault.open(circleId, row.wrapped, { table: 'waiting', column, row: row.id }, sealed)
        return {
          id: row.id,
          kid: open('kid_name', row.kid_name),
          name: open('guardian_name', row.guardian_name),
          email: row.email && open('email', row.email),
          emailIndex: row.email_index,
          madeAt: row.made_at,
        }
      })
    },

    async notTheirs(waitingId, familyId) {
      await db
        .insertInto('waiting_not_theirs')
        .values({ waiting_id: waitingId, family_id: familyId })
        .onConflict((conflict) => conflict.columns(['waiting_id', 'family_id']).doNothing())
        .execute()
    },

    async forget(before) {
      await db.deleteFrom('waiting').where('made_at', '<', before).execute()
      await db
        .deleteFrom('posters')
        .where((eb) => eb(eb.fn.coalesce('revoked_at', 'expires_at'), '<', before))
        .where('id', 'not in', (eb) => eb.selectFrom('waiting').select('poster_id'))
        .execute()
    },
  }
}
