/** Edits made by hand, cheap enough for thousands a second: some letters in the notes, in place of those before. */
import { performance } from 'node:perf_hooks'
import { MESSAGE_REFUSED, MESSAGE_SAVED } from '@sidegate/core/documents/protocol'
import * as decoding from 'lib0/decoding'
import { encodeSections, string } from '../fuzz/bytes.ts'
import { backlogFrame, type Door, openWire, updateFrame, type Wire } from '../fuzz/wire.ts'

/** The `n`th edit of a client id that starts from nothing: `size` letters in place of those before. */
export function letter(client: number, n: number, size = 1): Uint8Array {
  const clock = n * size
  const before = n === 0 ? null : ([client, clock - 1] as const)
  const content = string('x'.repeat(size))
  const item = { kind: 'item' as const, content, origin: before, right: null, parent: 'notes', sub: null }
  const deletions = before ? [{ client, clock: clock - size, length: size }] : []
  return updateFrame(encodeSections([{ client, clock, structs: [item] }], deletions))
}

const NOTHING = backlogFrame(Uint8Array.of(0, 0))

export interface Typist {
  /** How long each ack took (ms). */
  waits: number[]
  sent: number
  readonly saved: number
  refused: number
  closes: number[]
  type(): void
  leave(): void
}

/** Somebody who types now and then, and notes how long the server takes to say that it is saved. */
export function createTypist(door: Door, client: number, size = 1): Typist {
  let saved = 0
  const sentAt: number[] = []
  const typist: Typist = {
    waits: [],
    sent: 0,
    get saved() {
      return saved
    },
    refused: 0,
    closes: [],
    type() {
      sentAt.push(performance.now())
      wire.send(letter(client, typist.sent++, size))
    },
    leave: () => wire.cut(),
  }
  const wire: Wire = openWire(door, [NOTHING], {
    frame(bytes) {
      if (bytes[0] === MESSAGE_REFUSED) typist.refused++
      if (bytes[0] !== MESSAGE_SAVED) return
      const decoder = decoding.createDecoder(bytes)
      decoder.pos = 1
      // The first frame said that there is nothing to bring.
      const count = decoding.readVarUint(decoder) - 1
      const now = performance.now()
      for (; saved < count; saved++) typist.waits.push(now - (sentAt[saved] as number))
    },
    closed: (code) => typist.closes.push(code),
  })
  return typist
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

export const median = (values: readonly number[]) => quantile(values, 0.5)
