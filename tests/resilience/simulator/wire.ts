/** The client's side of the wire: y-websocket's frames, and the two messages that the server adds. */
import './randomness.ts'
import { MESSAGE_AWARENESS, MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

const KINDS = ['ask', 'state', 'update'] as const
export type SyncKind = (typeof KINDS)[number]

export function syncFrame(kind: SyncKind, payload: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE_SYNC)
    encoding.writeVarUint(encoder, KINDS.indexOf(kind))
    encoding.writeVarUint8Array(encoder, payload)
  })
}

/** Also of an awareness frame, whose payload stands in the same place. */
export function readSync(frame: Uint8Array): { kind: SyncKind; payload: Uint8Array } {
  const decoder = decoding.createDecoder(frame)
  const type = decoding.readVarUint(decoder)
  const kind = KINDS[type === MESSAGE_SYNC ? decoding.readVarUint(decoder) : 0] ?? 'update'
  return { kind, payload: decoding.readVarUint8Array(decoder) }
}

export function readCount(frame: Uint8Array): number {
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  return decoding.readVarUint(decoder)
}

export function readRefusal(frame: Uint8Array): { reason: string; epoch: number } {
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  return { reason: decoding.readVarString(decoder), epoch: decoding.readVarUint(decoder) }
}

/** Presence of one client id; a `state` of null says goodbye. */
export function presenceFrame(client: number, clock: number, state: unknown): Uint8Array {
  const payload = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, JSON.stringify(state))
  })
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE_AWARENESS)
    encoding.writeVarUint8Array(encoder, payload)
  })
}
