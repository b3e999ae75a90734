import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Claim, Slot } from '../documents/plan.ts'
import { familyId, recordId } from '../testing/replicas.ts'
import { slotStanding, slotsTaken } from './slot-standing.ts'

const slot = (n: number, quantity: number): Slot => ({
  id: recordId(n),
  kind: 'bring',
  title: 'Brownies',
  quantity,
  unit: 'trays',
  order: '',
  note: '',
})
const claim = (n: number, family: number, quantity: number): Claim => ({
  slotId: recordId(n),
  familyId: familyId(family),
  quantity,
  note: '',
})

describe('how a slot stands', () => {
  test.each([
    ['nobody yet', [], { taken: 0, missing: 2, surplus: 0 }],
    ['half', [claim(1, 1, 1)], { taken: 1, missing: 1, surplus: 0 }],
    ['all', [claim(1, 1, 1), claim(1, 2, 1)], { taken: 2, missing: 0, surplus: 0 }],
    [
      'two at the same moment: a surplus, no error',
      [claim(1, 1, 2), claim(1, 2, 2)],
      { taken: 4, missing: 0, surplus: 2 },
    ],
    ['claims of another slot', [claim(2, 1, 2)], { taken: 0, missing: 2, surplus: 0 }],
  ])('%s', (_title, claims, standing) => {
    expect(slotStanding(slot(1, 2), claims)).toMatchObject({ needed: 2, ...standing })
  })

  test('what is taken and missing, less the surplus, is what is needed; the order of claims does not matter', () => {
    const claims = fc.array(
      fc.record({ slot: fc.nat(2), family: fc.nat(9), quantity: fc.integer({ min: 1, max: 99 }) }),
    )
    fc.assert(
      fc.property(claims, fc.integer({ min: 1, max: 99 }), (made, quantity) => {
        const all = made.map((one) => claim(one.slot, one.family, one.quantity))
        const standing = slotStanding(slot(1, quantity), all)
        expect(standing.taken + standing.missing - standing.surplus).toBe(quantity)
        expect(Math.min(standing.missing, standing.surplus)).toBe(0)
        const { claims: _, ...numbers } = slotStanding(slot(1, quantity), [...all].reverse())
        expect(standing).toMatchObject(numbers)
      }),
    )
  })
})

test('how many slots of a list are covered', () => {
  const slots = [slot(1, 2), slot(2, 1), slot(3, 4)]
  expect(slotsTaken(slots, [claim(1, 1, 1), claim(2, 1, 1), claim(3, 1, 9)])).toEqual({ covered: 2, all: 3 })
})
