import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeWords, seamsOf } from './merge-words.ts'

describe('what was taken away comes back, what was written stays', () => {
  test.each([
    ['all of it was deleted', 'Bring shoes.\nRing twice.', '', 'Bring shoes.\nRing twice.'],
    ['nothing was there', '', 'New words', 'New words'],
    ['a sentence in the middle', 'One. Two. Three.', 'One. Three.', 'One. Two. Three.'],
    ['the beginning', 'Hello all of you', 'of you', 'Hello all of you'],
    ['the end', 'Hello all of you', 'Hello all', 'Hello all of you'],
    ['a replaced word stands beside the new one', 'Meet at five', 'Meet at six', 'Meet at five six'],
    [
      'a line deleted, another one added',
      'a b c\nd e f\ng h i',
      'a b c\ng h i\nnew line',
      'a b c\nd e f\ng h i\nnew line',
    ],
    [
      'a line that was only moved is not doubled',
      'bring good shoes\nring the bell\n',
      'ring the bell\nbring good shoes\n',
      'ring the bell\nbring good shoes\n',
    ],
    [
      'of two equal lines one was moved, one taken away',
      'go left now\ngo left now\nstay here all day long',
      'stay here all day long\ngo left now',
      'go left now\nstay here all day long\ngo left now',
    ],
    ['junk instead of all', 'Bring good shoes', 'asdf', 'Bring good shoes\nasdf'],
  ])('%s', (_, then, now, merged) => {
    expect(mergeWords(then, now)).toBe(merged)
  })
})

test.each([
  ['b b a at shoes shoes\n\nat ', 'at shoes shoes b b a a '],
  [
    'b  c c\nat five a\n\nat\n\nc b\nb\nbell b at bell a\nc b\n\nat  bell ring  ',
    'b bell b bell a c at bell c c at five a at',
  ],
  ['shoes at  at\n\nshoes\na five bell at c\nb\n\nbell ', 'a five bell at c bell shoes at at shoes c '],
])('twice is once, also where words that are alike could be matched in another way: %j', (then, now) => {
  const merged = mergeWords(then, now)
  expect(isSubsequence(wordsOf(now), wordsOf(merged))).toBe(true)
  expect(mergeWords(then, merged)).toBe(merged)
})

const word = fc.constantFrom('a', 'b', 'c', 'shoes', 'ring', 'bell', 'at', 'five')
const gap = fc.constantFrom(' ', ' ', ' ', '\n', '\n\n', '  ')
const text = fc
  .array(fc.tuple(word, gap), { maxLength: 25, size: 'max' })
  .map((pairs) => pairs.map(([w, g]) => w + g).join(''))
const wordsOf = (given: string) => given.split(/\s+/).filter(Boolean)

function isSubsequence(short: string[], long: string[]): boolean {
  let at = 0
  for (const candidate of long) if (candidate === short[at]) at++
  return at === short.length
}

const countOf = (words: string[]) => Map.groupBy(words, (w) => w)

test('whatever was done: no word is lost, none is there more often than anyone wrote it, and twice is once', () => {
  fc.assert(
    fc.property(text, text, (then, now) => {
      const merged = mergeWords(then, now)
      expect(isSubsequence(wordsOf(now), wordsOf(merged))).toBe(true)
      const [was, is, has] = [then, now, merged].map((t) => countOf(wordsOf(t)))
      for (const w of new Set([...wordsOf(then), ...wordsOf(now)])) {
        const [a, b, c] = [was, is, has].map((counts) => counts?.get(w)?.length ?? 0) as [
          number,
          number,
          number,
        ]
        expect(c).toBeGreaterThanOrEqual(Math.max(a, b))
        expect(c).toBeLessThanOrEqual(a + b)
      }
      expect(mergeWords(then, merged)).toBe(merged)
    }),
    { numRuns: 2000 },
  )
})

test('from a deletion alone exactly the text of before comes back', () => {
  const cut = fc.tuple(text, fc.nat(30), fc.nat(30))
  fc.assert(
    fc.property(cut, ([then, from, length]) => {
      const words = wordsOf(then)
      const now = words.filter((_, i) => i < from || i >= from + length).join(' ')
      expect(wordsOf(mergeWords(then, now))).toEqual(words)
    }),
  )
})

test('two texts of the largest size merge, however little they share', () => {
  const words = (seed: number) => Array.from({ length: 10_000 }, (_, i) => String((i * seed) % 10)).join(' ')
  const merged = mergeWords(words(3), words(7))
  expect(isSubsequence(wordsOf(words(3)), wordsOf(merged))).toBe(true)
  expect(isSubsequence(wordsOf(words(7)), wordsOf(merged))).toBe(true)
})

test('words that ran into each other are told apart, and no others', () => {
  const known = ['brothers are welcome too.', 'Tables, lanterns welcome']
  const text = 'brothers are welcome too.Tables, lanterns welcomed'
  expect(seamsOf(text, known)).toEqual([text.indexOf('Tables')])
  expect(seamsOf(known.join(' '), known)).toEqual([])
})

test('no word comes back that need not: the two share as much as can be, however long they are', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 60, maxLength: 150 })
  fc.assert(
    fc.property(words, words, (then, now) => {
      const merged = wordsOf(mergeWords(then.join(' '), now.join(' ')))
      expect(merged.length).toBeLessThanOrEqual(then.length + now.length - commonLength(then, now))
    }),
  )
})

/** Of the longest common subsequence, by the plain table. */
function commonLength(a: string[], b: string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const next = [0]
    for (const [j, other] of b.entries())
      next.push(word === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    row = next
  }
  return row.at(-1) ?? 0
}
