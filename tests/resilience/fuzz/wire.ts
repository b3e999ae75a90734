/**
 * A WebSocket client without manners, made for many short visits: the handshake and all frames leave in one write,
 * and every byte that comes back is kept apart by frame. What the server told of each update is read off it.
 */
import { connect } from 'node:net'
import {
  MESSAGE_AWARENESS,
  MESSAGE_REFUSED,
  MESSAGE_SAVED,
  MESSAGE_SYNC,
} from '@sidegate/core/documents/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

const OP_BINARY = 2
const OP_CLOSE = 8
const OP_PING = 9
const OP_PONG = 10

export interface Door {
  port: number
  /** `plan/<id>/<epoch>` */
  path: string
  token: string
}

export interface Wire {
  send(frame: Uint8Array): void
  ping(): void
  /** Stops reading, with the line open. */
  pause(): void
  cut(): void
}

export interface WireEvents {
  frame?(bytes: Uint8Array): void
  pong?(): void
  /** Once: by the server's close frame, or 1006 where the line ended without a word. */
  closed?(code: number, reason: string): void
}

/** Opens, and sends `frames` behind the handshake without waiting for its answer. */
export function openWire({ port, path, token }: Door, frames: Uint8Array[], events: WireEvents): Wire {
  const tcp = connect({ port, host: '127.0.0.1', noDelay: true })
  tcp.write(
    Buffer.concat([
      Buffer.from(
        `GET /sync/${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
          `Authorization: Bearer ${token}\r\n\r\n`,
      ),
      ...frames.map((frame) => wrapped(OP_BINARY, frame)),
      wrapped(OP_PING, new Uint8Array()),
    ]),
  )
  let unread: Buffer = Buffer.alloc(0)
  let isOpen = false
  let isOver = false
  const end = (code: number, reason: string) => {
    if (isOver) return
    isOver = true
    tcp.destroy()
    events.closed?.(code, reason)
  }
  tcp.on('data', (data: Buffer) => {
    unread = unread.length > 0 ? Buffer.concat([unread, data]) : data
    if (!isOpen) {
      const at = unread.indexOf('\r\n\r\n')
      if (at < 0) return
      isOpen = true
      unread = unread.subarray(at + 4)
    }
    for (let next = readMessage(unread); next && !isOver; next = readMessage(unread)) {
      unread = unread.subarray(next.bytes)
      const { payload } = next
      if (next.opcode === OP_BINARY) events.frame?.(payload)
      else if (next.opcode === OP_PONG) events.pong?.()
      else if (next.opcode === OP_PING) tcp.write(wrapped(OP_PONG, payload))
      else if (next.opcode === OP_CLOSE)
        end(payload.length >= 2 ? payload.readUInt16BE() : 1005, payload.subarray(2).toString())
    }
  })
  tcp.on('error', () => end(1006, ''))
  tcp.on('close', () => end(1006, ''))
  return {
    send: (frame) => void tcp.write(wrapped(OP_BINARY, frame)),
    ping: () => void tcp.write(wrapped(OP_PING, new Uint8Array())),
    pause: () => void tcp.pause(),
    cut() {
      isOver = true
      tcp.destroy()
    },
  }
}

export interface Visit {
  /** How many of the sync frames the server took (accepted, or known already), of those in order; after a refusal at least so many. */
  saved: number
  refused: string | null
  closed: number | null
  /** The server said nothing any more within the time that any answer takes. */
  isHung: boolean
}

const ANSWER_WITHIN = 20_000

/**
 * One socket from its handshake until each frame has its answer, or no answer will come. Acks wait for the disk and a
 * refusal doesn't, so the answer to a question (`known`, a state vector) is waited for, too, and `expects` acks unless
 * there is a refusal.
 */
export function visit(
  door: Door,
  frames: Uint8Array[],
  { known = Uint8Array.of(0), expects = 0 }: { known?: Uint8Array; expects?: number } = {},
): Promise<Visit> {
  return new Promise((resolve) => {
    const told: Visit = { saved: 0, refused: null, closed: null, isHung: false }
    let isAnswered = false
    let pongs = 0
    const tryDone = () => {
      if (isAnswered && pongs > 1 && (told.refused !== null || told.saved >= expects)) done()
    }
    const done = () => {
      clearTimeout(timer)
      wire.cut()
      resolve(told)
    }
    const timer = setTimeout(() => {
      told.isHung = true
      done()
    }, ANSWER_WITHIN)
    const wire = openWire(door, [...frames, askFrame(known)], {
      frame(bytes) {
        if (bytes[0] === MESSAGE_SAVED) told.saved = decoding.readVarUint(after(bytes))
        else if (bytes[0] === MESSAGE_REFUSED) told.refused ??= decoding.readVarString(after(bytes))
        else if (bytes[0] === MESSAGE_SYNC && bytes[1] === 1 && !isAnswered) {
          isAnswered = true
          // The acks of the same commit may stand behind the answer.
          wire.ping()
        }
        tryDone()
      },
      pong() {
        // The first one answers the ping that left with the frames.
        pongs++
        tryDone()
      },
      closed(code) {
        told.closed = code
        done()
      },
    })
  })
}

/** A frame that the server counts and answers: SyncStep2 or an update. */
export function isCounted(frame: Uint8Array): boolean {
  return frame[0] === MESSAGE_SYNC && (frame[1] === 1 || frame[1] === 2)
}

/** The update inside a sync frame; null: another frame, or none. */
export function updateOf(frame: Uint8Array): Uint8Array | null {
  if (!isCounted(frame)) return null
  try {
    const decoder = decoding.createDecoder(frame)
    decoder.pos = 2
    const update = decoding.readVarUint8Array(decoder)
    return decoding.hasContent(decoder) ? null : update
  } catch {
    // A mutated length.
    return null
  }
}

export const updateFrame = (update: Uint8Array) => syncFrame(2, update)
export const backlogFrame = (update: Uint8Array) => syncFrame(1, update)
export const askFrame = (stateVector: Uint8Array) => syncFrame(0, stateVector)

export function awarenessFrame(client: number, clock: number, state: string): Uint8Array {
  const payload = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  })
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE_AWARENESS)
    encoding.writeVarUint8Array(encoder, payload)
  })
}

function syncFrame(type: number, payload: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE_SYNC)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, payload)
  })
}

function after(frame: Uint8Array): decoding.Decoder {
  const decoder = decoding.createDecoder(frame)
  decoder.pos = 1
  return decoder
}

/** Masked, as a client's must be, with a mask that changes nothing. */
function wrapped(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload
  const size = length < 126 ? 6 : length < 65_536 ? 8 : 14
  const frame = Buffer.alloc(size + length)
  frame[0] = 0x80 | opcode
  if (length < 126) frame[1] = 0x80 | length
  else if (length < 65_536) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.set(payload, size)
  return frame
}

function readMessage(data: Buffer): { opcode: number; payload: Buffer; bytes: number } | null {
  if (data.length < 2) return null
  const short = (data[1] as number) & 0x7f
  const start = short < 126 ? 2 : short === 126 ? 4 : 10
  if (data.length < start) return null
  const length = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2))
  const bytes = start + length
  if (data.length < bytes) return null
  return { opcode: (data[0] as number) & 0x0f, payload: data.subarray(start, bytes), bytes }
}
