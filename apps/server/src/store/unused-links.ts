/** Ending personal links that nobody has opened yet; those that somebody came in by are ended one by one (devices.ts). */
import type { Kysely } from 'kysely'
import type { Database, LinkWay } from './schema.ts'

const unused = (trx: Kysely<Database>, at: number) =>
  trx
    .updateTable('personal_links')
    .set({ revoked_at: at })
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)

/** To come in as these: all of them, or those that came to them in one of these ways. Resolves to whose there were. */
export async function endUnusedLinks(
  trx: Kysely<Database>,
  guardianIds: readonly string[],
  at: number,
  ways?: readonly LinkWay[],
): Promise<string[]> {
  const ended = await unused(trx, at)
    .where('guardian_id', 'in', [...guardianIds])
    .$if(ways !== undefined, (query) => query.where('how', 'in', [...(ways ?? [])]))
    .returning('guardian_id')
    .execute()
  return [...new Set(ended.map((row) => row.guardian_id))]
}

/** That these made for others: whoever is out may have kept them. */
export async function endLinksMadeBy(
  trx: Kysely<Database>,
  guardianIds: readonly string[],
  at: number,
): Promise<void> {
  await unused(trx, at)
    .where('issued_by', 'in', [...guardianIds])
    .execute()
}

/** That this one made for other families as their organizer; for one's own home anybody may. */
export async function endLinksOfOffice(
  trx: Kysely<Database>,
  { guardianId, familyId, at }: { guardianId: string; familyId: string; at: number },
): Promise<void> {
  await unused(trx, at)
    .where('issued_by', '=', guardianId)
    .where('guardian_id', 'not in', (eb) =>
      eb.selectFrom('guardians').select('id').where('family_id', '=', familyId),
    )
    .execute()
}
