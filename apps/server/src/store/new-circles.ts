/** A circle made: its row, its first organizer and its board in one transaction, so that nothing half made is ever found. */
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { nameFamily } from '@sidegate/core/people/names'
import type { Kysely } from 'kysely'
import { type Deed, writeAudit } from './audit.ts'
import { foundIn } from './founding.ts'
import { freshId } from './fresh-id.ts'
import { issueLink } from './links.ts'
import type { Names } from './names.ts'
import type { Rows } from './rows.ts'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

export interface MakeCircle {
  id: string
  name: string
  zone: string
  /** Breaks ties in the order of ideas. */
  orderSeed: string
  /** The house's, for what a family is called. */
  language: string
  /** The maker, on the device that they sit at; or somebody else, who gets a link. */
  organizer: { sessionId: string; provedAt: number } | { name: string; email: string | null }
  board: { address: DocumentAddress; update: Uint8Array }
  by: Deed['by'] & { guardianId: string }
  at: number
}

export interface NewCircleStore {
  /** Resolves to the token of somebody else's link, which is kept nowhere; null: the maker is in. */
  make(circle: MakeCircle): Promise<{ token: string | null }>
}

export interface NewCircleDeps {
  db: Kysely<Database>
  rows: Rows
  names: Names
  vault: Vault
}

export function createNewCircleStore({ db, rows, names, vault }: NewCircleDeps): NewCircleStore {
  return {
    make: ({ id: circleId, name, zone, orderSeed, language, organizer, board, by, at }) =>
      db.transaction().execute(async (trx) => {
        const isMaker = 'sessionId' in organizer
        const who = isMaker
          ? await personOf(trx, by.guardianId)
          : { ...organizer, phone: null, language: null }
        const familyId = freshId('fam')
        const guardianId = freshId('gua')
        await rows.circle(trx, { id: circleId, name, zone, orderSeed, at })
        await rows.family(trx, { id: familyId, circleId, name: nameFamily(language, [who.name]), at })
        const joinedAt = isMaker ? at : null
        await rows.guardian(trx, { id: guardianId, familyId, ...who, organizer: true, joinedAt, at })
        await foundIn(trx, { ...board, owned: [], at })
        await writeAudit(trx, { at, act: 'circle-made', by, circleId, guardianId })
        const role = { role: 'organizer' }
        await writeAudit(trx, { at, act: 'role-given', by, circleId, familyId, guardianId, detail: role })
        if (isMaker) {
          await letIn(trx, organizer, { guardianId, maker: by.guardianId, at })
          return { token: null }
        }
        const how = 'copied'
        const token = await issueLink(trx, { guardianId, how, issuedBy: by.guardianId, at })
        await writeAudit(trx, { at, act: 'link-issued', by, circleId, familyId, guardianId, detail: { how } })
        return { token }
      }),
  }

  /** The same adult in another circle: what they are called and how they are reached comes along. */
  async function personOf(trx: Kysely<Database>, guardianId: string) {
    const row = await trx
      .selectFrom('guardians')
      .innerJoin('data_keys', 'data_keys.subject_id', 'guardians.family_id')
      .select(['guardians.id', 'guardians.family_id', 'guardians.name', 'guardians.email'])
      .select(['guardians.phone', 'guardians.language', 'data_keys.wrapped'])
      .where('guardians.id', '=', guardianId)
      .executeTakeFirstOrThrow()
    const open = (column: 'email' | 'phone') => {
      const sealed = row[column]
      const place = { table: 'guardians', column, row: row.id }
      return sealed && vault.open(row.family_id, row.wrapped, place, sealed)
    }
    return { name: names.guardian(row), email: open('email'), phone: open('phone'), language: row.language }
  }
}

/**
 * The device that the maker sits at is in as the new guardian, too, and so are their passkeys from now on. Past
 * `entering.ts`, for nobody comes in: no way in was shown, the session keeps its token and its moment of proof, and the
 * guardian is a minute old, so that no other device of theirs could want to be told.
 */
async function letIn(
  trx: Kysely<Database>,
  { sessionId, provedAt }: { sessionId: string; provedAt: number },
  { guardianId, maker, at }: { guardianId: string; maker: string; at: number },
) {
  await trx
    .insertInto('session_guardians')
    .values({
      session_id: sessionId,
      guardian_id: guardianId,
      level: 'full',
      proved_at: provedAt,
      added_at: at,
    })
    .execute()
  const passkeys = await trx
    .selectFrom('passkey_guardians')
    .select('passkey_id')
    .where('guardian_id', '=', maker)
    .execute()
  for (const { passkey_id } of passkeys)
    await trx.insertInto('passkey_guardians').values({ passkey_id, guardian_id: guardianId }).execute()
}
