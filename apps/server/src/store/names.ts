/**
 * Secret names in and out of their rows. A row is read together with the wrapped key of its family or kid. Opening one
 * takes two decryptions, and the door asks for the same guardians' names at each handshake: those are remembered
 * together with the bytes that they were read from, so that other bytes are never taken for them.
 */
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

// Enough for everybody who comes in an evening.
const MOST_KNOWN = 1000

export function createNames(vault: Vault): Names {
  const place = (table: 'families' | 'kids' | 'guardians', row: string) => ({ table, column: 'name', row })
  const knownById = new Map<string, { sealed: Uint8Array; name: string }>()
  return {
    family: ({ id, name, wrapped }) => vault.open(id, wrapped, place('families', id), name),
    kid: ({ id, name, wrapped }) => vault.open(id, wrapped, place('kids', id), name),
    guardian({ id, family_id, name: sealed, wrapped }) {
      const known = knownById.get(id)
      if (known && Buffer.compare(known.sealed, sealed) === 0) return known.name
      const name = vault.open(family_id, wrapped, place('guardians', id), sealed)
      if (knownById.size >= MOST_KNOWN) knownById.clear()
      knownById.set(id, { sealed, name })
      return name
    },
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
