/**
 * What one flush has for the sockets of a room. Each socket gets all of it in one write; those who sent nothing share
 * the very same bytes, and who sent something gets `saved` in their place.
 */
import type { Seat } from './seat.ts'
import { savedWire } from './wire-frames.ts'

/** What makes a socket's bytes differ from everybody else's. */
interface Own {
  /** Before anything else: a state. */
  first: Buffer | null
  /** The first frame that is news to it. */
  from: number
  /** Which frames are its own. */
  frames: number[]
  saved: number
}

export class Window {
  readonly #frames: Buffer[] = []
  readonly #ownBySeat = new Map<Seat, Own>()

  /** For everybody but `from`. */
  add(frame: Buffer, from: Seat | null) {
    if (from) this.#ownOf(from).frames.push(this.#frames.length)
    this.#frames.push(frame)
  }

  saved(seat: Seat, count: number) {
    this.#ownOf(seat).saved = count
  }

  /** A state that holds all that was added before. */
  state(seat: Seat, bytes: Buffer) {
    const own = this.#ownOf(seat)
    own.first = own.first ? Buffer.concat([own.first, bytes]) : bytes
    own.from = this.#frames.length
  }

  send(seats: Iterable<Seat>, now: number) {
    if (this.#frames.length === 0 && this.#ownBySeat.size === 0) return
    const all = this.#frames.length === 1 ? (this.#frames[0] as Buffer) : Buffer.concat(this.#frames)
    const starts = [0]
    for (const frame of this.#frames) starts.push((starts.at(-1) as number) + frame.byteLength)
    for (const seat of seats) {
      const own = this.#ownBySeat.get(seat)
      if (own) {
        const bytes = this.#bytesOf(own, seat.isSynced, all, starts)
        if (bytes) tell(seat, bytes, now)
      } else if (seat.isSynced && all.byteLength > 0) tell(seat, all, now)
    }
  }

  #bytesOf(own: Own, isSynced: boolean, all: Buffer, starts: number[]): Buffer | null {
    const parts: Buffer[] = own.first ? [own.first] : []
    const startOf = (frame: number) => starts[frame] as number
    if (isSynced) {
      let next = own.from
      for (const frame of own.frames) {
        if (frame > next) parts.push(all.subarray(startOf(next), startOf(frame)))
        next = Math.max(next, frame + 1)
      }
      if (next < this.#frames.length) parts.push(all.subarray(startOf(next)))
    }
    if (own.saved > 0) parts.push(savedWire(own.saved))
    return parts.length > 1 ? Buffer.concat(parts) : (parts[0] ?? null)
  }

  #ownOf(seat: Seat): Own {
    const known = this.#ownBySeat.get(seat)
    if (known) return known
    const own = { first: null, from: 0, frames: [], saved: 0 }
    this.#ownBySeat.set(seat, own)
    return own
  }
}

function tell(seat: Seat, bytes: Buffer, now: number) {
  seat.toldAt = now
  seat.member.send(bytes)
}
