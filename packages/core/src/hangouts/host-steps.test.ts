import * as v from 'valibot'
import { expect, test } from 'vitest'
import { prefixedId } from '../ids.ts'
import { countingBytes } from '../testing/room-12.ts'
import { HELPS, helpsSchema } from './helps.ts'
import { addressSchema, cancelHangoutSchema, toldInPersonSchema } from './host-steps.ts'
import { changeListSchema } from './list-command.ts'

const bytes = countingBytes()
const kidId = prefixedId('kid', bytes())
const familyId = prefixedId('fam', bytes())

test('helps are kept in one order and once each, however they were said', () => {
  const read = v.parse(helpsSchema, { kidId, helps: ['bring-nothing', 'ride', 'ride'] })
  expect(read.helps).toEqual(['ride', 'bring-nothing'])
  expect(v.parse(helpsSchema, { kidId, helps: [...HELPS].reverse() }).helps).toEqual(HELPS)
  expect(v.is(helpsSchema, { kidId, helps: ['allergy'] })).toBe(false)
  expect(v.is(helpsSchema, { kidId: familyId, helps: [] })).toBe(false)
})

test('a kid is not put on a list and taken off it by one command', () => {
  expect(v.parse(changeListSchema, { add: [kidId] })).toEqual({ add: [kidId], remove: [] })
  expect(v.is(changeListSchema, { add: [kidId], remove: [kidId] })).toBe(false)
  expect(v.is(changeListSchema, { add: [familyId] })).toBe(false)
})

test('cancelling says off unless it says back on; an address may be taken away', () => {
  expect(v.parse(cancelHangoutSchema, {})).toEqual({ off: true })
  expect(v.parse(addressSchema, { address: '  ' })).toEqual({ address: '' })
  expect(v.is(addressSchema, { address: 'x'.repeat(501) })).toBe(false)
})

test('what was told in person names a kid, a home and an answer', () => {
  expect(v.is(toldInPersonSchema, { kidId, familyId, answer: 'maybe' })).toBe(true)
  expect(v.is(toldInPersonSchema, { kidId, familyId, answer: 'please-ask' })).toBe(false)
  expect(v.is(toldInPersonSchema, { kidId, answer: 'maybe' })).toBe(false)
})
