import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { carryOut, gridOf, planOf } from '../testing/class-lists.ts'
import { exportGrid } from './export.ts'
import type { PresentCircle } from './roll.ts'

const present = carryOut(
  planOf(
    gridOf(`
      Student | Parent 1 | Email 1 | Phone 1 | Parent 2
      Tessa Visser | Mara Visser | mara@example.org | +1 555 010 0101 | Joost Visser
      Leo Visser | Mara Visser | mara@example.org | |
      Maya Kim | Ruth Kim | ruth@example.org | |
      Maya Torres | Ruth Torres | torres@example.org | |`),
  ),
)

test('an export has everybody, and contacts as an organizer sees them: masked', () => {
  expect(exportGrid(present, 'en')).toEqual([
    [
      'Kid’s first name',
      'Home',
      'Guardian 1 first name',
      'Guardian 1 e-mail',
      'Guardian 1 phone',
      'Guardian 2 first name',
      'Guardian 2 e-mail',
      'Guardian 2 phone',
    ],
    ['Tessa', 'Tessa and Leo’s family', 'Mara', 'm…@example.org', '… 01', 'Joost', '', ''],
    ['Leo', 'Tessa and Leo’s family', 'Mara', 'm…@example.org', '… 01', '', '', ''],
    ['Maya K.', 'Maya K.’s family', 'Ruth K.', 'r…@example.org', '', '', '', ''],
    ['Maya T.', 'Maya T.’s family', 'Ruth T.', 't…@example.org', '', '', '', ''],
  ])
})

test('an export read back into its circle changes nothing, in either language, whoever is in it', () => {
  const names = fc.constantFrom(
    'Ana',
    'Ana María',
    'Maya',
    'Maya K.',
    'Maya T.',
    'José',
    'Zoë',
    'Anne Marie',
    "'t Hooft",
    'Grace Ortiz',
  )
  const circle = fc
    .record({
      homes: fc.array(names, { minLength: 1, maxLength: 6 }),
      guardians: fc.array(
        fc.record({ home: fc.nat(5), name: names, email: fc.boolean(), isIn: fc.boolean() }),
        { maxLength: 12 },
      ),
      kids: fc.array(
        fc.record({ name: names, guardians: fc.array(fc.nat(11), { minLength: 1, maxLength: 4 }) }),
        { maxLength: 8 },
      ),
    })
    .map((drawn) => circleOf(drawn))
  fc.assert(
    fc.property(circle, fc.constantFrom('en', 'es'), (before, language) => {
      const plan = planOf(exportGrid(before, language), { present: before })
      const standings = [...plan.homes, ...plan.kids, ...plan.guardians].map(({ standing }) => standing)
      expect(standings.filter((standing) => standing !== 'same')).toEqual([])
      expect(plan.unclear).toEqual([])
      expect(plan.questions).toEqual([])
    }),
    { numRuns: 200 },
  )
})

interface Drawn {
  homes: string[]
  guardians: { home: number; name: string; email: boolean; isIn: boolean }[]
  kids: { name: string; guardians: number[] }[]
}

/** In one home no two guardians, and no two kids, are called alike: nobody could tell them apart on any list. */
function circleOf({ homes, guardians, kids }: Drawn): PresentCircle {
  const taken = new Set<string>()
  const isFree = (key: string) => !taken.has(key) && taken.add(key)
  const guardiansHere = guardians
    .map(({ home, ...rest }, at) => ({ ...rest, id: `gua_${at}`, homeId: `fam_${home % homes.length}` }))
    .filter(({ homeId, name }) => isFree(`${homeId} ${plain(name)}`))
  const kidsHere = kids.flatMap(({ name, guardians: drawn }, at) => {
    const linked = [...new Set(drawn)].flatMap(
      (i) => guardiansHere[i % Math.max(1, guardiansHere.length)] ?? [],
    )
    const free = [...new Set(linked)].filter(({ homeId }) => !taken.has(`kid ${homeId} ${plain(name)}`))
    for (const { homeId } of free) taken.add(`kid ${homeId} ${plain(name)}`)
    return free.length > 0 ? [{ id: `kid_${at}`, name, guardianIds: free.map(({ id }) => id) }] : []
  })
  const inUse = new Set(guardiansHere.map(({ homeId }) => homeId))
  return {
    homes: homes.flatMap((name, at) =>
      inUse.has(`fam_${at}`) ? [{ id: `fam_${at}`, name: `${name}’s family` }] : [],
    ),
    guardians: guardiansHere.map(({ id, homeId, name, email, isIn }) => ({
      id,
      homeId,
      name,
      email: email ? `${id}@example.org` : null,
      phone: null,
      isIn,
      hasLeft: false,
    })),
    kids: kidsHere,
    ended: [],
  }
}

const plain = (name: string) => name.split(' ')[0] ?? ''
