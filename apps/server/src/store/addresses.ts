/** Where a hangout is: for its hosts, for homes that said yes, and for nobody once its day is over (house rule 11). */
import { isDayOver } from '@sidegate/core/hangouts/hangout-end'
import type { Kysely } from 'kysely'
import { type CommandKey, type Outcome, once } from './commands.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export interface AddressStore {
  /** Sealed under the family's key; '' takes it away. */
  write(given: {
    hangoutId: string
    familyId: string
    address: string
    command: CommandKey
  }): Promise<Outcome>
  /** null: none was written, or its day is over. Who may read it is the caller's question. */
  read(hangoutId: string): Promise<string | null>
  /** Those whose day is over in their own zone. */
  forget(at: number): Promise<void>
}

export function createAddressStore(db: Kysely<Database>, vault: Vault, now: () => number): AddressStore {
  return {
    write: ({ hangoutId, familyId, address, command }) =>
      db.transaction().execute(async (trx) => {
        const outcome = await once(trx, command)
        if (outcome !== 'done') return outcome
        await trx.deleteFrom('hangout_addresses').where('hangout_id', '=', hangoutId).execute()
        if (address === '') return outcome
        const { wrapped } = await trx
          .selectFrom('data_keys')
          .select('wrapped')
          .where('subject_id', '=', familyId)
          .executeTakeFirstOrThrow()
        await trx
          .insertInto('hangout_addresses')
          .values({
            hangout_id: hangoutId,
            family_id: familyId,
            address: vault.seal(familyId, wrapped, placeOf(hangoutId), address),
            written_at: command.at,
          })
          .execute()
        return outcome
      }),

    async read(hangoutId) {
      const row = await db
        .selectFrom('hangout_addresses')
        .innerJoin('hangouts', 'hangouts.id', 'hangout_addresses.hangout_id')
        .innerJoin('data_keys', 'data_keys.subject_id', 'hangout_addresses.family_id')
        .select(['family_id', 'address', 'wrapped', 'hangouts.ends_at', 'hangouts.zone'])
        .where('hangout_id', '=', hangoutId)
        .executeTakeFirst()
      if (!row || isDayOver({ endsAt: row.ends_at, zone: row.zone }, now())) return null
      return vault.open(row.family_id, row.wrapped, placeOf(hangoutId), row.address)
    },

    async forget(at) {
      const rows = await db
        .selectFrom('hangout_addresses')
        .innerJoin('hangouts', 'hangouts.id', 'hangout_addresses.hangout_id')
        .select(['hangouts.id', 'hangouts.ends_at', 'hangouts.zone'])
        .execute()
      const past = rows.filter((row) => isDayOver({ endsAt: row.ends_at, zone: row.zone }, at))
      if (past.length === 0) return
      await db
        .deleteFrom('hangout_addresses')
        .where(
          'hangout_id',
          'in',
          past.map(({ id }) => id),
        )
        .execute()
    },
  }
}

const placeOf = (hangoutId: string) => ({ table: 'hangout_addresses', column: 'address', row: hangoutId })
