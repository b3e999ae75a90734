import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  applySplice,
  type Delta,
  fitSplice,
  moveCaret,
  moveIndex,
  moveSplice,
  spliceBetween,
  spliceToDelta,
} from './text-splice.ts'

/** Few letters, so that equal neighbours are common; emoji that share a high surrogate. */
const words = fc
  .array(fc.constantFrom('a', 'b', '\n', '🧁', '🧃', '🪅'), { maxLength: 12 })
  .map((units) => units.join(''))

test('equal texts need no splice', () => {
  expect(spliceBetween('chips', 'chips')).toBe(null)
})

test.each([
  [
    'one letter typed among equal ones stands where the caret is',
    'aaa',
    'aaaa',
    2,
    { at: 1, remove: 0, insert: 'a' },
  ],
  ['one letter taken among equal ones too', 'aaa', 'aa', 1, { at: 1, remove: 1, insert: '' }],
  ['a word replaced', 'fruit kebabs', 'fruit salad', 11, { at: 6, remove: 6, insert: 'salad' }],
  ['a cupcake that becomes a juice box is replaced whole', '🧁', '🧃', 2, { at: 0, remove: 2, insert: '🧃' }],
] as const)('%s', (_, before, after, caret, splice) => {
  expect(spliceBetween(before, after, caret)).toEqual(splice)
})

test('a splice leads from one text to the other and never cuts an emoji', () => {
  fc.assert(
    fc.property(words, words, fc.nat(24), (before, after, caret) => {
      const splice = spliceBetween(before, after, Math.min(caret, after.length))
      if (!splice) {
        expect(before).toBe(after)
        return
      }
      expect(applySplice(before, splice)).toBe(after)
      expect(splice.insert.isWellFormed()).toBe(true)
      expect(before.slice(0, splice.at).isWellFormed()).toBe(true)
      expect(before.slice(splice.at + splice.remove).isWellFormed()).toBe(true)
    }),
  )
})

test('typing one run of letters is found exactly, given the caret', () => {
  fc.assert(
    fc.property(words, words, fc.nat(24), (before, typed, at) => {
      fc.pre(typed.length > 0 && before.slice(0, at).isWellFormed())
      const from = Math.min(at, before.length)
      const after = applySplice(before, { at: from, remove: 0, insert: typed })
      const splice = spliceBetween(before, after, from + typed.length)
      expect(splice?.remove).toBe(0)
      expect(splice?.insert.length).toBe(typed.length)
    }),
  )
})

test('an insertion is shortened to the limit and keeps its emoji whole', () => {
  expect(fitSplice({ at: 0, remove: 0, insert: 'ab🧁' }, 2, 5)).toEqual({ at: 0, remove: 0, insert: 'ab' })
  expect(fitSplice({ at: 0, remove: 2, insert: 'abc' }, 5, 5)).toEqual({ at: 0, remove: 2, insert: 'ab' })
  expect(fitSplice({ at: 0, remove: 0, insert: 'abc' }, 9, 5)).toEqual({ at: 0, remove: 0, insert: '' })
})

test.each([
  ['before the caret pushes it on', 5, [{ retain: 1 }, { insert: 'xy' }], 7],
  ['at the caret stays behind it', 5, [{ retain: 5 }, { insert: 'xy' }], 5],
  ['after the caret leaves it', 5, [{ retain: 6 }, { insert: 'xy' }], 5],
  ['removed before the caret pulls it back', 5, [{ retain: 1 }, { delete: 2 }], 3],
  ['removed around the caret leaves it at the gap', 5, [{ retain: 3 }, { delete: 9 }], 3],
] satisfies [string, number, Delta, number][])("others' text %s", (_, caret, delta, moved) => {
  expect(moveIndex(caret, delta)).toBe(moved)
})

/** One change by somebody else: a splice, in the words of Yjs. */
const remote = (text: string) =>
  fc.tuple(fc.nat(text.length), fc.nat(4), fc.constantFrom('', 'x', 'xyz')).map(([at, remove, insert]) => {
    const count = Math.min(remove, text.length - at)
    return {
      delta: spliceToDelta({ at, remove: count, insert }),
      text: applySplice(text, { at, remove: count, insert }),
    }
  })

test("a splice moved past others' changes lies within their text and keeps its own words", () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom('fruit kebabs', 'abc', '')
        .chain((text) => fc.tuple(fc.constant(text), remote(text), fc.nat(12), fc.nat(6))),
      ([text, other, at, remove]) => {
        const start = Math.min(at, text.length)
        const splice = { at: start, remove: Math.min(remove, text.length - start), insert: 'mine' }
        const moved = moveSplice(splice, [other.delta])
        expect(moved.at).toBeGreaterThanOrEqual(0)
        expect(moved.at + moved.remove).toBeLessThanOrEqual(other.text.length)
        expect(applySplice(other.text, moved)).toContain('mine')
      },
    ),
  )
})

test('the caret stays behind what one typed, also when the whole text comes in at the same spot', () => {
  // Typed into a field before its content had arrived.
  const made = { at: 0, remove: 0, insert: 'From the hos' }
  const deltas = [[{ insert: 'Parking is easiest on the church side.' }]]
  const put = moveSplice(made, deltas)
  expect(put.at).toBe(0)
  expect(moveCaret(12, { made, put, deltas })).toBe(12)
})

test('the caret stands beside the same letters, wherever others write meanwhile', () => {
  fc.assert(
    fc.property(words, words, fc.nat(12), fc.nat(12), fc.nat(12), (before, insert, a, b, c) => {
      const at = Math.min(a, before.length)
      const made = { at, remove: 0, insert }
      const others = Math.min(b, before.length)
      const deltas = [[{ retain: others }, { insert: 'XYZ' }]]
      const put = moveSplice(made, deltas)
      const mine = applySplice(before, made)
      const merged = applySplice(applySplice(before, { at: others, remove: 0, insert: 'XYZ' }), put)
      const caret = Math.min(c, mine.length)
      const after = moveCaret(caret, { made, put, deltas })
      // Everything of one's own that stood before the caret still does, and nothing more.
      expect(merged.slice(0, after).replace('XYZ', '')).toBe(mine.slice(0, caret))
    }),
  )
})
