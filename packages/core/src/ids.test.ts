import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isId, isRecordId, newId, prefixedId } from './ids.ts'

test('any 16 bytes make an id of 22 letters and digits, and no two of them the same', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      expect(isRecordId(newId(one))).toBe(true)
      expect(newId(one) === newId(other)).toBe(one.join() === other.join())
    }),
  )
  expect(newId(new Uint8Array(16))).toBe('0'.repeat(22))
  expect(isRecordId(newId(new Uint8Array(16).fill(255)))).toBe(true)
})

test('a prefix says what kind of id it is, and is checked', () => {
  const id = prefixedId('fam', new Uint8Array(16).fill(7))
  expect(isId('fam', id)).toBe(true)
  expect(isId('kid', id)).toBe(false)
})

test.each([
  '',
  'fam_',
  `fam_${'0'.repeat(21)}`,
  `fam_${'0'.repeat(23)}`,
  `fam_${'0'.repeat(21)}-`,
  `fam_${'0'.repeat(22)}\n`,
  `FAM_${'0'.repeat(22)}`,
])('%j is no id of a family', (text) => {
  expect(isId('fam', text)).toBe(false)
})
