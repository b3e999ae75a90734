// What holds for each list, however messy: drawn from few names, so that they meet.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { carryOut, nobody, planOf } from '../testing/class-lists.ts'
import type { ImportPlan } from './plan.ts'
import type { Choice, Decisions } from './questions.ts'

const HEADER = ['Student', 'DOB', 'Likes', 'Parent 1', 'E-mail', 'Phone', 'Parent 2', 'E-mail', 'Student ID']
const kid = fc.constantFrom(
  'Maya Kim',
  'Maya Torres',
  'Maya',
  'Kim, Maya',
  'Ana García',
  'Ana María García',
  'Leo',
  '',
  '=1+1',
  '123',
)
const guardian = fc.constantFrom(
  'Mara Visser',
  'Mara',
  'Joost Visser',
  'Lucía García',
  'Mara & Joost Visser',
  'Ruth Kim',
  '',
  '4',
)
const email = fc.constantFrom(
  'mara@example.org',
  'MARA@example.org',
  'joost@example.org',
  'home@example.org',
  'bad@',
  'm…@example.org',
  '',
)
const phone = fc.constantFrom('555 010 0101', '+1 555-010-0101', '555 010 0102', '12', '')
const row = fc.tuple(
  kid,
  fc.constant('3/14/2015'),
  fc.constant('piñatas'),
  guardian,
  email,
  phone,
  guardian,
  email,
  fc.constant('104711'),
)
const list = fc.array(row, { maxLength: 12 }).map((rows) => [HEADER, ...rows])
const choice = fc.constantFrom<Choice>(
  'two-homes',
  'one-home',
  'two-kids',
  'same',
  'different',
  'new-home',
  'moves',
)

/** People as a list may have them: each by one name, with their own address and number, or without. */
const PEOPLE = [
  ['Mara Visser', 'mara@example.org', '555 010 0101'],
  ['Joost Visser', 'joost@example.org', '555 010 0101'],
  ['Lucía García', 'lucia@example.org', '555 010 0102'],
  ['Ruth Kim', 'ruth@example.org', ''],
  ['Ruth Torres', 'torres@example.org', '555 010 0103'],
] as const
const person = fc
  .tuple(fc.constantFrom(...PEOPLE), fc.boolean(), fc.boolean())
  .map(
    ([[name, address, number], hasEmail, hasPhone]) =>
      [name, hasEmail ? address : '', hasPhone ? number : ''] as const,
  )
const saneRow = fc
  .tuple(
    fc.constantFrom('Maya Kim', 'Maya Torres', 'Ana García', 'Ana María García', 'Leo Visser'),
    person,
    person,
  )
  .map(([name, [first, address, number], [second, other]]) => [
    name,
    '',
    '',
    first,
    address,
    number,
    second,
    other,
    '',
  ])
const saneList = fc.array(saneRow, { maxLength: 12 }).map((rows) => [HEADER, ...rows])

/** Answers what is asked, until nothing more is: an answer may bring the next question. */
function answered(
  grid: string[][],
  choose: (at: number) => Choice,
): { plan: ImportPlan; decisions: Decisions } {
  let decisions: Decisions = {}
  let plan = planOf(grid)
  for (let round = 0; round < 8; round++) {
    const open = plan.questions.filter(({ chosen }) => chosen === null)
    if (open.length === 0) break
    for (const { key, kind, choices } of open) {
      // One name is one person's here.
      const wanted = kind === 'same-guardian' ? 'same' : choose(round)
      decisions = {
        ...decisions,
        [key]: choices.includes(wanted) ? wanted : (choices[round % choices.length] as Choice),
      }
    }
    plan = planOf(grid, { decisions })
  }
  return { plan, decisions }
}

test('each row is taken in, told again, or listed as unclear; none is lost', () => {
  fc.assert(
    fc.property(list, (grid) => {
      const plan = planOf(grid)
      const rows = new Set([
        ...plan.homes.flatMap((home) => home.rows),
        ...plan.unclear.map((one) => one.row),
      ])
      const filled = grid.flatMap((cells, at) =>
        at > 0 && [0, 3, 4, 5, 6, 7].some((i) => cells[i]) ? [at + 1] : [],
      )
      expect([...rows].sort((a, b) => a - b)).toEqual(filled)
    }),
  )
})

test('what was carried out is not planned once more: all that was taken in is there, the same', () => {
  fc.assert(
    fc.property(saneList, fc.array(choice, { minLength: 8, maxLength: 8 }), (grid, choices) => {
      const { plan } = answered(grid, (at) => choices[at] as Choice)
      const again = planOf(grid, { present: carryOut(plan) })
      const taken = [...plan.kids, ...plan.guardians]
      const fresh = [...again.kids, ...again.guardians].filter(({ standing }) => standing === 'new')
      expect(fresh).toEqual([])
      expect(taken.length).toBe(again.kids.length + again.guardians.length)
    }),
    { numRuns: 100 },
  )
})

test('nobody is ever taken away', () => {
  fc.assert(
    fc.property(list, list, (first, second) => {
      const present = carryOut(planOf(first))
      const after = carryOut(planOf(second, { present }), present)
      for (const one of present.guardians)
        expect(after.guardians.find(({ id }) => id === one.id)?.name).toBe(one.name)
      for (const one of present.kids)
        expect(after.kids.find(({ id }) => id === one.id)?.guardianIds).toEqual(
          expect.arrayContaining([...one.guardianIds]),
        )
    }),
  )
})

test('no birth date, no school id and nothing about what a kid likes comes out of any list (house rules 1 and 11)', () => {
  fc.assert(
    fc.property(list, (grid) => {
      const { questions, unclear, notes, ...people } = planOf(grid, { present: nobody })
      expect(JSON.stringify([people, questions, unclear, notes])).not.toMatch(/3\/14|piñatas|104711/)
    }),
  )
})

test('two guardians never have one address, and no kid is without a guardian', () => {
  fc.assert(
    fc.property(list, (grid) => {
      const plan = planOf(grid)
      const emails = plan.guardians.flatMap((one) => one.email ?? [])
      expect(new Set(emails).size).toBe(emails.length)
      expect(plan.kids.every(({ guardianRefs }) => guardianRefs.length > 0)).toBe(true)
    }),
  )
})

test('a grid of anything has a plan', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string(), { maxLength: 6 }), { maxLength: 8 }),
      (grid) => void planOf(grid),
    ),
  )
})
