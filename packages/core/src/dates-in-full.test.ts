import { describe, expect, test } from 'vitest'
import { formatWhen } from './dates-in-full.ts'

const now = '2026-11-22T12:00'

describe('formatWhen', () => {
  test('a day of this year needs no year', () =>
    expect(formatWhen('2026-11-28T14:00', '2026-11-28T17:00', 'en-US', now)).toBe(
      'Sat, Nov 28, 2:00 – 5:00 PM',
    ))

  test('a day of another year says so', () =>
    expect(formatWhen('2027-11-27T14:00', '2027-11-27T17:00', 'en-US', now)).toBe(
      'Sat, Nov 27, 2027, 2:00 – 5:00 PM',
    ))

  test('over several days each day stands once', () => {
    expect(formatWhen('2026-11-28T18:00', '2026-11-29T10:00', 'en-US', now)).toBe(
      'Sat, Nov 28, 6:00 PM – Sun, Nov 29, 10:00 AM',
    )
    expect(formatWhen('2026-12-31T18:00', '2027-01-01T10:00', 'en-US', now)).toBe(
      'Thu, Dec 31, 2026, 6:00 PM – Fri, Jan 1, 2027, 10:00 AM',
    )
  })

  test('in the reader’s language', () =>
    expect(formatWhen('2027-11-27T14:00', '2027-11-27T17:00', 'es', now)).toBe(
      'sáb, 27 nov 2027, 14:00 – 17:00',
    ))
})
