import * as fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { order } from './documents/values.ts'
import { orderAfter, orderBetween } from './order.ts'

test('the first key, one after it, one between', () => {
  const first = orderBetween('', null)
  const last = orderAfter([first])
  const middle = orderBetween(first, last)
  expect([last, first, middle].sort()).toEqual([first, middle, last])
})

test('whatever is inserted wherever, the list keeps the order in which it was meant', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (places) => {
      const keys: string[] = []
      for (const place of places) {
        const at = place % (keys.length + 1)
        keys.splice(at, 0, orderBetween(keys[at - 1] ?? '', keys[at] ?? null))
      }
      expect([...keys].sort()).toEqual(keys)
      expect(new Set(keys).size).toBe(keys.length)
    }),
  )
})

test('two phones that insert at the same place at once both get a key between', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
      const keys = [orderAfter([])]
      for (let i = 0; i < count; i++) keys.push(orderAfter(keys))
      const [a = '', b = ''] = keys.slice(-2)
      const [mine, theirs] = [orderBetween(a, b), orderBetween(a, b)]
      expect(mine).toBe(theirs) // a tie, which readers break by id
      expect(a < mine && mine < b).toBe(true)
    }),
  )
})

describe('keys fit their field, and keep the order', () => {
  const fits = (keys: readonly string[]) => {
    expect(new Set(keys).size).toBe(keys.length)
    expect([...keys].sort()).toEqual(keys)
    for (const key of keys) expect(v.is(order, key), key).toBe(true)
  }

  test('after 20,000 additions at the end, with the older ones taken away meanwhile', () => {
    let keys: string[] = []
    for (let i = 0; i < 20_000; i++) {
      keys = [...keys, orderAfter(keys)].slice(-3)
      expect((keys.at(-1) as string) > (keys.at(-2) ?? '')).toBe(true)
    }
    fits(keys)
    expect(keys.at(-1)?.length).toBeLessThan(8)
  })

  test.each<[string, (keys: readonly string[]) => number]>([
    ['at the very beginning', () => 0],
    ['behind the first', () => 1],
    ['ahead of the last', (keys) => keys.length - 1],
    ['behind the one in the middle', (keys) => keys.indexOf('V') + 1],
    ['ahead of the one in the middle', (keys) => keys.indexOf('V')],
  ])('after 3,000 insertions %s', (_where, at) => {
    const keys = ['A', 'V', 'z']
    for (let i = 0; i < 3000; i++) {
      const place = at(keys)
      keys.splice(place, 0, orderBetween(keys[place - 1] ?? '', keys[place] ?? null))
    }
    fits(keys)
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(12)
  })

  test('wherever people insert, in runs of one direction, from whatever keys they begin', () => {
    const run = fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 60 }), isForward: fc.boolean() })
    const start = fc.uniqueArray(fc.stringMatching(/^[0-9A-Za-z]{0,5}[1-9A-Za-z]$/), { maxLength: 8 })
    fc.assert(
      fc.property(start, fc.array(run, { maxLength: 12 }), (begin, runs) => {
        const keys = begin.toSorted()
        for (const { at, length, isForward } of runs) {
          let place = at % (keys.length + 1)
          for (let i = 0; i < length; i++) {
            keys.splice(place, 0, orderBetween(keys[place - 1] ?? '', keys[place] ?? null))
            if (isForward) place++
          }
        }
        fits(keys)
      }),
    )
  })
})

test('a key as long as a field takes, at the end of a list, holds nobody up', () => {
  const longest = 'z'.repeat(64)
  expect(v.is(order, orderAfter(['V', longest]))).toBe(true)
  expect(orderAfter(['V', longest]) >= longest).toBe(true)
  expect(v.is(order, orderBetween(longest.slice(1), longest))).toBe(true)
})

test('equal and unset neighbours still give a key that is not before them', () => {
  expect(orderBetween('V', 'V') > 'V').toBe(true)
  expect(orderBetween('', '') > '').toBe(true)
})
