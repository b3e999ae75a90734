import { expect, test } from 'vitest'
import { slotsTaken } from '../hangouts/slot-standing.ts'
import { comingSaturday, countingBytes, find, room12 } from './room-12.ts'

const sample = room12({ now: Date.UTC(2026, 10, 22, 12), bytes: countingBytes() })

test('Room 12 has 24 kids in 22 families, two of which share a kid', () => {
  expect(sample.kids).toHaveLength(24)
  expect(sample.families).toHaveLength(22)
  const homes = (name: string) =>
    new Set(
      find(sample.kids, name).guardianIds.map(
        (id) => sample.guardians.find((guardian) => guardian.id === id)?.familyId,
      ),
    )
  expect(sample.kids.filter((kid) => homes(kid.name).size === 2).map((kid) => kid.name)).toEqual(['Anya'])
})

test('fourteen answers are in, Tessa and Leo have not answered, and five of seven things to bring are taken', () => {
  const [afternoon] = sample.hangouts
  expect(afternoon?.answers).toHaveLength(14)
  const answered = new Set(afternoon?.answers.map((answer) => answer.kidId))
  for (const name of ['Tessa', 'Leo']) expect(answered.has(find(sample.kids, name).id)).toBe(false)
  const bring = afternoon?.plan.slots.filter((slot) => slot.kind === 'bring') ?? []
  expect(slotsTaken(bring, afternoon?.plan.claims ?? [])).toEqual({ covered: 5, all: 7 })
  expect(sample.board.ideas).toHaveLength(5)
})

test('the hangout stands on the first Saturday at least five days ahead', () => {
  expect(sample.hangouts[0]?.plan.frame.startsAt).toBe('2026-11-28T14:00')
  expect(comingSaturday(Date.UTC(2026, 10, 24, 12), 'America/New_York')).toBe('2026-12-05')
})
