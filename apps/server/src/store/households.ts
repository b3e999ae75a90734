/** The families of a circle as its organizers sort them: for hand-outs, and for who waits at the door. */
import type { Kysely } from 'kysely'
import { familiesWithKey, kidsWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'

export interface HouseholdGuardian {
  id: string
  name: string
  /** null: the house's. */
  language: string | null
  /** Has opened a way in of their own. */
  in: boolean
  /** Organizes, operates or is the safeguarding contact: their way in is not an organizer's to hand out to others. */
  trusted: boolean
  operator: boolean
  /** Of the address, if there is one. */
  emailIndex: Uint8Array | null
}

export interface Household {
  id: string
  name: string
  guardians: HouseholdGuardian[]
  /** Whom its guardians answer for; a kid of two homes stands in both. */
  kids: { id: string; name: string }[]
}

/** Families and kids that are still here, by name. */
export async function householdsOf(
  db: Kysely<Database>,
  names: Names,
  circleId: string,
): Promise<Household[]> {
  const families = await familiesWithKey(db)
    .where('families.circle_id', '=', circleId)
    .where('families.left_at', 'is', null)
    .execute()
  const guardians = await db
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .innerJoin('data_keys', 'data_keys.subject_id', 'families.id')
    .select([
      'guardians.id',
      'guardians.family_id',
      'guardians.name',
      'guardians.language',
      'guardians.joined_at',
      'guardians.organizer',
      'guardians.operator',
      'guardians.safeguarding',
      'guardians.email_index',
      'data_keys.wrapped',
    ])
    .where('families.circle_id', '=', circleId)
    .where('guardians.left_at', 'is', null)
    .orderBy('guardians.created_at')
    .orderBy('guardians.id')
    .execute()
  const kids = await kidsWithKey(db)
    .innerJoin('kid_guardians', 'kid_guardians.kid_id', 'kids.id')
    .innerJoin('guardians', 'guardians.id', 'kid_guardians.guardian_id')
    .select('guardians.family_id')
    .where('kids.circle_id', '=', circleId)
    .where('kids.left_at', 'is', null)
    .where('guardians.left_at', 'is', null)
    .orderBy('kids.created_at')
    .orderBy('kids.id')
    .execute()
  const guardiansByFamily = Map.groupBy(guardians, (row) => row.family_id)
  const kidsByFamily = Map.groupBy(kids, (row) => row.family_id)
  return families
    .map((family) => ({
      id: family.id,
      name: names.family(family),
      guardians: (guardiansByFamily.get(family.id) ?? []).map((row) => ({
        id: row.id,
        name: names.guardian(row),
        language: row.language,
        in: row.joined_at !== null,
        trusted: row.organizer === 1 || row.operator === 1 || row.safeguarding === 1,
        operator: row.operator === 1,
        emailIndex: row.email_index,
      })),
      kids: [
        // Both guardians of a home answer for its kid, who is one kid.
        ...new Map(
          (kidsByFamily.get(family.id) ?? []).map((row) => [row.id, { id: row.id, name: names.kid(row) }]),
        ).values(),
      ],
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
}
