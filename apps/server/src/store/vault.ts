/**
 * Secret fields at rest. Each family and each kid (who may have two homes) has a data key of its own; data keys
 * are wrapped by the master key, a file beside the database. AES-256-GCM all the way: 1 version byte, 12 bytes of
 * nonce, 16 of tag, ciphertext. The place (`table/column/row`) is authenticated, so that a value can't be moved.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const VERSION = 1
const NONCE = 12
const TAG = 16
export const KEY_BYTES = 32

export interface Place {
  table: string
  column: string
  row: string
}

export interface Vault {
  /** A new data key, wrapped for its row in data_keys. */
  newKey(subjectId: string): Uint8Array
  /** `wrapped` is the subject's row in data_keys. Throws when bytes were changed or stand in another place. */
  seal(subjectId: string, wrapped: Uint8Array, place: Place, text: string): Uint8Array
  open(subjectId: string, wrapped: Uint8Array, place: Place, sealed: Uint8Array): string
}

export function createVault(masterKey: Uint8Array): Vault {
  const keyPlace = (subjectId: string) => ({ table: 'data_keys', column: 'wrapped', row: subjectId })
  const unwrap = (subjectId: string, wrapped: Uint8Array) => decrypt(masterKey, keyPlace(subjectId), wrapped)
  return {
    newKey: (subjectId) => encrypt(masterKey, keyPlace(subjectId), randomBytes(KEY_BYTES)),
    seal: (subjectId, wrapped, place, text) =>
      encrypt(unwrap(subjectId, wrapped), place, new TextEncoder().encode(text)),
    open: (subjectId, wrapped, place, sealed) =>
      new TextDecoder().decode(decrypt(unwrap(subjectId, wrapped), place, sealed)),
  }
}

/** Wraps data keys under another master key: `wrapped` is the subject's row in data_keys. */
export const createRewrap =
  (from: Uint8Array, to: Uint8Array) =>
  (subjectId: string, wrapped: Uint8Array): Uint8Array => {
    const place = { table: 'data_keys', column: 'wrapped', row: subjectId }
    return encrypt(to, place, decrypt(from, place, wrapped))
  }

function encrypt(key: Uint8Array, place: Place, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(placeToBytes(place))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.getAuthTag(), sealed])
}

function decrypt(key: Uint8Array, place: Place, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== VERSION) throw new Error(`unknown form of sealed value in ${place.table}.${place.column}`)
  const tagAt = 1 + NONCE
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, tagAt), { authTagLength: TAG })
  decipher.setAAD(placeToBytes(place)).setAuthTag(bytes.subarray(tagAt, tagAt + TAG))
  return Buffer.concat([decipher.update(bytes.subarray(tagAt + TAG)), decipher.final()])
}

const placeToBytes = ({ table, column, row }: Place) => new TextEncoder().encode(`${table}/${column}/${row}`)
