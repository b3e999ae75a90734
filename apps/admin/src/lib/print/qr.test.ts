/** What we print is read by a reader of other people's making. */
import decodeQR from 'qr/decode.js'
import { expect, test } from 'vitest'
import { QUIET, qrCode } from './qr.ts'

const token = 'aZ09_-'.repeat(8).slice(0, 43)
const links = [
  `http://127.0.0.1:8080/l/${token}`,
  `https://hangouts.lincoln-elementary-pta.example.org/l/${token}`,
  `https://hangouts.lincoln-elementary-pta.example.org/join/${token}`,
]

test.each(links)('a reader of other people’s making reads the link: %s', (link) => {
  expect(decodeQR(draw(qrCode(link)))).toBe(link)
})

test('around the code four modules stay white on each side, and its corners stand where a reader looks', () => {
  const { size, path } = qrCode(links[1] ?? '')
  const dark = modulesOf({ size, path })
  for (let i = 0; i < size; i++)
    for (let edge = 0; edge < QUIET; edge++)
      for (const [x, y] of [
        [i, edge],
        [i, size - 1 - edge],
        [edge, i],
        [size - 1 - edge, i],
      ] as const)
        expect(dark.has(y * size + x)).toBe(false)
  for (const [x, y] of [
    [QUIET, QUIET],
    [size - QUIET - 7, QUIET],
    [QUIET, size - QUIET - 7],
  ] as const)
    for (let i = 0; i < 7; i++) expect(dark.has(y * size + x + i)).toBe(true)
})

test('a smudge in its middle does not keep it from being read', () => {
  const link = links[0] ?? ''
  const picture = draw(qrCode(link))
  const side = picture.width
  // A thumb of dirt in the middle of the data, a tenth of each side.
  for (let y = Math.floor(side * 0.5); y < side * 0.6; y++)
    for (let x = Math.floor(side * 0.5); x < side * 0.6; x++) picture.data.set([0, 0, 0], (y * side + x) * 4)
  expect(decodeQR(picture)).toBe(link)
})

/** The modules that the path covers, by `y * size + x`. */
function modulesOf({ size, path }: ReturnType<typeof qrCode>): Set<number> {
  const dark = new Set<number>()
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let i = 0; i < Number(width); i++) dark.add(Number(y) * size + Number(x) + i)
  return dark
}

/** As a screen draws it: 6 px a module. */
function draw(code: ReturnType<typeof qrCode>) {
  const PX = 6
  const dark = modulesOf(code)
  const width = code.size * PX
  const data = new Uint8Array(width * width * 4).fill(255)
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++)
      if (dark.has(Math.floor(y / PX) * code.size + Math.floor(x / PX)))
        data.set([0, 0, 0], (y * width + x) * 4)
  return { width, height: width, data }
}
