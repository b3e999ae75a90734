/**
 * The way out to one socket. Finished frames go to the stream beneath ws in one write; perMessageDeflate is off, so
 * what ws writes itself (pings, closes) is written at once, too, and whole frames never mix. Whoever reads slowly
 * has what was sent since in a list of references to shared bytes, up to a bound (R20).
 */
import type { Duplex } from 'node:stream'

export class Wire {
  readonly #stream: Duplex
  readonly #limit: number
  /** What the stream is not given before it has drained. */
  #held: Buffer[] | null = null
  #heldBytes = 0

  constructor(stream: Duplex, limit: number) {
    this.#stream = stream
    this.#limit = limit
  }

  /** false: too much waits for this reader. */
  write(bytes: Buffer): boolean {
    if (this.#held) {
      if (this.#stream.writableLength + this.#heldBytes > this.#limit) {
        this.#held = []
        return false
      }
      this.#held.push(bytes)
      this.#heldBytes += bytes.byteLength
    } else if (!this.#stream.write(bytes)) {
      this.#held = []
      this.#stream.once('drain', () => this.#release())
    }
    return true
  }

  #release() {
    const held = this.#held ?? []
    this.#held = null
    this.#heldBytes = 0
    if (this.#stream.writableEnded) return
    this.#stream.cork()
    for (const bytes of held) this.write(bytes)
    this.#stream.uncork()
  }
}
