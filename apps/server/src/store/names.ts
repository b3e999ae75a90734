/** Secret names in and out of their rows. A row is read together with the wrapped key of its family or kid. */
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import type { Vault } from './vault.ts'

interface SealedRow {
  id: string
  name: Uint8Array
  wrapped: Uint8Array
}

export interface Names {
  family(row: SealedRow): string
  kid(row: SealedRow): string
  /** A guardian's name stands under the key of its family. */
  guardian(row: SealedRow & { family_id: string }): string
  seal: {
    family(id: string, wrapped: Uint8Array, name: string): Uint8Array
    kid(id: string, wrapped: Uint8Array, name: string): Uint8Array
    guardian(id: string, familyId: string, wrapped: Uint8Array, name: string): Uint8Array
  }
}

export function createNames(vault: Vault): Names {
  const place = (table: 'families' | 'kids' | 'guardians', row: string) => ({ table, column: 'name', row })
  return {
    family: ({ id, name, wrapped }) => vault.open(id, wrapped, place('families', id), name),
    kid: ({ id, name, wrapped }) => vault.open(id, wrapped, place('kids', id), name),
    guardian: ({ id, family_id, name, wrapped }) =>
      vault.open(family_id, wrapped, place('guardians', id), name),
    seal: {
      family: (id, wrapped, name) => vault.seal(id, wrapped, place('families', id), name),
      kid: (id, wrapped, name) => vault.seal(id, wrapped, place('kids', id), name),
      guardian: (id, familyId, wrapped, name) => vault.seal(familyId, wrapped, place('guardians', id), name),
    },
  }
}

export const familiesWithKey = (db: Kysely<Database>) =>
  db
    .selectFrom('families')
    .innerJoin('data_keys', 'data_keys.subject_id', 'families.id')
    .select(['families.id', 'families.name', 'data_keys.wrapped'])

export const kidsWithKey = (db: Kysely<Database>) =>
  db
    .selectFrom('kids')
    .innerJoin('data_keys', 'data_keys.subject_id', 'kids.id')
    .select(['kids.id', 'kids.name', 'data_keys.wrapped'])
