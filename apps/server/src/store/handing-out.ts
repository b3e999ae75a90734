/** A fresh personal link for somebody of a circle, by an organizer: copied by hand, or mailed. */
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { issueLink } from './links.ts'
import type { QueueMail } from './outbox.ts'
import { guardianIn, type InCircle } from './roster-changes.ts'
import type { Database } from './schema.ts'

export interface FreshLink extends InCircle {
  guardianId: string
  how: 'copied' | 'mailed'
  /** Whoever has an operator's link has the house: only an operator hands one out. */
  byOperator: boolean
}

export interface HandingOutStore {
  /** Copied: the token, which is kept nowhere. Mailed: it is made when the mail goes out. */
  freshLink(link: FreshLink): Promise<{ token: string } | 'mailed' | 'no-mail' | 'not-found'>
}

export function createHandingOutStore(db: Kysely<Database>, queueMail: QueueMail): HandingOutStore {
  return {
    freshLink: ({ circleId, guardianId, how, byOperator, by, at }) =>
      db.transaction().execute(async (trx) => {
        const guardian = await guardianIn(trx, circleId, guardianId)
        if (!guardian || (guardian.operator && !byOperator)) return 'not-found'
        if (how === 'mailed' && !(await queueMail(trx, { kind: 'link', guardianId, at }))) return 'no-mail'
        const { familyId } = guardian
        await writeAudit(trx, { at, act: 'link-issued', by, circleId, familyId, guardianId, detail: { how } })
        if (how === 'mailed') return 'mailed'
        return { token: await issueLink(trx, { guardianId, how, issuedBy: by.guardianId, at }) }
      }),
  }
}
