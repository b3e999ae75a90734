/** Passkeys: public keys, for whom they open, and the challenges that each ceremony uses up. */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { type CameIn, type ComingIn, comeIn, tellFurther } from './entering.ts'
import type { QueueMail } from './outbox.ts'
import { ownDeed } from './own-deeds.ts'
import type { Database } from './schema.ts'

export const CHALLENGE_LIVES = 5 * 60 * 1000

/** A passkey as it is kept. The public key is COSE; `transports` as the browser told them. */
export interface KeptPasskey {
  credentialId: Uint8Array
  publicKey: Uint8Array
  counter: number
  transports: string[]
}

export type Purpose = Database['passkey_challenges']['purpose']

export interface PasskeyStore {
  /** `holder`: what binds the ceremony to one browser, a session's id or the hash of a cookie. One at a time each. */
  keepChallenge(challenge: { holder: string; purpose: Purpose; challenge: string; at: number }): Promise<void>
  /** Each is handed out once; null: there is none, or it is older than 5 minutes. */
  takeChallenge(challenge: { holder: string; purpose: Purpose; at: number }): Promise<string | null>
  ofGuardians(guardianIds: readonly string[]): Promise<(KeptPasskey & { id: string })[]>
  /** 'known': this very credential is kept already. Fixes the house's host name with the first one. */
  add(passkey: NewPasskey): Promise<'added' | 'known' | 'other-host'>
  find(credentialId: Uint8Array): Promise<(KeptPasskey & { id: string }) | null>
  /** Comes in as everybody whom it opens for; null: nobody any more, or its counter was used meanwhile. */
  comeIn(
    id: string,
    counter: { before: number; now: number },
    coming: Omit<ComingIn, 'guardians'>,
  ): Promise<(CameIn & { guardianIds: string[] }) | null>
  /** Takes it away from these guardians, and wholly when it opens for nobody else. false: none of theirs. */
  remove(id: string, guardianIds: readonly string[], at: number): Promise<boolean>
  /** Challenges made before, and passkeys whose last guardian is gone. */
  forget(before: number): Promise<void>
}

export interface NewPasskey extends KeptPasskey {
  guardianIds: readonly string[]
  host: string
  device: string
  at: number
}

export function createPasskeyStore(db: Kysely<Database>, queueMail: QueueMail): PasskeyStore {
  return {
    async keepChallenge({ holder, purpose, challenge, at }) {
      await db
        .insertInto('passkey_challenges')
        .values({
          id: `${purpose} ${holder}`,
          challenge,
          purpose,
          made_at: at,
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ challenge, made_at: at }))
        .execute()
    },

    async takeChallenge({ holder, purpose, at }) {
      const taken = await db
        .deleteFrom('passkey_challenges')
        .where('id', '=', `${purpose} ${holder}`)
        .returning(['challenge', 'made_at'])
        .executeTakeFirst()
      return taken && at - taken.made_at <= CHALLENGE_LIVES ? taken.challenge : null
    },

    async ofGuardians(guardianIds) {
      const rows = await db
        .selectFrom('passkeys')
        .selectAll()
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('passkey_guardians')
            .select('passkey_id')
            .where('guardian_id', 'in', [...guardianIds]),
        )
        .execute()
      return rows.map(rowToPasskey)
    },

    add: ({ guardianIds, host, device, at, ...passkey }) =>
      db.transaction().execute(async (trx) => {
        const { passkey_host: fixed } = await trx
          .selectFrom('installation')
          .select('passkey_host')
          .executeTakeFirstOrThrow()
        if (fixed !== null && fixed !== host) return 'other-host'
        const id = `pas_${randomBytes(12).toString('base64url')}`
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('passkeys')
          .values({
            id,
            credential_id: passkey.credentialId,
            public_key: passkey.publicKey,
            counter: passkey.counter,
            transports: JSON.stringify(passkey.transports),
            device,
            made_at: at,
          })
          .onConflict((conflict) => conflict.column('credential_id').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows === 0n) return 'known'
        if (fixed === null) await trx.updateTable('installation').set({ passkey_host: host }).execute()
        for (const guardianId of guardianIds) {
          await trx
            .insertInto('passkey_guardians')
            .values({ passkey_id: id, guardian_id: guardianId })
            .execute()
          await writeAudit(trx, { at, act: 'passkey-added', ...(await ownDeed(trx, guardianId)) })
        }
        // A way in more, from wherever: who didn't make it learns of it.
        await tellFurther(trx, queueMail, { further: [...guardianIds] }, { device, at })
        return 'added'
      }),

    async find(credentialId) {
      const row = await db
        .selectFrom('passkeys')
        .selectAll()
        .where('credential_id', '=', credentialId)
        .executeTakeFirst()
      return row ? rowToPasskey(row) : null
    },

    comeIn: (id, counter, coming) =>
      db.transaction().execute(async (trx) => {
        const rows = await trx
          .selectFrom('passkey_guardians')
          .innerJoin('guardians', 'guardians.id', 'passkey_guardians.guardian_id')
          .innerJoin('families', 'families.id', 'guardians.family_id')
          .select('guardians.id')
          .where('passkey_id', '=', id)
          .where('guardians.left_at', 'is', null)
          .where('families.left_at', 'is', null)
          .orderBy('guardians.created_at')
          .orderBy('guardians.id')
          .execute()
        if (rows.length === 0) return null
        const { numUpdatedRows } = await trx
          .updateTable('passkeys')
          .set({ counter: counter.now, last_used_at: coming.at })
          .where('id', '=', id)
          .where('counter', '=', counter.before)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return null
        const guardianIds = rows.map((row) => row.id)
        const guardians = guardianIds.map((guardianId) => ({
          guardianId,
          level: 'full' as const,
          proves: true,
        }))
        const cameIn = await comeIn(trx, { ...coming, guardians })
        await tellFurther(trx, queueMail, cameIn, coming)
        return { ...cameIn, guardianIds }
      }),

    remove: (id, guardianIds, at) =>
      db.transaction().execute(async (trx) => {
        const removed = await trx
          .deleteFrom('passkey_guardians')
          .where('passkey_id', '=', id)
          .where('guardian_id', 'in', [...guardianIds])
          .returning('guardian_id')
          .execute()
        await trx
          .deleteFrom('passkeys')
          .where('id', '=', id)
          .where('id', 'not in', (eb) => eb.selectFrom('passkey_guardians').select('passkey_id'))
          .execute()
        for (const { guardian_id: guardianId } of removed)
          await writeAudit(trx, { at, act: 'passkey-removed', ...(await ownDeed(trx, guardianId)) })
        return removed.length > 0
      }),

    async forget(before) {
      await db.deleteFrom('passkey_challenges').where('made_at', '<', before).execute()
      await db
        .deleteFrom('passkeys')
        .where('id', 'not in', (eb) => eb.selectFrom('passkey_guardians').select('passkey_id'))
        .execute()
    },
  }
}

function rowToPasskey(row: {
  id: string
  credential_id: Uint8Array
  public_key: Uint8Array
  counter: number
  transports: string
}): KeptPasskey & { id: string } {
  return {
    id: row.id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: row.counter,
    // Written by ourselves, from a schema.
    transports: JSON.parse(row.transports) as string[],
  }
}
