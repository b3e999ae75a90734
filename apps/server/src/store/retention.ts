/** What has outlived its retention (tables.ts) and belongs to no store of its own. */
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

const DAY = 24 * 60 * 60 * 1000
const AUDIT_DAYS = 365
const POSTER_DAYS = 30
const SETUP_DAYS = 1

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
      .deleteFrom('posters')
      .where(({ fn }) => fn.coalesce('revoked_at', 'expires_at'), '<', at - POSTER_DAYS * DAY)
      // Who typed a name at one goes after as long, and points at it until then.
      .where('id', 'not in', (eb) => eb.selectFrom('waiting').select('poster_id'))
      .execute()
    await trx
      .deleteFrom('passkeys')
      .where('id', 'not in', (eb) => eb.selectFrom('passkey_guardians').select('passkey_id'))
      .execute()
  })
