/** Frames of the wire (core's documents/protocol.ts says what each means). Encoded once, sent to many. */
import {
  MESSAGE_AWARENESS,
  MESSAGE_REFUSED,
  MESSAGE_SYNC,
  type RefusalReason,
} from '@sidegate/core/documents/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

const SYNC_STEP_1 = 0
const SYNC_STEP_2 = 1
const SYNC_UPDATE = 2

export type ReceivedFrame =
  | { kind: 'ask'; stateVector: Uint8Array }
  /** SyncStep2 (a whole backlog) or a live update: judged alike, counted alike. */
  | { kind: 'update'; update: Uint8Array; isBacklog: boolean }
  | { kind: 'awareness'; payload: Uint8Array }

/**
 * null: not a frame that a client may send. Server-only messages have no parser here (R19); neither has
 * y-websocket's "query awareness", for a newcomer is told who is here anyway.
 */
export function readFrame(bytes: Uint8Array): ReceivedFrame | null {
  try {
    const decoder = decoding.createDecoder(bytes)
    const type = decoding.readVarUint(decoder)
    const syncType = type === MESSAGE_SYNC ? decoding.readVarUint(decoder) : null
    const payload = decoding.readVarUint8Array(decoder)
    if (decoding.hasContent(decoder)) return null
    if (type === MESSAGE_AWARENESS) return { kind: 'awareness', payload }
    if (syncType === SYNC_STEP_1) return { kind: 'ask', stateVector: payload }
    if (syncType === SYNC_STEP_2) return { kind: 'update', update: payload, isBacklog: true }
    return syncType === SYNC_UPDATE ? { kind: 'update', update: payload, isBacklog: false } : null
  } catch {
    // lib0 throws on any truncation; the caller closes the socket with a code.
    return null
  }
}

export const stateFrame = (update: Uint8Array) => syncFrame(SYNC_STEP_2, update)
export const updateFrame = (update: Uint8Array) => syncFrame(SYNC_UPDATE, update)

export function refusedFrame(reason: RefusalReason, epoch: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE_REFUSED)
    encoding.writeVarString(encoder, reason)
    encoding.writeVarUint(encoder, epoch)
  })
}

/** One person's presence, as awareness writes it: client id, clock, state. */
export interface PresenceEntry {
  client: number
  clock: number
  /** JSON; null: gone. */
  state: unknown
}

export function awarenessFrame(entries: readonly PresenceEntry[]): Uint8Array {
  const payload = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, JSON.stringify(state))
    }
  })
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE_AWARENESS)
    encoding.writeVarUint8Array(encoder, payload)
  })
}

/** null: not awareness bytes. */
export function readAwareness(payload: Uint8Array): (PresenceEntry & { bytes: number })[] | null {
  try {
    const decoder = decoding.createDecoder(payload)
    const entries: (PresenceEntry & { bytes: number })[] = []
    const count = decoding.readVarUint(decoder)
    for (let i = 0; i < count; i++) {
      const { pos } = decoder
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const state: unknown = JSON.parse(decoding.readVarString(decoder))
      entries.push({ client, clock, state, bytes: decoder.pos - pos })
    }
    return decoding.hasContent(decoder) ? null : entries
  } catch {
    // Truncated, or not JSON: the caller closes the socket.
    return null
  }
}

function syncFrame(type: number, payload: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE_SYNC)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, payload)
  })
}
