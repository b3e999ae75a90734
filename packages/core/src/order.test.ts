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

describe('keys fit their field', () => {
  test('after 1,500 additions at the end, with the older ones taken away meanwhile', () => {
    let keys: string[] = []
    for (let i = 0; i < 1500; i++) keys = [...keys, orderAfter(keys)].slice(-3)
    for (const key of keys) expect(v.is(order, key)).toBe(true)
  })

  test('after 300 insertions at the very beginning', () => {
    let key = orderBetween('', null)
    for (let i = 0; i < 300; i++) key = orderBetween('', key)
    expect(v.is(order, key)).toBe(true)
  })
})

test('equal and unset neighbours still give a key that is not before them', () => {
  expect(orderBetween('V', 'V') > 'V').toBe(true)
  expect(orderBetween('', '') > '').toBe(true)
})
