/**
 * Reads from an update (Yjs, version 1) how far each client's clock goes in it, without making a document of it.
 * Every edit of the benchmark moves its writer's clock by exactly one, so that edits are counted by what they say,
 * however many of them a server has merged into one update, and however many frames it has put into one write.
 */
const DELETED = 1
const STRING = 4
const SKIP = 10
const HAS_RIGHT_ORIGIN = 64
const HAS_ORIGIN = 128

let bytes: Uint8Array = new Uint8Array()
let at = 0

export function readVarUint(): number {
  let value = 0
  let factor = 1
  for (;;) {
    const byte = bytes[at++] as number
    value += (byte & 127) * factor
    if (byte < 128) return value
    factor *= 128
  }
}

/** Where readVarUint reads next. */
export function startAt(source: Uint8Array, position: number) {
  bytes = source
  at = position
}
export const position = () => at
export function skip(length: number) {
  at += length
}

/** Tells each client of the update that starts here, and the clock after its last struct. */
export function scanUpdate(saw: (client: number, end: number) => void) {
  for (let clients = readVarUint(); clients > 0; clients--) {
    let structs = readVarUint()
    const client = readVarUint()
    let clock = readVarUint()
    for (; structs > 0; structs--) {
      const info = bytes[at++] as number
      const kind = info & 31
      if (kind === 0 || kind === SKIP) {
        const length = readVarUint()
        if (kind === SKIP) throw new Error('an update with a gap in it')
        clock += length
        continue
      }
      const hasOrigin = (info & HAS_ORIGIN) !== 0
      const hasRightOrigin = (info & HAS_RIGHT_ORIGIN) !== 0
      if (hasOrigin) skipId()
      if (hasRightOrigin) skipId()
      if (!hasOrigin && !hasRightOrigin) {
        if (readVarUint() === 1) skip(readVarUint())
        else skipId()
      }
      if (kind === DELETED) clock += readVarUint()
      else if (kind === STRING) {
        // Letters of one byte each, so one clock a byte.
        const length = readVarUint()
        skip(length)
        clock += length
      } else throw new Error(`content ${kind} is not of the benchmark's text`)
    }
    saw(client, clock)
  }
}

function skipId() {
  readVarUint()
  readVarUint()
}
