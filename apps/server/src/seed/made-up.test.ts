import { countingBytes } from '@sidegate/core/testing/room-12'
import { expect, test } from 'vitest'
import { SUNDAY } from '../testing/house.ts'
import { madeUpCircle } from './made-up.ts'

test('a large circle has one kid a family, no two of the same name, and one organizer', () => {
  const circle = madeUpCircle(1, { families: 300, hangouts: 5 }, { now: SUNDAY, bytes: countingBytes() })
  expect(new Set(circle.kids.map((kid) => kid.name)).size).toBe(300)
  expect(circle.guardians.filter((guardian) => guardian.organizer)).toHaveLength(1)
  expect(circle.guardians.filter((guardian) => guardian.operator)).toHaveLength(1)
  const days = circle.hangouts.map((hangout) => hangout.plan.frame.startsAt.slice(0, 10))
  expect(days).toEqual(['2026-11-28', '2026-12-05', '2026-12-12', '2026-12-19', '2026-12-26'])
})
