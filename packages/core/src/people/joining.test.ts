import * as v from 'valibot'
import { expect, test } from 'vitest'
import { joinSchema, mayMean, posterSchema } from './joining.ts'

test('an e-mail at the poster is nobody’s duty: an empty line is none, a mistyped one is told', () => {
  const typed = { kid: ' Tessa ', name: 'Mara' }
  expect(v.parse(joinSchema, typed)).toEqual({ kid: 'Tessa', name: 'Mara' })
  expect(v.parse(joinSchema, { ...typed, email: '' }).email).toBeUndefined()
  expect(v.parse(joinSchema, { ...typed, email: 'mara@example.org' }).email).toBe('mara@example.org')
  expect(v.safeParse(joinSchema, { ...typed, email: 'mara' }).success).toBe(false)
  expect(v.safeParse(joinSchema, { kid: '', name: 'Mara' }).success).toBe(false)
})

test('a poster is good for 30 days and 60 people unless said otherwise, and never for ever', () => {
  expect(v.parse(posterSchema, {})).toEqual({ days: 30, cap: 60 })
  expect(v.safeParse(posterSchema, { days: 365 }).success).toBe(false)
  expect(v.safeParse(posterSchema, { cap: 0 }).success).toBe(false)
})

test.each([
  ['tessa', 'Tessa', true],
  ['Tessa Brown', 'Tessa', true],
  ['Maya', 'Maya K.', true],
  ['Maya', 'Maya T.', true],
  ['Maya Tran', 'Maya T.', true],
  ['Maya Tran', 'Maya K.', false],
  ['LUCIA', 'Lucía', true],
  ['Tess', 'Tessa', false],
  ['.', 'Tessa', false],
  ['', '', false],
])('typed at the poster, “%s” may mean %s: %s', (typed, kid, may) => {
  expect(mayMean(typed, kid)).toBe(may)
})
