import { expect, test } from 'vitest'
import { formatAddress, parseAddress } from './address.ts'

const han = `han_${'a'.repeat(22)}`
const cir = `cir_${'b'.repeat(22)}`

test.each([`plan/${han}/1`, `play/${han}/12`, `board/${cir}/999999999`])(
  '%s reads and writes the same',
  (text) => {
    const address = parseAddress(text)
    expect(address && formatAddress(address)).toBe(text)
  },
)

test.each([
  '',
  'plan',
  `plan/${han}`,
  `plan/${han}/0`,
  `plan/${han}/01`,
  `plan/${han}/-1`,
  `plan/${han}/1.5`,
  `plan/${han}/1e3`,
  `plan/${han}/1234567890`,
  `plan/${han}/1/`,
  `/plan/${han}/1`,
  `plan/${han}/1\n`,
  `plan/${cir}/1`,
  `board/${han}/1`,
  `wish/${han}/1`,
  `plan/han_${'a'.repeat(21)}/1`,
  `plan/han_${'a'.repeat(21)}%/1`,
  `plan/../${han}/1`,
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeNull()
})
