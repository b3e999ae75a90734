import { describe, expect, test } from 'vitest'
import { carryOut, gridOf, nobody, planOf } from '../testing/class-lists.ts'
import { MAX_ROWS } from './import-command.ts'
import { planImport } from './plan.ts'

/** A name of its own for each number. */
const nameOf = (number: number) =>
  `N${[...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`

describe('a list in which all say the same costs hardly more than one in which nobody does', () => {
  const took = (cells: (at: number) => [guardian: string, email: string, phone: string, home: string]) => {
    const grid = Array.from({ length: MAX_ROWS }, (_, at) => [nameOf(at), ...cells(at)])
    const columns = ['kid-full', 'guardian-1-full', 'guardian-1-email', 'guardian-1-phone', 'home'] as const
    const from = Date.now()
    planImport({ sheet: { grid, headerRow: null, columns }, present: nobody, decisions: {}, language: 'en' })
    return Date.now() - from
  }
  const plain = () => took((at) => [`${nameOf(at)} Visser`, '', '', ''])

  test.each<[string, Parameters<typeof took>[0]]>([
    ['one first name', () => ['Mara', '', '', '']],
    ['one name, many addresses', (at) => ['Mara Visser', `mara${at}@example.org`, '', '']],
    ['one address', (at) => [nameOf(at), 'mara@example.org', '', '']],
    ['one name and one address', () => ['Mara Visser', 'mara@example.org', '', '']],
    ['one phone and no name', () => ['', '', '555-010-0101', '']],
    ['one home', (at) => [nameOf(at), '', '', 'Visser']],
    ['one home and one name', (at) => ['Mara Visser', `mara${at}@example.org`, '', 'Visser']],
  ])(
    '%s',
    (_, cells) => {
      plain()
      // Each row against all others takes thirty times as long.
      expect(took(cells)).toBeLessThan(10 * plain())
    },
    60_000,
  )
})

const names = (count: number) => Array.from({ length: count }, (_, at) => nameOf(at)).join(' & ')

test('a cell of more names than a home has people is no cell of names', () => {
  const list = (count: number) => planOf(gridOf(`Student | Parent\nTessa Visser | ${names(count)}`))
  expect(list(6).counts).toMatchObject({ guardians: 6, unclear: 0 })
  expect(list(7)).toMatchObject({ guardians: [], unclear: [{ row: 2, reason: 'many-names' }] })
})

test('a list brings at most 12,000 people; the rows behind them wait', () => {
  const grid = [['Student', 'Parent', 'Parent 2']]
  for (let at = 0; at < 1000; at++)
    grid.push([
      nameOf(at),
      ...['A', 'B'].map((side) =>
        Array.from({ length: 6 }, (_, of) => `${side}${nameOf(at * 6 + of)}`).join(' & '),
      ),
    ])
  const { counts, unclear } = planOf(grid)
  expect(counts.kids + counts.guardians).toBeLessThanOrEqual(12_000)
  expect(counts.kids).toBe(923)
  expect(unclear).toHaveLength(77)
  expect(unclear[0]).toMatchObject({ row: 925, reason: 'many-people', about: nameOf(923) })
})

test('the school’s own address makes no home of everybody, and what was carried out stays so', () => {
  const rows = Array.from(
    { length: 40 },
    (_, at) => `${nameOf(at)} Visser | ${nameOf(at)} Kim | school@example.org`,
  )
  const list = gridOf(`Student | Parent | Email\n${rows.join('\n')}`)
  const plan = planOf(list)
  expect(plan.guardians).toHaveLength(20)
  expect(plan.unclear.map(({ reason }) => reason)).toEqual(Array.from({ length: 20 }, () => 'crowded'))
  const again = planOf(list, { present: carryOut(plan) })
  expect(again.counts.guardiansBy).toMatchObject({ new: 0, changed: 0, same: 20 })
})

test('nobody has more than thirty kids here', () => {
  const rows = Array.from({ length: 40 }, (_, at) => `${nameOf(at)} Visser | Mara Visser | mara@example.org`)
  const plan = planOf(gridOf(`Student | Parent | Email\n${rows.join('\n')}`))
  expect(plan.kids).toHaveLength(30)
  expect(plan.unclear).toHaveLength(10)
})
