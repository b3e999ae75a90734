import { expect, test } from 'vitest'
import { en } from '#lib/words/ways-in/en.ts'
import { dayInWords } from './day-in-words.ts'

const noon = Date.UTC(2026, 10, 22, 17) // in New York
const hours = (count: number) => noon - count * 3_600_000

test.each([
  [hours(0), 'today'],
  [hours(11), 'today'],
  [hours(13), 'yesterday'],
  [hours(37), 'on Fri, Nov 20'],
])('the day of %d, seen from Sunday noon in the zone of the circle', (at, said) => {
  expect(dayInWords(at, noon, 'America/New_York', en)).toBe(said)
})
