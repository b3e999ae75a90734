/** Documents that can't be loaded whole and so can only be read: for the operator, by id. */
import type { DocumentKind } from '@sidegate/core/documents/address'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

export interface DocumentFault {
  kind: DocumentKind
  id: string
  /** When it was found. */
  since: number
}

export interface FaultStore {
  /** The oldest first; of the epochs that are current. */
  all(): Promise<DocumentFault[]>
}

export const createFaultStore = (db: Kysely<Database>): FaultStore => ({
  all: () =>
    db
      .selectFrom('document_faults')
      .innerJoin('documents', (join) =>
        join
          .onRef('documents.kind', '=', 'document_faults.kind')
          .onRef('documents.id', '=', 'document_faults.id')
          .onRef('documents.epoch', '=', 'document_faults.epoch'),
      )
      .select(['documents.kind', 'documents.id', 'document_faults.found_at as since'])
      .orderBy('since')
      .orderBy('documents.id')
      .execute(),
})
