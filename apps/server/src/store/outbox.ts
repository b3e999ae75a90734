/** Mails to send, written in the transaction of their cause: what happened is told, what was rolled back is not. */
import { ASKED_FOR, type MailKind, URGENT } from '@sidegate/core/mail-kinds'
import type { Kysely } from 'kysely'
import type { Database, Mails } from './schema.ts'
import { newMailId } from './tokens.ts'
import type { Vault } from './vault.ts'

export interface NewMail {
  kind: MailKind
  guardianId: string
  hangoutId?: string
  /** What the mail needs beside its kind; sealed at rest, destroyed once it is sent. */
  content?: Record<string, string | number>
  /** ms UTC: it is sent then, or later. */
  notBefore?: number
  at: number
}

/** false: there is no mail server, this guardian has no address, or doesn't want such mails. */
export type QueueMail = (trx: Kysely<Database>, mail: NewMail) => Promise<boolean>

/** `onQueued()` is what wakes the sender; null while nobody sends. */
export function createQueueMail(vault: Vault, onQueued: () => (() => void) | null): QueueMail {
  return async (trx, { kind, guardianId, hangoutId, content = {}, notBefore, at }) => {
    const wake = onQueued()
    if (!wake) return false
    const guardian = await trx
      .selectFrom('guardians')
      .innerJoin('families', 'families.id', 'guardians.family_id')
      .innerJoin('data_keys', 'data_keys.subject_id', 'families.id')
      .select(['guardians.family_id', 'guardians.mails', 'families.circle_id', 'data_keys.wrapped'])
      .where('guardians.id', '=', guardianId)
      // A code to an address that isn't theirs yet brings it along, as does the word to the one of before.
      .$if(content.to === undefined, (query) => query.where('guardians.email', 'is not', null))
      .where('guardians.left_at', 'is', null)
      .executeTakeFirst()
    if (!guardian || !wants(guardian.mails, kind)) return false
    const id = newMailId()
    await trx
      .insertInto('outbox')
      .values({
        id,
        kind,
        guardian_id: guardianId,
        circle_id: guardian.circle_id,
        hangout_id: hangoutId ?? null,
        content: vault.seal(guardian.family_id, guardian.wrapped, mailPlace(id), JSON.stringify(content)),
        state: 'waiting',
        next_at: notBefore ?? at,
        made_at: at,
      })
      .execute()
    // One connection: the sender's first question stands behind this transaction.
    wake()
    return true
  }
}

export const mailPlace = (id: string) => ({ table: 'outbox', column: 'content', row: id })

function wants(mails: Mails, kind: MailKind): boolean {
  if (ASKED_FOR.has(kind)) return true
  return mails === 'all' || (mails === 'urgent' && URGENT.has(kind))
}
