import * as v from 'valibot'
import { expect, test } from 'vitest'
import { contactSchema } from './family-commands.ts'
import { fadesAt, isFaded, OWN_LINE_DAYS, ownLine } from './own-line.ts'

const DAY = 24 * 60 * 60 * 1000

test('house rule 1: a line that nobody renewed fades after 90 days', () => {
  const said = Date.UTC(2026, 8, 1, 12)
  expect(isFaded(said, said + OWN_LINE_DAYS * DAY - 1)).toBe(false)
  expect(isFaded(said, said + OWN_LINE_DAYS * DAY)).toBe(true)
  expect(fadesAt(said)).toBe(Date.UTC(2026, 10, 30, 12))
})

test('an own line is one sentence on one line', () => {
  expect(v.parse(ownLine, ' Luka would love\n to be asked ')).toBe('Luka would love to be asked')
  for (const [text, reason] of [
    [' ', 'missing'],
    ['x'.repeat(161), 'too-long'],
  ] as const)
    expect(v.safeParse(ownLine, text).issues?.[0].message).toBe(reason)
})

test('contacts may be empty, which takes them away; what is no address or number is told by its field', () => {
  expect(v.parse(contactSchema, { name: ' Mara ', email: ' ', phone: '' })).toEqual({
    name: 'Mara',
    email: '',
    phone: '',
  })
  const { issues } = v.safeParse(contactSchema, { name: '', email: 'mara', phone: 'call me' })
  const reasons = issues?.map(({ path, message }) => [path?.[0]?.key, message]) ?? []
  expect(Object.fromEntries(reasons)).toEqual({
    name: 'missing',
    email: 'no-address',
    phone: 'no-number',
  })
})
