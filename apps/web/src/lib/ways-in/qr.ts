import { encode } from 'uqr'

const QUIET = 4 // modules of white around it, as the standard asks (ISO/IEC 18004)

/** A QR code as one SVG path: `size` modules wide and high, the quiet zone among them. */
export function qrPath(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET })
  const runs = data.flatMap((row, y) =>
    [
      ...row
        .map((dark) => (dark ? '1' : '0'))
        .join('')
        .matchAll(/1+/g),
    ].map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`),
  )
  return { size, path: runs.join('') }
}
