/**
 * A WebSocket client that costs next to nothing: a TCP socket, a mask of zeros (which leaves the bytes as they are),
 * and frames read where they lie. Thousands fit in one process, so that the load is never what is measured.
 */
import { connect, type Socket } from 'node:net'

export interface LightSocketOptions {
  port: number
  path: string
  headers: Record<string, string>
  onOpen(): void
  /** One binary message, `bytes[from, to)`: valid during the call only. */
  onMessage(bytes: Uint8Array, from: number, to: number): void
  onClose(code: number): void
}

const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10
const HEADERS_END = Buffer.from('\r\n\r\n')
const READ_BUFFER = Buffer.alloc(256 * 1024)

export class LightSocket {
  readonly #socket: Socket
  readonly #options: LightSocketOptions
  #isOpen = false
  #closeCode = 1006
  /** What has come of a frame that isn't whole yet: `#rest[0, #restLength)`. */
  #rest = Buffer.alloc(0)
  #restLength = 0

  constructor(options: LightSocketOptions) {
    this.#options = options
    const { port, path, headers } = options
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      // One buffer for all sockets: each chunk is read whole before the next comes.
      onread: {
        buffer: READ_BUFFER,
        callback: (length) => {
          this.#take(length)
          return true
        },
      },
    })
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => options.onClose(this.#closeCode))
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2lkZWdhdGUtYmVuY2gtMQ==\r\n${lines.join('')}\r\n`,
    )
  }

  /** A whole frame, as maskedFrame makes it. */
  send(frame: Uint8Array) {
    this.#socket.write(frame)
  }

  /** Goes without a word, as a phone does. */
  end() {
    this.#socket.destroy()
  }

  #take(length: number) {
    let bytes: Buffer = READ_BUFFER
    let to = length
    if (this.#restLength > 0) {
      this.#keep(READ_BUFFER, 0, length)
      bytes = this.#rest
      to = this.#restLength
    }
    const from = this.#isOpen ? this.#read(bytes, 0, to) : this.#readHandshake(bytes, to)
    if (bytes === this.#rest) {
      if (from > 0) {
        this.#rest.copyWithin(0, from, to)
        this.#restLength = to - from
      }
    } else if (from < to) this.#keep(bytes, from, to)
  }

  #keep(bytes: Buffer, from: number, to: number) {
    const length = this.#restLength + to - from
    if (length > this.#rest.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.#rest.length))
      this.#rest.copy(larger, 0, 0, this.#restLength)
      this.#rest = larger
    }
    bytes.copy(this.#rest, this.#restLength, from, to)
    this.#restLength = length
  }

  #readHandshake(bytes: Buffer, to: number): number {
    const end = bytes.subarray(0, to).indexOf(HEADERS_END)
    if (end < 0) return 0
    const status = bytes.toString('latin1', 0, bytes.indexOf('\r'))
    if (!status.includes(' 101 ')) throw new Error(`no WebSocket at ${this.#options.path}: ${status}`)
    this.#isOpen = true
    this.#options.onOpen()
    return this.#read(bytes, end + HEADERS_END.length, to)
  }

  /** Reads the whole frames; returns where the first one begins that isn't whole. */
  #read(bytes: Buffer, start: number, to: number): number {
    let at = start
    while (to - at >= 2) {
      const opcode = (bytes[at] as number) & 15
      let length = (bytes[at + 1] as number) & 127
      let body = at + 2
      if (length === 126) {
        if (to - body < 2) return at
        length = bytes.readUInt16BE(body)
        body += 2
      } else if (length === 127) {
        if (to - body < 8) return at
        length = bytes.readUInt32BE(body + 4)
        body += 8
      }
      if (to - body < length) return at
      at = body + length
      if (opcode === BINARY) this.#options.onMessage(bytes, body, at)
      else if (opcode === PING) this.send(maskedFrame(bytes.subarray(body, at), PONG))
      else if (opcode === CLOSE) {
        this.#closeCode = length >= 2 ? bytes.readUInt16BE(body) : 1005
        this.#socket.end()
      } else if (opcode !== PONG) throw new Error(`opcode ${opcode} is not for us`)
    }
    return at
  }
}

/** One message of a client as it goes over the wire; a mask of zeros is a mask. */
export function maskedFrame(payload: Uint8Array, opcode = BINARY): Uint8Array {
  const { length } = payload
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.alloc(size + 4 + length)
  frame[0] = 128 | opcode
  if (size === 2) frame[1] = 128 | length
  else if (size === 4) {
    frame[1] = 128 | 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 128 | 127
    frame.writeUInt32BE(length, 6)
  }
  frame.set(payload, size + 4)
  return frame
}
