/** The people of one's own family: a guardian's own name and contacts, a kid's name, and one more guardian. */
import type { MailChoice } from '@sidegate/core/people/family-commands'
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { type CommandKey, madeBefore, noteMade } from './commands.ts'
import { issueLink } from './links.ts'
import { kidsWithKey, type Names } from './names.ts'
import { askNewAddress, createNewAddresses, type NewAddresses } from './new-addresses.ts'
import type { QueueMail } from './outbox.ts'
import { ownDeed } from './own-deeds.ts'
import { isFull, type Rows } from './rows.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

/** A guardian's own contacts: nobody else reads them. Empty: there is none. */
export interface OwnContacts {
  name: string
  email: string
  phone: string
  /** null: the house's. */
  language: string | null
  mails: MailChoice
}

export interface FamilyPeople extends NewAddresses {
  contacts(guardianId: string): Promise<OwnContacts>
  /**
   * Name and phone count at once, and so does an address taken away. Another address is asked with a code first, where
   * there is a mail server ('asked'); where none is, it is kept and nobody comes in by it. 'too-many': of addresses today.
   */
  reach(
    guardianId: string,
    contacts: Pick<OwnContacts, 'name' | 'email' | 'phone'>,
    given: { isMailing: boolean; at: number },
  ): Promise<{ email: 'same' | 'asked' | 'changed'; renamed: boolean } | 'too-many'>
  /** 'not-found' unless the guardian answers for this kid. */
  renameKid(guardianId: string, kidId: string, name: string, at: number): Promise<'done' | 'not-found'>
  /** One more guardian of the same household, who answers for the same kids. Resolves to the token of their link, once. */
  invite(
    guardianId: string,
    invited: { id: string; name: string; email: string; command: CommandKey },
    at: number,
  ): Promise<{ token: string; mailed: boolean } | 'too-many' | 'done-before' | 'key-reused'>
}

export interface FamilyDeps {
  db: Kysely<Database>
  vault: Vault
  names: Names
  rows: Rows
  emailIndex: (address: string) => Uint8Array
  queueMail: QueueMail
}

const placeOf = (column: 'email' | 'phone', guardianId: string) => ({
  table: 'guardians',
  column,
  row: guardianId,
})

export function createFamilyPeople(deps: FamilyDeps): FamilyPeople {
  const { db, vault, names, rows, queueMail } = deps
  const guardianRow = (trx: Kysely<Database>, guardianId: string) =>
    trx
      .selectFrom('guardians')
      .innerJoin('data_keys', 'data_keys.subject_id', 'guardians.family_id')
      .selectAll('guardians')
      .select('data_keys.wrapped')
      .where('guardians.id', '=', guardianId)
      .executeTakeFirstOrThrow()

  type Guardian = Awaited<ReturnType<typeof guardianRow>>
  const opened = (column: 'email' | 'phone', row: Guardian) => {
    const sealed = row[column]
    return sealed === null ? '' : vault.open(row.family_id, row.wrapped, placeOf(column, row.id), sealed)
  }
  const sealed = (column: 'email' | 'phone', row: Guardian, text: string) =>
    text === '' ? null : vault.seal(row.family_id, row.wrapped, placeOf(column, row.id), text)

  return {
    ...createNewAddresses(deps),

    async contacts(guardianId) {
      const row = await guardianRow(db, guardianId)
      return {
        name: names.guardian(row),
        email: opened('email', row),
        phone: opened('phone', row),
        language: row.language,
        mails: row.mails,
      }
    },

    reach: (guardianId, { name, email, phone }, { isMailing, at }) =>
      db.transaction().execute(async (trx) => {
        const row = await guardianRow(trx, guardianId)
        const before = { name: names.guardian(row), email: opened('email', row) }
        const isAsked = isMailing && email !== '' && (before.email !== email || row.email_index === null)
        if (isAsked) {
          const asking = { guardianId, familyId: row.family_id, wrapped: row.wrapped, address: email, at }
          if ((await askNewAddress(trx, deps, asking)) === 'too-many') return 'too-many'
        }
        const isChanged = !isAsked && before.email !== email
        const renamed = before.name !== name
        const deed = { ...(await ownDeed(trx, guardianId)), at }
        if (isChanged) {
          await writeAudit(trx, { ...deed, act: 'email-changed' })
          // Whoever reads that mailbox may be the only one who knows that this was not the guardian (P24).
          if (row.email_index !== null)
            await queueMail(trx, { kind: 'new-address', guardianId, content: { to: before.email }, at })
        }
        if (renamed) await writeAudit(trx, { ...deed, act: 'name-corrected' })
        await trx
          .updateTable('guardians')
          .set({
            name: names.seal.guardian(guardianId, row.family_id, row.wrapped, name),
            phone: sealed('phone', row, phone),
            ...(isChanged && { email: sealed('email', row, email), email_index: null }),
          })
          .where('id', '=', guardianId)
          .execute()
        return { email: isAsked ? 'asked' : isChanged ? 'changed' : 'same', renamed }
      }),

    renameKid: (guardianId, kidId, name, at) =>
      db.transaction().execute(async (trx) => {
        const kid = await kidsWithKey(trx)
          .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'kids.id')
          .where('kid_guardians.guardian_id', '=', guardianId)
          .where('kids.id', '=', kidId)
          .where('kids.left_at', 'is', null)
          .executeTakeFirst()
        if (!kid) return 'not-found'
        if (names.kid(kid) === name) return 'done'
        const sealedName = names.seal.kid(kidId, kid.wrapped, name)
        await trx.updateTable('kids').set({ name: sealedName }).where('id', '=', kidId).execute()
        await writeAudit(trx, { ...(await ownDeed(trx, guardianId)), act: 'name-corrected', kidId, at })
        return 'done'
      }),

    invite: (guardianId, { id, name, email, command }, at) =>
      db.transaction().execute(async (trx) => {
        const before = await madeBefore(trx, command)
        if (before) return before === 'key-reused' ? before : 'done-before'
        const deed = await ownDeed(trx, guardianId)
        const { familyId } = deed
        if (await isFull(trx, familyId)) return 'too-many'
        await noteMade(trx, command, id)
        await rows.guardian(trx, {
          id,
          familyId,
          name,
          joinedAt: null,
          email: email === '' ? null : email,
          isProven: false,
          at,
        })
        await trx
          .insertInto('kid_guardians')
          .columns(['kid_id', 'guardian_id'])
          .expression((eb) =>
            eb
              .selectFrom('kid_guardians')
              .select(['kid_id', eb.val(id).as('guardian_id')])
              .where('guardian_id', '=', guardianId),
          )
          .execute()
        const token = await issueLink(trx, { guardianId: id, how: 'copied', issuedBy: guardianId, at })
        await writeAudit(trx, { ...deed, act: 'guardian-added', guardianId: id, at })
        const mailed = await queueMail(trx, { kind: 'link', guardianId: id, content: { token }, at })
        return { token, mailed }
      }),
  }
}
