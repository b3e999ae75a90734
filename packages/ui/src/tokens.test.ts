import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const lanterns = ['marigold', 'coral', 'teal', 'plum', 'sky']
const AA = 4.5
const AAA = 7
const CONTROL = 3 // WCAG 2.2, 1.4.11: what shows where a control is

/** Text on its ground, and the least contrast that it must have. */
const pairs: [text: string, ground: string, least: number][] = [
  ['ink', 'paper', AAA],
  ['ink', 'card', AAA],
  ['ink', 'sunk', AAA],
  ['ink-2', 'paper', AA],
  ['ink-2', 'card', AA],
  ['ink-2', 'sunk', AA],
  ['on-dusk', 'dusk', AAA],
  ['on-dusk', 'dusk-2', AAA],
  ['on-dusk-2', 'dusk', AA],
  ['on-dusk-2', 'dusk-2', AA],
  ['on-main', 'main', AAA],
  ['on-main', 'main-2', AAA],
  ['edge', 'paper', CONTROL],
  ['edge', 'card', CONTROL],
  ['edge', 'sunk', CONTROL],
  ['live', 'card', CONTROL],
  ['live', 'paper', CONTROL],
  ['marigold', 'dusk', CONTROL],
  ...lanterns.flatMap((hue): [string, string, number][] => [
    [`on-${hue}`, hue, AA],
    [`on-${hue}-wash`, `${hue}-wash`, AA],
    [`${hue}-ink`, 'paper', AA],
    [`${hue}-ink`, 'card', AA],
  ]),
]

test.each(['light', 'dark'] as const)('every text on its ground reaches AA, body text AAA (%s)', (theme) => {
  const colours = coloursOf(theme)
  const tooFaint = pairs
    .map(([text, ground, least]) => ({ text, ground, least, is: contrast(colours[text], colours[ground]) }))
    .filter((pair) => !(pair.is >= pair.least)) // a name that is missing gives NaN: caught too
  expect(tooFaint).toEqual([])
})

test('every colour that is written on has a pair above', () => {
  const named = new Set<string | number>(pairs.flat())
  const unproven = Object.keys(coloursOf('light')).filter((name) => !named.has(name))
  expect(unproven).toEqual(['line', 'coral-glow', 'teal-glow'])
})

/** The hex colours of one theme by name; translucent ones (shadows, the veil) carry no text. */
function coloursOf(theme: 'light' | 'dark'): Record<string, string> {
  const root = css.slice(0, css.indexOf('@media'))
  const found = root.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)
  return Object.fromEntries(
    [...found].map(([, name, light, dark]) => [name, theme === 'light' ? light : dark]),
  )
}

/** WCAG 2.2 contrast ratio of two hex colours, 1 to 21. */
function contrast(a = '', b = ''): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
