/**
 * Names for things and people: 22 characters of [0-9A-Za-z], 128 random bits and a bit. People and circles
 * carry a prefix, so that a log line or a document says what kind of id it holds; records in documents don't.
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 22

export type IdPrefix = 'cir' | 'fam' | 'gua' | 'kid' | 'han'

export const RECORD_ID = /^[0-9A-Za-z]{22}$/

/** @param random 16 bytes from a cryptographic source; core makes no randomness of its own. */
export function newId(random: Uint8Array): string {
  let value = 0n
  for (const byte of random) value = (value << 8n) | BigInt(byte)
  let id = ''
  for (let i = 0; i < LENGTH; i++) {
    id += ALPHABET[Number(value % 62n)]
    value /= 62n
  }
  return id
}

export function prefixedId(prefix: IdPrefix, random: Uint8Array): string {
  return `${prefix}_${newId(random)}`
}

export function isRecordId(text: string): boolean {
  return RECORD_ID.test(text)
}

export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && RECORD_ID.test(text.slice(prefix.length + 1))
}
