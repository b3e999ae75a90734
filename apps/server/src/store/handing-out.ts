/** A fresh personal link for somebody of a circle, by an organizer: copied by hand, or mailed. */
import type { Kysely } from 'kysely'
import { writeAudit } from './audit.ts'
import { type EndedDevice, endFor } from './ending.ts'
import { endPasskeys } from './leaving-steps.ts'
import { issueLink } from './links.ts'
import type { QueueMail } from './outbox.ts'
import { guardianIn, type InCircle } from './roster-changes.ts'
import type { Database } from './schema.ts'

export interface FreshLink extends InCircle {
  guardianId: string
  how: 'copied' | 'mailed'
  /** Signs them out everywhere first: devices, passkeys and links. Not on the device of who does it (`but`). */
  everywhere: { but: string } | null
  /** Whoever has an operator's link has the house: only an operator hands one out. */
  byOperator: boolean
}

export interface HandingOutStore {
  /** `token`: kept nowhere. null: mailed; it is made when the mail goes out. */
  freshLink(
    link: FreshLink,
  ): Promise<{ token: string | null; ended: EndedDevice[] } | 'no-mail' | 'not-found'>
}

export function createHandingOutStore(db: Kysely<Database>, queueMail: QueueMail): HandingOutStore {
  return {
    freshLink: ({ circleId, guardianId, how, everywhere, byOperator, by, at }) =>
      db.transaction().execute(async (trx) => {
        const guardian = await guardianIn(trx, circleId, guardianId)
        if (!guardian || (guardian.operator && !byOperator)) return 'not-found'
        // An address that somebody who is in gave for themselves gets no way in before they have shown that it is theirs.
        if (how === 'mailed' && guardian.joined && !guardian.isReachable) return 'no-mail'
        if (how === 'mailed' && !(await queueMail(trx, { kind: 'link', guardianId, at }))) return 'no-mail'
        const { familyId } = guardian
        const detail = { how, ...(everywhere && { everywhere: true }) }
        await writeAudit(trx, { at, act: 'link-issued', by, circleId, familyId, guardianId, detail })
        const ended = everywhere ? await endEverywhere(trx, guardianId, everywhere.but, at) : []
        // Whoever was in there may have made the address their own: it gets no codes until it is shown whose it is.
        if (everywhere && how === 'copied')
          await trx.updateTable('guardians').set({ email_index: null }).where('id', '=', guardianId).execute()
        if (how === 'mailed') return { token: null, ended }
        return { token: await issueLink(trx, { guardianId, how, issuedBy: by.guardianId, at }), ended }
      }),
  }
}

async function endEverywhere(trx: Kysely<Database>, guardianId: string, but: string, at: number) {
  await trx
    .updateTable('personal_links')
    .set({ revoked_at: at })
    .where('guardian_id', '=', guardianId)
    .where('revoked_at', 'is', null)
    .execute()
  await endPasskeys(trx, [guardianId])
  const devices = await trx
    .selectFrom('session_guardians')
    .innerJoin('sessions', 'sessions.id', 'session_guardians.session_id')
    .select('sessions.id')
    .where('guardian_id', '=', guardianId)
    .where('sessions.ended_at', 'is', null)
    .where('sessions.id', '<>', but)
    .execute()
  const ended: EndedDevice[] = []
  for (const { id } of devices) {
    const device = await endFor(trx, id, [guardianId], at)
    if (device) ended.push(device)
  }
  return ended
}
