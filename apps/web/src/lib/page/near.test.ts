import { expect, test } from 'vitest'
import { isNear } from './near.ts'

test.each([
  ['2026-11-22T09:00', true], // today
  ['2026-11-28T14:00', true],
  ['2026-11-29T14:00', false], // the same weekday again
  ['2026-11-21T14:00', false], // past
])('%s seen from Sunday the 22nd', (time, near) => {
  expect(isNear(time, '2026-11-22T23:30')).toBe(near)
})
