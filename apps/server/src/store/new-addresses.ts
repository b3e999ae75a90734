/**
 * Another address that a guardian gave for themselves. It counts (codes, mailed links, news) once the code that went to
 * it was typed; until then the one of before does, so that nobody comes in by a mailbox that isn't theirs (P24).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { CODE_LIVES, CODE_TRIES, newCode } from './code-rules.ts'
import type { EmailIndex } from './email-index.ts'
import type { QueueMail } from './outbox.ts'
import { ownDeed } from './own-deeds.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export type AddressOutcome = 'done' | 'wrong' | 'expired' | 'too-many'

export interface NewAddresses {
  /** The address to which a code was sent that is still good; null: none waits. */
  askedOf(guardianId: string, at: number): Promise<string | null>
  /** The code to it, typed: the address is theirs from now on, and the one of before is told. */
  prove(guardianId: string, code: string, at: number): Promise<AddressOutcome>
}

// Each is a mail to somebody who may know nothing of it.
const MOST_A_DAY = 3
const DAY = 24 * 60 * 60 * 1000

interface Asking {
  guardianId: string
  familyId: string
  wrapped: Uint8Array
  address: string
  at: number
}

interface Deps {
  db: Kysely<Database>
  vault: Vault
  emailIndex: EmailIndex
  queueMail: QueueMail
}

const place = (id: string) => ({ table: 'new_addresses', column: 'asked', row: id })
const emailPlace = (guardianId: string) => ({ table: 'guardians', column: 'email', row: guardianId })

/**
 * Writes a code down and mails it. An address that another family of the circle has already gets none, and the answer is
 * the same: whose address it is, is nobody's to try.
 */
export async function askNewAddress(
  trx: Kysely<Database>,
  { vault, emailIndex, queueMail }: Deps,
  { guardianId, familyId, wrapped, address, at }: Asking,
): Promise<'asked' | 'too-many'> {
  const { count } = await trx
    .selectFrom('new_addresses')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('guardian_id', '=', guardianId)
    .where('made_at', '>', at - DAY)
    .executeTakeFirstOrThrow()
  if (count >= MOST_A_DAY) return 'too-many'
  // One code is good at a time; the others go on counting.
  await trx
    .updateTable('new_addresses')
    .set({ used_at: at })
    .where('guardian_id', '=', guardianId)
    .where('used_at', 'is', null)
    .execute()
  const id = `adr_${randomBytes(12).toString('base64url')}`
  const code = newCode()
  const asked = vault.seal(familyId, wrapped, place(id), JSON.stringify({ address, code }))
  await trx.insertInto('new_addresses').values({ id, guardian_id: guardianId, asked, made_at: at }).execute()
  if (!(await isAnothers(trx, { guardianId, familyId, index: emailIndex(address) })))
    await queueMail(trx, { kind: 'code', guardianId, content: { code, to: address }, at })
  return 'asked'
}

export function createNewAddresses({ db, vault, emailIndex, queueMail }: Deps): NewAddresses {
  async function waiting(trx: Kysely<Database>, guardianId: string, at: number) {
    const row = await trx
      .selectFrom('new_addresses')
      .innerJoin('guardians', 'guardians.id', 'new_addresses.guardian_id')
      .innerJoin('data_keys', 'data_keys.subject_id', 'guardians.family_id')
      .select(['new_addresses.id', 'new_addresses.asked', 'new_addresses.tries'])
      .select(['guardians.family_id', 'guardians.email', 'guardians.email_index', 'data_keys.wrapped'])
      .where('new_addresses.guardian_id', '=', guardianId)
      .where('new_addresses.made_at', '>=', at - CODE_LIVES)
      .where('new_addresses.used_at', 'is', null)
      .executeTakeFirst()
    if (!row) return null
    const opened = vault.open(row.family_id, row.wrapped, place(row.id), row.asked)
    return { ...row, ...(JSON.parse(opened) as { address: string; code: string }) }
  }

  return {
    async askedOf(guardianId, at) {
      return (await waiting(db, guardianId, at))?.address ?? null
    },

    prove: (guardianId, typed, at) =>
      db.transaction().execute(async (trx) => {
        const row = await waiting(trx, guardianId, at)
        if (!row) return 'expired'
        if (row.tries >= CODE_TRIES) return 'too-many'
        const { family_id: familyId, wrapped, address } = row
        const isRight = timingSafeEqual(Buffer.from(typed), Buffer.from(row.code))
        const index = emailIndex(address)
        const isTheirs = isRight && !(await isAnothers(trx, { guardianId, familyId, index }))
        await trx
          .updateTable('new_addresses')
          .set({ tries: row.tries + 1, used_at: isTheirs ? at : null })
          .where('id', '=', row.id)
          .execute()
        if (!isTheirs) return 'wrong'
        // Whoever reads that mailbox may be the only one who knows that this was not the guardian (P24).
        if (row.email !== null && row.email_index !== null) {
          const before = vault.open(familyId, wrapped, emailPlace(guardianId), row.email)
          if (before !== address)
            await queueMail(trx, { kind: 'new-address', guardianId, content: { to: before }, at })
        }
        await trx
          .updateTable('guardians')
          .set({
            email: vault.seal(familyId, wrapped, emailPlace(guardianId), address),
            email_index: index,
          })
          .where('id', '=', guardianId)
          .execute()
        await writeAudit(trx, { ...(await ownDeed(trx, guardianId)), act: 'email-changed', at })
        return 'done'
      }),
  }
}

/** Whether somebody of another family of this circle comes in by it. Two of one household may share a mailbox. */
async function isAnothers(
  trx: Kysely<Database>,
  { guardianId, familyId, index }: { guardianId: string; familyId: string; index: Uint8Array },
): Promise<boolean> {
  const row = await trx
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .select('guardians.id')
    .where('guardians.email_index', '=', index)
    .where('guardians.id', '!=', guardianId)
    .where('guardians.family_id', '!=', familyId)
    .where('guardians.left_at', 'is', null)
    .where('families.circle_id', '=', (eb) =>
      eb.selectFrom('families').select('circle_id').where('id', '=', familyId),
    )
    .executeTakeFirst()
  return row !== undefined
}
