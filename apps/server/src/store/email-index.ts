/**
 * Finds an e-mail address without opening one: HMAC-SHA256 of its normal form under a key derived from the master key.
 * Whoever has the database alone can't try addresses on it.
 */
import { createHmac, hkdfSync } from 'node:crypto'

export type EmailIndex = (address: string) => Uint8Array

export function createEmailIndex(masterKey: Uint8Array): EmailIndex {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'sidegate e-mail index', 32))
  return (address) => createHmac('sha256', key).update(normalEmail(address)).digest()
}

/** As addresses are compared: nobody has two mailboxes that differ by case alone. */
export const normalEmail = (address: string) => address.trim().normalize('NFC').toLowerCase()
