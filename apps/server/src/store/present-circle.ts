/** The people of a circle as an import meets them, opened: for planning and export, never for a page. */
import type { PresentCircle } from '@sidegate/core/import/roll'
import type { Kysely } from 'kysely'
import { familiesWithKey, kidsWithKey, type Names } from './names.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export async function presentIn(
  db: Kysely<Database>,
  { names, vault }: { names: Names; vault: Vault },
  circleId: string,
): Promise<PresentCircle> {
  const families = await familiesWithKey(db)
    .where('families.circle_id', '=', circleId)
    .orderBy('families.created_at')
    .orderBy('families.id')
    .execute()
  const guardians = await db
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .innerJoin('data_keys', 'data_keys.subject_id', 'families.id')
    .select(['guardians.id', 'guardians.family_id', 'guardians.name', 'guardians.email', 'guardians.phone'])
    .select(['guardians.joined_at', 'guardians.left_at', 'guardians.organizer', 'guardians.operator'])
    .select(['guardians.safeguarding', 'families.left_at as family_left_at', 'data_keys.wrapped'])
    .where('families.circle_id', '=', circleId)
    .orderBy('guardians.created_at')
    .orderBy('guardians.id')
    .execute()
  const kids = await kidsWithKey(db)
    .where('kids.circle_id', '=', circleId)
    .where('kids.left_at', 'is', null)
    .orderBy('kids.created_at')
    .orderBy('kids.id')
    .execute()
  const links = await db
    .selectFrom('kid_guardians')
    .innerJoin('kids', 'kids.id', 'kid_guardians.kid_id')
    .select(['kid_guardians.kid_id', 'kid_guardians.guardian_id'])
    .where('kids.circle_id', '=', circleId)
    .execute()
  const ended = await endedIn(db, circleId)
  const guardiansByKid = Map.groupBy(links, ({ kid_id }) => kid_id)
  return {
    homes: families.map((row) => ({ id: row.id, name: names.family(row) })),
    guardians: guardians.map((row) => {
      const open = (column: 'email' | 'phone') => {
        const sealed = row[column]
        const place = { table: 'guardians', column, row: row.id }
        return sealed && vault.open(row.family_id, row.wrapped, place, sealed)
      }
      // An address is a way in: a list never decides where the codes of an office go.
      const hasOffice = row.organizer === 1 || row.operator === 1 || row.safeguarding === 1
      return {
        id: row.id,
        homeId: row.family_id,
        name: names.guardian(row),
        email: open('email'),
        phone: open('phone'),
        isIn: row.joined_at !== null || hasOffice,
        hasLeft: row.left_at !== null || row.family_left_at !== null,
      }
    }),
    kids: kids.map((row) => ({
      id: row.id,
      name: names.kid(row),
      guardianIds: (guardiansByKid.get(row.id) ?? []).map(({ guardian_id }) => guardian_id),
    })),
    ended,
  }
}

/** The links that organizers ended, and did not take back since. */
async function endedIn(db: Kysely<Database>, circleId: string): Promise<PresentCircle['ended']> {
  const deeds = await db
    .selectFrom('audit')
    .select(['act', 'kid_id', 'guardian_id'])
    .where('circle_id', '=', circleId)
    .where('act', 'in', ['kid-link-ended', 'kid-linked'])
    .orderBy('id')
    .execute()
  const ended = new Map<string, { kidId: string; guardianId: string }>()
  for (const { act, kid_id: kidId, guardian_id: guardianId } of deeds) {
    if (kidId === null || guardianId === null) continue
    if (act === 'kid-link-ended') ended.set(`${kidId} ${guardianId}`, { kidId, guardianId })
    else ended.delete(`${kidId} ${guardianId}`)
  }
  return [...ended.values()]
}
