/** Offices that somebody must hold, asked inside the transaction that would end them: two at once are not both let go. */
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** Whether nobody would organize the circle without these. */
export async function areLastOrganizers(
  trx: Kysely<Database>,
  circleId: string,
  guardianIds: readonly string[],
): Promise<boolean> {
  const organizers = await trx
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .select('guardians.id')
    .where('families.circle_id', '=', circleId)
    .where('guardians.organizer', '=', 1)
    .where('guardians.left_at', 'is', null)
    .execute()
  return areAll(organizers, guardianIds)
}

/** Whether nobody would run the house without these. */
export async function areLastOperators(
  trx: Kysely<Database>,
  guardianIds: readonly string[],
): Promise<boolean> {
  const operators = await trx
    .selectFrom('guardians')
    .select('id')
    .where('operator', '=', 1)
    .where('left_at', 'is', null)
    .execute()
  return areAll(operators, guardianIds)
}

const areAll = (holders: readonly { id: string }[], guardianIds: readonly string[]) =>
  holders.length > 0 && holders.every(({ id }) => guardianIds.includes(id))
