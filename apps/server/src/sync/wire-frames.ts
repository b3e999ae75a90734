/**
 * WebSocket frames as they go over the wire. What a server sends is not masked, so a frame's bytes are the same for
 * everybody: they are made once, and several of them leave in one write.
 */
import { MESSAGE_SAVED, MESSAGE_SYNC, type RefusalReason } from '@sidegate/core/documents/protocol'
import { refusedFrame } from './frames.ts'

const FINAL_BINARY = 0x82
/** From this length on, a header has two more bytes; from the next one on, eight. */
const LONG = 126
const LONGER = 65_536

export const SYNC_ASK = 0
export const SYNC_STATE = 1
export const SYNC_UPDATE = 2

/** The one frame of a message. */
export function wireFrame(message: Uint8Array): Buffer {
  const start = headerLength(message.byteLength)
  const frame = Buffer.allocUnsafe(start + message.byteLength)
  writeHeader(frame, message.byteLength)
  frame.set(message, start)
  return frame
}

/** The frame of a sync message around a state vector or an update. */
export function syncWire(type: 0 | 1 | 2, payload: Uint8Array, allocate = Buffer.allocUnsafe): Buffer {
  const lengthBytes = varUintLength(payload.byteLength)
  const message = 2 + lengthBytes + payload.byteLength
  const start = headerLength(message)
  const frame = allocate(start + message)
  writeHeader(frame, message)
  frame[start] = MESSAGE_SYNC
  frame[start + 1] = type
  writeVarUint(frame, start + 2, payload.byteLength)
  frame.set(payload, start + 2 + lengthBytes)
  return frame
}

/** The update in a frame that syncWire made; a view, not a copy. */
export function updateOf(frame: Buffer): Uint8Array {
  let at = headerOf(frame, 0).start + 2
  while ((frame[at++] as number) > 127);
  return frame.subarray(at)
}

/** The same frame as a message of another type. */
export function retyped(frame: Buffer, type: 1 | 2): Buffer {
  const copy = Buffer.from(frame)
  copy[headerOf(frame, 0).start + 1] = type
  return copy
}

export function savedWire(count: number): Buffer {
  const length = 1 + varUintLength(count)
  const frame = Buffer.allocUnsafe(2 + length)
  writeHeader(frame, length)
  frame[2] = MESSAGE_SAVED
  writeVarUint(frame, 3, count)
  return frame
}

export const refusedWire = (reason: RefusalReason, epoch: number) => wireFrame(refusedFrame(reason, epoch))

/** The messages in bytes that a server sends: for who reads them without a socket. */
export function splitFrames(bytes: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = []
  for (let at = 0; at < bytes.byteLength; ) {
    const { start, length } = headerOf(bytes, at)
    messages.push(bytes.subarray(start, start + length))
    at = start + length
  }
  return messages
}

function headerLength(length: number): number {
  return length < LONG ? 2 : length < LONGER ? 4 : 10
}

function writeHeader(frame: Buffer, length: number) {
  frame[0] = FINAL_BINARY
  if (length < LONG) frame[1] = length
  else if (length < LONGER) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeUInt32BE(0, 2)
    frame.writeUInt32BE(length, 6)
  }
}

function headerOf(bytes: Uint8Array, at: number): { start: number; length: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  const short = view.getUint8(1)
  if (short < LONG) return { start: at + 2, length: short }
  return short === 126
    ? { start: at + 4, length: view.getUint16(2) }
    : { start: at + 10, length: view.getUint32(6) }
}

function varUintLength(value: number): number {
  let length = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++
  return length
}

function writeVarUint(bytes: Uint8Array, at: number, value: number) {
  let rest = value
  let to = at
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[to++] = 128 | (rest % 128)
  bytes[to] = rest
}
