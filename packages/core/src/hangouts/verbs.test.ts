import { describe, expect, test } from 'vitest'
import { plan } from '../documents/plan.ts'
import { familyId, meet, type Replica, recordId, replica } from '../testing/replicas.ts'
import {
  addMoment,
  addSlot,
  claimSlot,
  editMoment,
  editSlot,
  releaseSlot,
  removeMoment,
  removeSlot,
  restoreMoment,
  restoreSlot,
} from './verbs.ts'

const brownies = recordId(1)
const tessas = familyId(2)
const zuris = familyId(3)

function lukasPlan() {
  const phone = replica(plan, 1)
  addSlot(phone.open, brownies, { title: 'Brownies, no nuts', quantity: 2, unit: 'trays' })
  return phone
}

/** Two phones of one plan that act apart, then meet. */
function apart(
  luka: Replica<typeof plan>,
  lukaActs: (phone: Replica<typeof plan>) => void,
  tessaActs: (phone: Replica<typeof plan>) => void,
) {
  const tessa = replica(plan, 2, luka.doc)
  lukaActs(luka)
  tessaActs(tessa)
  meet(luka.doc, tessa.doc)
  expect(tessa.open.read()).toEqual(luka.open.read())
  return luka.open.read()
}

describe('each verb is one tap: one update on the wire', () => {
  test('slots come at the end of the list', () => {
    const { open, sent } = lukasPlan()
    addSlot(open, recordId(2), { title: 'Chips' })
    addSlot(open, recordId(3), { title: 'Juice', kind: 'help' })
    expect(open.read().slots.map(({ title, kind }) => [title, kind])).toEqual([
      ['Brownies, no nuts', 'bring'],
      ['Chips', 'bring'],
      ['Juice', 'help'],
    ])
    expect(sent).toHaveLength(3)
  })

  test('a removed slot is put back as it was, and its claims with it', () => {
    const { open, sent } = lukasPlan()
    claimSlot(open, { slotId: brownies, familyId: tessas, quantity: 1, note: 'one tray' })
    const before = open.read()
    const slot = removeSlot(open, brownies)
    expect(open.read().slots).toEqual([])
    if (slot) restoreSlot(open, slot)
    expect(open.read()).toEqual(before)
    expect(sent).toHaveLength(4)
  })

  test('what is not there is removed without a word', () => {
    const { open, sent } = lukasPlan()
    expect([removeSlot(open, recordId(9)), removeMoment(open, recordId(9))]).toEqual([null, null])
    expect(releaseSlot(open, { slotId: brownies, familyId: zuris })).toBeNull()
    expect(sent).toHaveLength(1)
  })

  test('claiming again changes the claim; releasing tells what to claim again', () => {
    const { open } = lukasPlan()
    claimSlot(open, { slotId: brownies, familyId: tessas, quantity: 2, note: '' })
    const changed = { slotId: brownies, familyId: tessas, quantity: 1, note: 'one is all I have' }
    claimSlot(open, changed)
    expect(open.read().claims).toEqual([changed])
    expect(releaseSlot(open, changed)).toEqual(changed)
    expect(open.read().claims).toEqual([])
  })

  test('moments', () => {
    const { open } = replica(plan, 1)
    addMoment(open, recordId(1), { at: '14:00', title: 'Gate opens' })
    editMoment(open, recordId(1), { at: '14:30' })
    const moment = removeMoment(open, recordId(1))
    expect(moment).toMatchObject({ at: '14:30', title: 'Gate opens' })
    if (moment) restoreMoment(open, moment)
    expect(open.read().timeline).toEqual([moment])
  })
})

describe('two phones apart, then together', () => {
  test('two families claim the last brownies: both stand', () => {
    const { claims } = apart(
      lukasPlan(),
      ({ open }) => claimSlot(open, { slotId: brownies, familyId: zuris, quantity: 2, note: '' }),
      ({ open }) => claimSlot(open, { slotId: brownies, familyId: tessas, quantity: 2, note: '' }),
    )
    expect(claims.map((claim) => claim.familyId)).toEqual([tessas, zuris])
  })

  test('one edits the title, one the quantity: both hold', () => {
    const { slots } = apart(
      lukasPlan(),
      ({ open }) => editSlot(open, brownies, { title: 'Blondies' }),
      ({ open }) => editSlot(open, brownies, { quantity: 5 }),
    )
    expect(slots).toMatchObject([{ title: 'Blondies', quantity: 5 }])
  })

  test('removing wins over a late edit', () => {
    const { slots } = apart(
      lukasPlan(),
      ({ open }) => void removeSlot(open, brownies),
      ({ open }) => editSlot(open, brownies, { title: 'Blondies' }),
    )
    expect(slots).toEqual([])
  })

  test('a claim on a slot that goes away meanwhile waits for its return', () => {
    const luka = lukasPlan()
    let gone: ReturnType<typeof removeSlot> = null
    const { claims } = apart(
      luka,
      ({ open }) => {
        gone = removeSlot(open, brownies)
      },
      ({ open }) => claimSlot(open, { slotId: brownies, familyId: tessas, quantity: 1, note: '' }),
    )
    expect(claims).toHaveLength(1)
    if (gone) restoreSlot(luka.open, gone)
    expect(luka.open.read().slots).toMatchObject([{ id: brownies, title: 'Brownies, no nuts' }])
  })

  test('both put the removed slot back: it stands once', () => {
    const luka = lukasPlan()
    const slot = removeSlot(luka.open, brownies)
    if (!slot) throw new Error('the slot stood')
    const { slots } = apart(
      luka,
      ({ open }) => restoreSlot(open, slot),
      ({ open }) => restoreSlot(open, slot),
    )
    expect(slots).toEqual([slot])
  })

  test('both add at the end: both slots stand, in one order everywhere', () => {
    const { slots } = apart(
      lukasPlan(),
      ({ open }) => addSlot(open, recordId(2), { title: 'Chips' }),
      ({ open }) => addSlot(open, recordId(3), { title: 'Juice' }),
    )
    expect(slots.map(({ title }) => title)).toEqual(['Brownies, no nuts', 'Chips', 'Juice'])
  })
})
