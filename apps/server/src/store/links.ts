/** Personal links: only the SHA-256 of a token is kept, so a link is seen once, when it is made. */
import type { Kysely } from 'kysely'
import type { Database, LinkWay } from './schema.ts'
import { hashToken, newLinkId, newToken } from './tokens.ts'

export interface NewLink {
  guardianId: string
  how: LinkWay
  /** null: by the command line. */
  issuedBy: string | null
  at: number
}

/** Resolves to its token. Earlier links of the same guardian that nobody has used end: new paper replaces the old. */
export async function issueLink(
  trx: Kysely<Database>,
  { guardianId, how, issuedBy, at }: NewLink,
): Promise<string> {
  await trx
    .updateTable('personal_links')
    .set({ revoked_at: at })
    .where('guardian_id', '=', guardianId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  const token = newToken()
  await trx
    .insertInto('personal_links')
    .values({
      id: newLinkId(),
      guardian_id: guardianId,
      token_hash: hashToken(token),
      created_at: at,
      how,
      issued_by: issuedBy,
    })
    .execute()
  return token
}
