import { describe, expect, test } from 'vitest'
import { carryOut, gridOf, nobody, planOf } from '../testing/class-lists.ts'
import type { PresentCircle } from './roll.ts'

/** Homes in short: "Tessa’s family: Mara, Joost / Tessa, Leo". */
const homesOf = (plan: ReturnType<typeof planOf>) =>
  plan.homes.map(({ ref, name }) => {
    const guardians = plan.guardians.filter(({ homeRef }) => homeRef === ref)
    const refs = new Set(guardians.map((guardian) => guardian.ref))
    const kids = plan.kids.filter(({ guardianRefs }) => guardianRefs.some((one) => refs.has(one)))
    return `${name}: ${guardians.map((one) => one.name).join(', ')} / ${kids.map((one) => one.name).join(', ')}`
  })

const HEADER = 'Student | Parent 1 | Email 1 | Phone 1 | Parent 2 | Email 2'

test('a list becomes homes, guardians and kids, first names alone (house rule 11)', () => {
  const plan = planOf(
    gridOf(`
      ${HEADER}
      Visser, Tessa | Mara Visser | mara@example.org | 555-010-0101 | Joost Visser | joost@example.org
      Leo Visser | Mara Visser | mara@example.org | | |
      Zuri Kamau | Wanjiru Kamau | wanjiru@example.org | | |`),
  )
  expect(homesOf(plan)).toEqual([
    'Tessa and Leo’s family: Mara, Joost / Tessa, Leo',
    'Zuri’s family: Wanjiru / Zuri',
  ])
  expect(plan.counts).toMatchObject({ kids: 3, guardians: 3, homes: 2, unclear: 0 })
  expect(JSON.stringify([plan.kids, plan.guardians, plan.homes])).not.toMatch(/Visser|Kamau/)
})

test('an initial stands only where two share a first name, and a name that is there stays', () => {
  const first = planOf(
    gridOf(`
      ${HEADER}
      Maya Kim | Ruth Kim | ruth@example.org
      Maya Torres | Sione Torres | sione@example.org
      Luka Petrov | Jelena Petrov | jelena@example.org`),
  )
  expect(first.kids.map(({ name }) => name).sort()).toEqual(['Luka', 'Maya K.', 'Maya T.'])
  const later = planOf(
    gridOf(`
      ${HEADER}
      Luka Petrov | Jelena Petrov | jelena@example.org
      Luka Santos | Rita Santos | rita@example.org`),
    { present: carryOut(first) },
  )
  expect(later.kids.map(({ name, standing }) => `${name} ${standing}`).sort()).toEqual([
    'Luka S. new',
    'Luka same',
    'Maya K. gone',
    'Maya T. gone',
  ])
})

describe('families are matched by a shared guardian, never by a surname', () => {
  test('the same surname is no family', () => {
    const plan = planOf(
      gridOf(`
        ${HEADER}
        Ana García | Lucía García | lucia@example.org
        Diego García | Beatriz García | beatriz@example.org`),
    )
    expect(plan.homes).toHaveLength(2)
    expect(plan.questions).toEqual([])
  })

  test('siblings with other surnames are one by their guardian', () => {
    const plan = planOf(
      gridOf(`
        ${HEADER}
        Ana Ruiz | Lucía García | lucia@example.org
        Bo Lindgren | Lucia Garcia | LUCIA@example.org`),
    )
    expect(homesOf(plan)).toEqual(['Ana and Bo’s family: Lucía / Ana, Bo'])
  })

  test('the same name and a shared phone are one guardian; the same name alone is asked', () => {
    const rows = `
        Ana Ruiz | Lucía García | | 555 010 0101
        Bo Ruiz | Lucía García | | PHONE`
    const withPhone = planOf(gridOf(`${HEADER}\n${rows.trim().replace('PHONE', '+1 555 010 0101')}`))
    expect(homesOf(withPhone)).toEqual(['Ana and Bo’s family: Lucía / Ana, Bo'])
    const without = gridOf(`${HEADER}\n${rows.trim().replace('PHONE', '')}`)
    const asked = planOf(without)
    expect(asked.questions).toMatchObject([
      { kind: 'same-guardian', row: 3, name: 'Lucía García', chosen: null },
    ])
    expect(asked.unclear).toEqual([{ row: 3, reason: 'same-guardian', about: 'Bo Ruiz' }])
    const [question] = asked.questions
    const key = question?.key ?? ''
    expect(planOf(without, { decisions: { [key]: 'same' } }).counts).toMatchObject({ homes: 1, guardians: 1 })
    expect(planOf(without, { decisions: { [key]: 'different' } }).counts).toMatchObject({
      homes: 2,
      guardians: 2,
    })
  })

  test('one address for two guardians stays with the first, and keeps them in one home', () => {
    const plan = planOf(
      gridOf(`
        ${HEADER}
        Ana Ruiz | Lucía Ruiz | home@example.org | | Pablo Ruiz | home@example.org
        Bo Ruiz | Pablo Ruiz | home@example.org`),
    )
    expect(homesOf(plan)).toEqual(['Ana and Bo’s family: Lucía, Pablo / Ana, Bo'])
    expect(plan.guardians.map(({ email }) => email)).toEqual(['home@example.org', null])
    expect(plan.notes.map(({ row, note }) => [row, note])).toContainEqual([2, 'shared-email'])
  })
})

describe('a kid of one name with other guardians is a question', () => {
  const grid = gridOf(`
      ${HEADER}
      Anya Orlova | Irina Orlova | irina@example.org
      Anya Orlova | Pavel Orlov | pavel@example.org`)
  const [question] = planOf(grid).questions
  const answered = (choice: 'two-homes' | 'one-home' | 'two-kids') =>
    planOf(grid, { decisions: { [question?.key ?? '']: choice } })

  test('until it is answered the second row waits and the first goes ahead', () => {
    const plan = planOf(grid)
    expect(question).toMatchObject({
      kind: 'same-kid',
      row: 3,
      name: 'Anya Orlova',
      guardians: ['Pavel Orlov'],
      other: { row: 2, guardians: ['Irina Orlova'] },
    })
    expect(plan.counts).toMatchObject({ kids: 1, guardians: 1, unclear: 1 })
  })

  test.each([
    ['two-homes', ['Anya’s family: Irina / Anya', 'Pavel’s family: Pavel / Anya']],
    ['one-home', ['Anya’s family: Irina, Pavel / Anya']],
    ['two-kids', ['Anya O.’s family: Irina / Anya O.', 'Pavel’s family: Pavel / Anya O.']],
  ] as const)('%s', (choice, homes) => {
    expect(homesOf(answered(choice))).toEqual(homes)
  })

  test('an answer that is none of its choices is no answer', () => {
    expect(planOf(grid, { decisions: { [question?.key ?? '']: 'same' } }).counts.unclear).toBe(1)
  })
})

test('a guardian with a new partner is asked about, so that one home does not see the other’s contacts', () => {
  const grid = gridOf(`
      ${HEADER}
      Anya Orlova | Irina Orlova | irina@example.org | | Pavel Orlov | pavel@example.org
      Boris Orlov | Pavel Orlov | pavel@example.org | | Olga Ivanova | olga@example.org`)
  const asked = planOf(grid)
  expect(asked.questions).toMatchObject([{ kind: 'home', row: 3, name: 'Olga Ivanova' }])
  const key = asked.questions[0]?.key ?? ''
  const homes = (choice: 'one-home' | 'new-home' | 'moves') =>
    homesOf(planOf(grid, { decisions: { [key]: choice } }))
  expect(homes('one-home')).toEqual(['Anya and Boris’s family: Irina, Pavel, Olga / Anya, Boris'])
  expect(homes('new-home')).toEqual([
    'Anya and Boris’s family: Irina, Pavel / Anya, Boris',
    'Boris’s family: Olga / Boris',
  ])
  expect(homes('moves')).toEqual([
    'Anya’s family: Irina / Anya',
    'Anya and Boris’s family: Pavel, Olga / Anya, Boris',
  ])
})

describe('run again', () => {
  const list = gridOf(`
      ${HEADER}
      Tessa Visser | Mara Visser | mara@example.org | 555 010 0101 | Joost Visser |
      Maya Kim | Ruth Kim | ruth@example.org
      Maya Torres | Sione Torres | sione@example.org`)
  const present = carryOut(planOf(list))

  test('with the same list it changes nothing', () => {
    const plan = planOf(list, { present })
    expect(plan.counts).toMatchObject({
      kidsBy: { new: 0, changed: 0, same: 3, gone: 0 },
      guardiansBy: { new: 0, changed: 0, same: 4, gone: 0 },
      unclear: 0,
    })
    expect(plan.homes.every(({ standing }) => standing === 'same')).toBe(true)
  })

  test('with next month’s list it updates, adds, and leaves alone who is not on it', () => {
    const plan = planOf(
      gridOf(`
        ${HEADER}
        Tessa Visser | Mara Visser | mara@example.org | 555 010 0999 | Joost Visser | joost@example.org
        Leo Visser | Mara Visser | mara@example.org
        Maya Kim | Ruth Kim | ruth@example.org`),
      { present },
    )
    expect(plan.guardians.map(({ name, standing, changes }) => [name, standing, changes])).toEqual([
      ['Mara', 'changed', ['phone']],
      ['Joost', 'changed', ['email']],
      ['Ruth', 'same', []],
      ['Sione', 'gone', []],
    ])
    expect(plan.kids.map(({ name, standing }) => `${name} ${standing}`)).toEqual([
      'Tessa same',
      'Maya K. same',
      'Maya T. gone',
      'Leo new',
    ])
    expect(plan.homes.map(({ standing }) => standing)).toEqual(['changed', 'same', 'gone'])
  })

  test('whoever is in looks after their own contacts: a list neither changes nor fills in what lets somebody in', () => {
    const inNow = (change: Partial<PresentCircle['guardians'][number]>) => ({
      ...present,
      guardians: present.guardians.map((one) =>
        one.name === 'Mara' ? { ...one, isIn: true, ...change } : one,
      ),
    })
    const again = gridOf(`
        ${HEADER}
        Tessa Visser | Mara Visser | other@example.org | 555 010 0999 | Joost Visser |`)
    const kept = planOf(again, { present: inNow({}) })
    expect(kept.guardians.find(({ name }) => name === 'Mara')).toMatchObject({
      standing: 'same',
      email: 'mara@example.org',
      phone: '555 010 0101',
    })
    expect(kept.notes.map(({ note }) => note)).toEqual(['kept-email', 'kept-phone'])
    const empty = planOf(again, { present: inNow({ email: null, phone: null }) })
    expect(empty.guardians.find(({ name }) => name === 'Mara')).toMatchObject({ email: null, phone: null })
    expect(empty.notes.map(({ note }) => note)).toEqual(['kept-email', 'kept-phone'])
  })

  test('a link that an organizer ended does not come back with a list (house rule 12)', () => {
    const [tessa] = present.kids
    const joost = present.guardians.find(({ name }) => name === 'Joost')
    const ended: PresentCircle = {
      ...present,
      kids: present.kids.map((kid) =>
        kid === tessa ? { ...kid, guardianIds: kid.guardianIds.filter((id) => id !== joost?.id) } : kid,
      ),
      ended: [{ kidId: tessa?.id ?? '', guardianId: joost?.id ?? '' }],
    }
    const plan = planOf(list, { present: ended })
    expect(plan.kids.every(({ addedRefs }) => addedRefs.length === 0)).toBe(true)
    expect(plan.notes).toEqual([{ row: 2, note: 'link-ended', about: 'Joost' }])
  })

  test('a family that left is not brought back', () => {
    const left = {
      ...present,
      guardians: present.guardians.map((one) => (one.name === 'Ruth' ? { ...one, hasLeft: true } : one)),
    }
    const plan = planOf(list, { present: left })
    expect(plan.unclear).toEqual([{ row: 3, reason: 'left', about: 'Maya Kim' }])
    expect(plan.kids.map(({ name }) => name)).not.toContain('Maya K.')
  })
})

describe('rows that say nothing usable are listed, and hold nobody else up', () => {
  test.each([
    ['| Mara Visser | mara@example.org', 'no-kid'],
    ['Tessa Visser | |', 'no-guardian'],
    ['=HYPERLINK("x") | Mara Visser | mara@example.org', 'kid-name'],
    ['4711 | Mara Visser | mara@example.org', 'kid-name'],
    [`${'x'.repeat(60)} | Mara Visser | mara@example.org`, 'kid-name'],
    ['Tessa Visser | 555 0101 | mara@example.org', 'guardian-name'],
  ])('%j: %s', (row, reason) => {
    const plan = planOf(gridOf(`${HEADER}\nZuri Kamau | Wanjiru Kamau | wanjiru@example.org\n${row}`))
    expect(plan.unclear).toMatchObject([{ row: 3, reason }])
    expect(plan.counts).toMatchObject({ kids: 1, guardians: 1, unclear: 1 })
  })

  test('an address that can’t be one is left out, and said', () => {
    const plan = planOf(gridOf(`${HEADER}\nTessa Visser | Mara Visser | mara@ | 12`))
    expect(plan.notes).toEqual([
      { row: 2, note: 'bad-email', about: 'mara@' },
      { row: 2, note: 'bad-phone', about: '12' },
    ])
    expect(plan.guardians).toMatchObject([{ email: null, phone: null }])
  })
})

test('rows that say the same again, repeated headers and empty rows are passed over', () => {
  const plan = planOf(
    gridOf(`
      Lincoln Elementary, Room 12
      |
      ${HEADER}
      Tessa Visser | Mara Visser | mara@example.org
      |
      ${HEADER}
      Tessa Visser | Mara Visser | mara@example.org
      Visser, Tessa | Mara Visser | Mara@Example.org`),
  )
  expect(plan.counts).toMatchObject({ kids: 1, guardians: 1, unclear: 0, again: 3 })
})

test('a guardian whose name is nowhere is called after the kid, until they say otherwise', () => {
  const list = gridOf(
    'Student | Parent email\nTessa Visser | mara@example.org\nLeo Visser | mara@example.org',
  )
  const plan = planOf(list)
  expect(homesOf(plan)).toEqual(['Tessa and Leo’s family: Tessa’s guardian / Tessa, Leo'])
  expect(planOf(list, { present: carryOut(plan) }).counts.guardiansBy).toMatchObject({ new: 0, same: 1 })
})

test('nothing at all is planned from nothing', () => {
  expect(planOf([])).toMatchObject({ homes: [], kids: [], guardians: [], unclear: [], questions: [] })
  expect(planOf([['']], { present: nobody }).counts.kids).toBe(0)
})
