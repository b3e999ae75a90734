import { encode } from 'uqr'

// The quiet zone that ISO/IEC 18004 asks for, in modules.
export const QUIET = 4

/**
 * A QR code as one SVG path: error correction M (15 % may be smudged), a quiet zone of four modules around it.
 * `size` is the side of the picture, `path` the dark modules in it, both in modules.
 */
export function qrCode(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET })
  return { size, path: data.map(rowToPath).join('') }
}

/** Neighbouring dark modules of a row are one bar, so that no hairline shows between them on paper. */
function rowToPath(row: boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    const from = x
    while (row[x]) x++
    if (x > from) path += `M${from} ${y}h${x - from}v1h${from - x}z`
  }
  return path
}
