/** What was done about a family, as its own guardians read it. */
import type { AuditAct } from '@sidegate/core/audit'
import type { Part } from '@sidegate/core/parts'
import type { Kysely } from 'kysely'
import { kidsWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'

export interface FamilyDeed {
  id: number
  at: number
  act: AuditAct
  /** `you`: the reader. The name of an organizer, or of a guardian of this family; else null. */
  by: { part: Part | 'you'; name: string | null }
  /** Whom it was done to, when it was somebody else of this family: a kid of the reader or a guardian. */
  about: string | null
}

// A year of an eventful family; what is older is the circle's to read.
const MOST_DEEDS = 50

/**
 * Newest first. Only rows that carry this very family: what concerns another home of a kid carries another family or
 * none, so that neither learns of the other (house rule 12). But that somebody more answers for a kid of the reader, and
 * so reads where it goes, is told, without whose home that is; its end is quiet.
 */
export async function auditOfFamily(
  db: Kysely<Database>,
  names: Names,
  { guardianId, familyId }: { guardianId: string; familyId: string },
): Promise<FamilyDeed[]> {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('family_id', '=', familyId),
        eb.and([
          eb('act', '=', 'kid-linked'),
          eb(
            'kid_id',
            'in',
            eb.selectFrom('kid_guardians').select('kid_id').where('guardian_id', '=', guardianId),
          ),
        ]),
      ]),
    )
    // An organizer ends a link without telling anyone.
    .where('act', '!=', 'kid-link-ended')
    .orderBy('id', 'desc')
    .limit(MOST_DEEDS)
    .execute()
  const people = [...new Set(rows.flatMap((row) => [row.by_guardian_id, row.guardian_id]))]
  const guardians = await db
    .selectFrom('guardians')
    .innerJoin('data_keys', 'data_keys.subject_id', 'guardians.family_id')
    .select(['guardians.id', 'guardians.family_id', 'guardians.name', 'data_keys.wrapped'])
    .where(
      'guardians.id',
      'in',
      people.filter((id) => id !== null),
    )
    .execute()
  const kids = await kidsWithKey(db)
    .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'kids.id')
    .where('kid_guardians.guardian_id', '=', guardianId)
    .execute()
  const guardiansById = new Map(guardians.map((row) => [row.id, row]))
  const kidsById = new Map(kids.map((row) => [row.id, names.kid(row)]))

  const nameOf = (id: string | null, isNamed: (familyOf: string) => boolean) => {
    const row = id === null ? undefined : guardiansById.get(id)
    return row && isNamed(row.family_id) ? names.guardian(row) : null
  }
  return rows.map((row) => {
    const part = row.by_part as Part // as writeAudit was given it
    const isOwn = (familyOf: string) => familyOf === familyId
    const about = row.kid_id === null ? null : (kidsById.get(row.kid_id) ?? null)
    const isSomebody = row.guardian_id !== null && row.guardian_id !== row.by_guardian_id
    return {
      id: row.id,
      at: row.at,
      act: row.act,
      by: {
        part: row.by_guardian_id === guardianId ? 'you' : part,
        name: nameOf(row.by_guardian_id, (familyOf) => isOwn(familyOf) || part === 'organizer'),
      },
      about: about ?? (isSomebody ? nameOf(row.guardian_id, isOwn) : null),
    }
  })
}
