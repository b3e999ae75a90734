/** The audit: who did what to whom, in the transaction of the deed. Lines are added, never changed. */
import type { AuditAct } from '@sidegate/core/audit'
import type { Part } from '@sidegate/core/parts'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

export interface Deed {
  at: number
  act: AuditAct
  /** `server` for what was done on the command line. */
  by: { guardianId: string | null; part: Part }
  circleId?: string
  familyId?: string
  guardianId?: string
  kidId?: string
  hangoutId?: string
  /** Counts, ids and words of our own; never what people wrote. */
  detail?: Record<string, string | number | boolean | null>
}

export async function writeAudit(trx: Kysely<Database>, deed: Deed): Promise<void> {
  const { at, act, by, circleId, familyId, guardianId, kidId, hangoutId, detail = {} } = deed
  await trx
    .insertInto('audit')
    .values({
      at,
      act,
      by_guardian_id: by.guardianId,
      by_part: by.part,
      circle_id: circleId ?? null,
      family_id: familyId ?? null,
      guardian_id: guardianId ?? null,
      kid_id: kidId ?? null,
      hangout_id: hangoutId ?? null,
      detail: JSON.stringify(detail),
    })
    .execute()
}
