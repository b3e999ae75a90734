/** A document's first content, written inside the transaction of what it belongs to: a circle with its board. */
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import type { Kysely } from 'kysely'
import { checksum } from './packing.ts'
import type { Database } from './schema.ts'

/** Of a document that was never there before. */
export const FIRST_EPOCH = 1

export interface Founding {
  address: DocumentAddress
  update: Uint8Array
  /** By record path, `slots/<id>`. */
  owned: { record: string; familyId: string }[]
  at: number
}

/** Throws when the document exists. */
export async function foundIn(
  trx: Kysely<Database>,
  { address: { kind, id, epoch }, update, owned, at }: Founding,
): Promise<void> {
  await trx
    .insertInto('documents')
    .values({ kind, id, epoch, founded_at: at, version: definitionsByKind[kind].version })
    .execute()
  const founding = {
    kind,
    id,
    epoch,
    bytes: update,
    through_seq: 0,
    written_at: at,
    checksum: checksum(update),
  }
  await trx.insertInto('document_snapshots').values(founding).execute()
  // Twice from the first day on: what is damaged in one place is read from the other (P21).
  await trx.insertInto('document_snapshots_before').values(founding).execute()
  for (const { record, familyId } of owned)
    await trx.insertInto('document_owners').values({ kind, id, record, family_id: familyId }).execute()
}
