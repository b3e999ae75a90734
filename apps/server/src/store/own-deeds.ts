/** What a guardian does to their own ways in, as the audit has it: readable by the family, and by who runs the circle. */
import type { Kysely } from 'kysely'
import type { Deed } from './audit.ts'
import type { Database } from './schema.ts'

export async function ownDeed(
  trx: Kysely<Database>,
  guardianId: string,
): Promise<Required<Pick<Deed, 'by' | 'circleId' | 'familyId' | 'guardianId'>>> {
  const { family_id: familyId, circle_id: circleId } = await trx
    .selectFrom('guardians')
    .innerJoin('families', 'families.id', 'guardians.family_id')
    .select(['guardians.family_id', 'families.circle_id'])
    .where('guardians.id', '=', guardianId)
    .executeTakeFirstOrThrow()
  return { by: { guardianId, part: 'guardian' }, circleId, familyId, guardianId }
}
