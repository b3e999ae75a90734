import { expect, test } from 'vitest'
import { hueOf, initials } from './hue.ts'

test('a face keeps its colour for ever', () => {
  expect(hueOf('kid_0000000000000000000001')).toBe(hueOf('kid_0000000000000000000001'))
  expect(['a', 'b', 'c'].map(hueOf)).toMatchInlineSnapshot(`
    [
      "coral",
      "marigold",
      "sky",
    ]
  `)
})

test('colours spread evenly over ids that differ in one letter', () => {
  const counts = new Map<string, number>()
  for (let i = 0; i < 5000; i++) {
    const hue = hueOf(`kid_${String(i).padStart(22, '0')}`)
    counts.set(hue, (counts.get(hue) ?? 0) + 1)
  }
  expect(counts.size).toBe(5)
  for (const count of counts.values()) expect(count).toBeGreaterThan(800)
})

test('initials come from the first two words, else from the first two letters', () => {
  expect(['Luka', 'Zuri Mwangi', 'Ángel', 'J', "Luka's family", '', '李小龙'].map(initials)).toEqual([
    'LU',
    'ZM',
    'ÁN',
    'J',
    'LF',
    '',
    '李小',
  ])
})
