/** P7: what the gate reads of an update is what Yjs reads, or the gate refuses it. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bareDecode } from './bare-decode.ts'
import { decodeUpdate } from './update.ts'

const MANY = 10_000

function honestUpdate(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 300
  doc.getText('notes').insert(0, 'Bring a lamp, ñ and 😀 and a table for everyone')
  doc.getText('notes').delete(3, 4)
  doc.getMap('slots').set('a', new Y.Map(Object.entries({ title: 'Lamp', quantity: 200 })))
  doc.getMap('claims').set('a:b', { quantity: 2, note: '' })
  doc.getMap('needs').set('noGifts', true)
  return Y.encodeStateAsUpdate(doc)
}

test('a number is written in one way: with padding, wherever it stands, it is refused as the judge refuses it', () => {
  const update = honestUpdate()
  expect(typeof decodeUpdate(update, MANY)).toBe('object')
  let padded = 0
  for (const [i, byte] of update.entries()) {
    if (byte >= 128) continue
    const longer = Uint8Array.of(...update.subarray(0, i), byte | 128, 0, ...update.subarray(i + 1))
    const isBare = bareDecode(longer) !== null
    expect([i, typeof decodeUpdate(longer, MANY) === 'object']).toEqual([i, isBare])
    if (!isBare) padded++
  }
  expect(padded).toBeGreaterThan(50)
})

test('a parent is a root or an item: another number is no third kind', () => {
  const update = (kind: number[]) => Uint8Array.of(1, 1, 7, 0, 1, ...kind, 3, 0, 1, 0)
  expect(typeof decodeUpdate(update([0]), MANY)).toBe('object')
  for (const kind of [[2], [127], [0xc2, 2]]) {
    const padded = update(kind)
    const isBare = bareDecode(padded) !== null
    expect(decodeUpdate(padded, MANY)).toBe('malformed')
    if (kind.length > 1) expect(isBare).toBe(false)
  }
})

test('a value names each of its fields once, as Yjs writes it', () => {
  const fields = (count: number) =>
    Uint8Array.of(1, 1, 7, 0, 8, 1, 1, 97, 1, 118, count, ...new Array(count).fill([1, 98, 120]).flat(), 0)
  expect(typeof decodeUpdate(fields(1), MANY)).toBe('object')
  expect(bareDecode(fields(2))).toBeNull()
  expect(decodeUpdate(fields(2), MANY)).toBe('bad-value')
})
