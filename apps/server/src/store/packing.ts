/**
 * One row of the log holds what one flush had for a document: updates, each behind its length, and a checksum over
 * all of it. Rows from before have no checksum, and one bare update.
 */
import { crc32 } from 'node:zlib'

export const checksum = (bytes: Uint8Array): number => crc32(bytes)

export function pack(updates: readonly Uint8Array[]): Uint8Array {
  const packed = Buffer.allocUnsafe(updates.reduce((sum, { byteLength }) => sum + 4 + byteLength, 0))
  let at = 0
  for (const update of updates) {
    at = packed.writeUInt32BE(update.byteLength, at)
    packed.set(update, at)
    at += update.byteLength
  }
  return packed
}

/** null: not what was packed. */
export function unpack(row: { bytes: Uint8Array; checksum: number | null }): Uint8Array[] | null {
  if (row.checksum === null) return [row.bytes]
  return checksum(row.bytes) === row.checksum ? unpackAll(row.bytes) : null
}

/** Views, not copies. null: the lengths don't add up. */
export function unpackAll(bytes: Uint8Array): Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const updates: Uint8Array[] = []
  let at = 0
  while (at + 4 <= bytes.byteLength) {
    const start = at + 4
    at = start + view.getUint32(at)
    updates.push(bytes.subarray(start, at))
  }
  return at === bytes.byteLength ? updates : null
}
