/**
 * Somebody who only listens, and accounts for every byte: each update that came must be one that an honest phone
 * sent, or one of an attacker's that the server told it had saved, whole, or what normalising left of it.
 */
import { MESSAGE_AWARENESS, MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { askFrame, type Door, openWire, updateOf, type Wire } from './wire.ts'

export interface Account {
  /** Frames with an update that came. */
  relayed: number
  bytes: number
  /** Not as they were sent: a part was known already, and taken away. */
  remainders: number
  /** Updates that nobody sent, or that were refused: none, ever. */
  unaccounted: string[]
  /** Frames that a server doesn't send unasked. */
  strange: string[]
  /** People whom presence named, that this document doesn't know. */
  strangers: string[]
}

export interface Witness {
  readonly isListening: boolean
  readonly isClosed: boolean
  /** Updates heard, besides the first state. */
  readonly heard: number
  /** How many sync frames came that hold exactly this update. */
  account(sent: Iterable<Uint8Array>, refused: Iterable<Uint8Array>, people: ReadonlySet<string>): Account
  leave(): void
}

export function createWitness(door: Door): Witness {
  const updates: Uint8Array[] = []
  const shown: string[] = []
  const strange: string[] = []
  let isListening = false
  let isClosed = false
  let bytesHeard = 0
  const empty = Uint8Array.of(0)
  const wire: Wire = openWire(door, [askFrame(empty)], {
    frame(bytes) {
      bytesHeard += bytes.length
      if (bytes[0] === MESSAGE_AWARENESS) shown.push(...guardiansIn(bytes))
      else if (bytes[0] !== MESSAGE_SYNC || bytes[1] === undefined || bytes[1] > 2) strange.push(hex(bytes))
      else if (bytes[1] === 1) isListening = true
      // A first state may come in parts, which end with that.
      else if (bytes[1] === 2 && isListening) updates.push(updateOf(bytes)?.slice() ?? bytes.slice())
    },
    closed() {
      isClosed = true
    },
  })
  return {
    get isListening() {
      return isListening
    },
    get isClosed() {
      return isClosed
    },
    get heard() {
      return updates.length
    },
    account(sent, refused, people) {
      const sentList = [...sent]
      const sentByText = countByText(sentList)
      const refusedByText = countByText(refused)
      const known = createKnown(sentList)
      const takenAsWell = createKnown(without(sentList, refusedByText))
      const account: Account = {
        relayed: updates.length,
        bytes: bytesHeard,
        remainders: 0,
        unaccounted: [],
        strange,
        strangers: [...new Set(shown)].filter((guardianId) => !people.has(guardianId)),
      }
      for (const update of updates) {
        const text = textOf(update)
        const left = sentByText.get(text) ?? 0
        if (left > 0) {
          sentByText.set(text, left - 1)
          continue
        }
        const parts = partsOf(update)
        // A remainder may be, byte for byte, what somebody else was refused: a collected struct, or deletions alone.
        const isRefused =
          refusedByText.has(text) && parts !== null && parts.ends.length > 0 && !takenAsWell.has(parts)
        const isRemainder = parts !== null && !isRefused && known.has(parts)
        if (isRemainder) account.remainders++
        else account.unaccounted.push(hex(update))
      }
      return account
    },
    leave: () => wire.cut(),
  }
}

/** What is left of a list when each text was taken out as often as it is counted. */
function without(list: readonly Uint8Array[], countByText: ReadonlyMap<string, number>): Uint8Array[] {
  const left = new Map(countByText)
  return list.filter((update) => {
    const text = textOf(update)
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  })
}

interface Parts {
  /** Where each struct ends, which normalising does not change. */
  ends: string[]
  deletions: { client: number; clock: number; end: number }[]
}

/** null: bytes that nobody can read. */
function partsOf(update: Uint8Array): Parts | null {
  try {
    const { structs, ds } = Y.decodeUpdate(update)
    return {
      ends: structs.map(({ id, length }) => `${id.client}:${id.clock + length}`),
      deletions: [...ds.clients].flatMap(([client, ranges]) => joined(client, ranges)),
    }
  } catch {
    return null
  }
}

/** Ranges that touch, as one: normalising writes them so. */
function joined(client: number, ranges: { clock: number; len: number }[]): Parts['deletions'] {
  const deletions: Parts['deletions'] = []
  for (const { clock, len } of ranges.toSorted((a, b) => a.clock - b.clock)) {
    const last = deletions.at(-1)
    if (last && last.end >= clock) last.end = Math.max(last.end, clock + len)
    else deletions.push({ client, clock, end: clock + len })
  }
  return deletions
}

/** Whether all parts of an update were in updates that were sent. */
function createKnown(sent: readonly Uint8Array[]) {
  const ends = new Set<string>()
  const deletionsByClient = new Map<number, Parts['deletions']>()
  for (const update of sent) {
    const parts = partsOf(update)
    for (const end of parts?.ends ?? []) ends.add(end)
    for (const deletion of parts?.deletions ?? []) {
      const kept = deletionsByClient.get(deletion.client)
      if (kept) kept.push(deletion)
      else deletionsByClient.set(deletion.client, [deletion])
    }
  }
  return {
    has: (parts: Parts) =>
      parts.ends.every((end) => ends.has(end)) &&
      parts.deletions.every(({ client, clock, end }) =>
        deletionsByClient.get(client)?.some((range) => range.clock <= clock && range.end >= end),
      ),
  }
}

function guardiansIn(frame: Uint8Array): string[] {
  const decoder = decoding.createDecoder(frame)
  decoder.pos = 1
  const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
  return Array.from({ length: decoding.readVarUint(inner) }, () => {
    decoding.readVarUint(inner)
    decoding.readVarUint(inner)
    const state = JSON.parse(decoding.readVarString(inner)) as { who?: { guardianId?: string } } | null
    return state === null ? null : (state.who?.guardianId ?? 'nobody')
  }).filter((guardianId) => guardianId !== null)
}

function countByText(updates: Iterable<Uint8Array>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const update of updates) {
    const text = textOf(update)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').slice(0, 400)
