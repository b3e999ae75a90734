/**
 * Yjs' decoder of updates, with a short way for short strings. Most edits are a letter or a word, and for those a call of
 * TextDecoder takes longer than all the rest of the reading.
 */
import * as Y from 'yjs'

const SHORT = 32
/** From here on a byte is part of something longer: of a letter, or of a length. */
const MULTIBYTE = 128

export class QuickDecoder extends Y.UpdateDecoderV1 {
  override readString(): string {
    const { arr, pos } = this.restDecoder
    const length = arr[pos] ?? MULTIBYTE
    const end = pos + 1 + length
    if (length > SHORT || end > arr.length) return super.readString()
    let text = ''
    for (let at = pos + 1; at < end; at++) {
      const byte = arr[at] as number
      if (byte >= MULTIBYTE) return super.readString()
      text += String.fromCharCode(byte)
    }
    this.restDecoder.pos = end
    return text
  }
}
