/**
 * Of what a command asked, to tell its copies from another command under the same key: HMAC-SHA256 under a key derived
 * from the master key. What was asked is often one of few (five helps, three answers), or sealed elsewhere: whoever has
 * the database alone can't try them.
 */
import { createHmac, hkdfSync } from 'node:crypto'

export type CommandDigest = (asked: unknown) => Uint8Array

export function createCommandDigest(masterKey: Uint8Array): CommandDigest {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'sidegate command digest', 32))
  return (asked) => createHmac('sha256', key).update(JSON.stringify(asked)).digest()
}
