import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ideaOrder } from './idea-order.ts'

test('most liked first', () => {
  expect(ideaOrder(['a', 'b', 'c'], ['b', 'c', 'c'], 'seed')).toEqual(['c', 'b', 'a'])
})

test('likes of an idea that is gone count for nothing', () => {
  expect(ideaOrder(['a', 'b'], ['gone', 'gone', 'b'], 'seed')).toEqual(['b', 'a'])
})

test('house rule 6: the order is the same for everyone, whatever order ideas and votes come in; nobody is left out', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 12 })
  fc.assert(
    fc.property(ids, fc.array(fc.nat(11)), fc.string(), (ideas, votes, seed) => {
      const liked = votes.flatMap((at) => ideas[at] ?? [])
      const order = ideaOrder(ideas, liked, seed)
      expect([...order].sort()).toEqual([...ideas].sort())
      expect(ideaOrder([...ideas].reverse(), [...liked].reverse(), seed)).toEqual(order)
      const likes = order.map((id) => liked.filter((one) => one === id).length)
      expect(likes).toEqual([...likes].sort((a, b) => b - a))
    }),
  )
})

test('a tie says nothing about who came first: another circle draws another order', () => {
  const ideas = Array.from({ length: 12 }, (_, n) => `idea${n}`)
  const orders = new Set(['one', 'two', 'three', 'four'].map((seed) => ideaOrder(ideas, [], seed).join()))
  expect(orders.size).toBe(4)
})
