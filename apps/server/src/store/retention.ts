/** What has outlived its retention (tables.ts) and belongs to no store of its own. */
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

const DAY = 24 * 60 * 60 * 1000
const AUDIT_DAYS = 365
const SETUP_DAYS = 1
const ADDRESS_DAYS = 1

export const forgetAged = (db: Kysely<Database>, at: number): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('audit')
      .where('at', '<', at - AUDIT_DAYS * DAY)
      .execute()
    await trx
      .deleteFrom('setup_links')
      .where('expires_at', '<', at - SETUP_DAYS * DAY)
      .execute()
    await trx
      .deleteFrom('new_addresses')
      .where('made_at', '<', at - ADDRESS_DAYS * DAY)
      .execute()
  })
