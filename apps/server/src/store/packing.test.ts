import { expect, test } from 'vitest'
import { checksum, pack, unpack } from './packing.ts'

const updates = [Uint8Array.of(1, 2, 3), Uint8Array.of(), Uint8Array.of(4)]
const rowOf = (bytes: Uint8Array) => ({ bytes, checksum: checksum(bytes) })

test('what was packed comes back, and a row from before packing is one update', () => {
  expect(unpack(rowOf(pack(updates)))?.map((one) => [...one])).toEqual([[1, 2, 3], [], [4]])
  expect(unpack({ bytes: Uint8Array.of(7), checksum: null })).toEqual([Uint8Array.of(7)])
})

test('a row that was cut anywhere, or whose lengths lie, is damaged, whatever its checksum says', () => {
  const packed = pack(updates)
  const whole = [0, 7, 11]
  for (let length = 0; length < packed.byteLength; length++) {
    const cut = packed.slice(0, length)
    expect(unpack({ bytes: cut, checksum: checksum(packed) })).toBeNull()
    if (!whole.includes(length)) expect(unpack(rowOf(cut))).toBeNull()
  }
  const lying = Buffer.from(packed)
  lying.writeUInt32BE(4_000_000_000, 0)
  expect(unpack(rowOf(lying))).toBeNull()
})
