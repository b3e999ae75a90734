/**
 * The network of a run: each connection has two lanes, in order within themselves and in no order towards others. A
 * lane is slow, held up (the other end looks alive), or cut: some of what was under way still arrives, the rest never.
 */
import type { Random } from './randomness.ts'
import type { Time } from './time.ts'

export interface End {
  opened(): void
  received(frame: Uint8Array): void
  /** The other end, or the network, closed it. Called once at most. */
  closed(code: number, reason: string): void
}

type Parcel = { open: true } | { frame: Uint8Array } | { code: number; reason: string } | 'ping' | 'pong'

/** What a phone's network is like just now. */
export interface Weather {
  /** No connection can be made, and those that stood are cut. */
  isOff: boolean
  /** Bytes go in and don't come out. */
  isUpHeld: boolean
  isDownHeld: boolean
}

const ABNORMAL = 1006

class Lane {
  readonly #time: Time
  readonly #random: Random
  readonly #slowness: number
  readonly #deliver: (parcel: Parcel) => void
  readonly #isHeld: () => boolean
  readonly #underWay: Parcel[] = []
  #lastAt = 0
  /** Would be there, if the lane were not held up. */
  #due = 0
  #isOver = false
  #isMute = false

  constructor(
    time: Time,
    random: Random,
    slowness: number,
    isHeld: () => boolean,
    deliver: (parcel: Parcel) => void,
  ) {
    this.#time = time
    this.#random = random
    this.#slowness = slowness
    this.#isHeld = isHeld
    this.#deliver = deliver
  }

  get isIdle(): boolean {
    return this.#isOver || this.#underWay.length === 0
  }

  get bytes(): number {
    return this.#underWay.reduce(
      (sum, parcel) => sum + (typeof parcel === 'object' && 'frame' in parcel ? parcel.frame.byteLength : 0),
      0,
    )
  }

  send(parcel: Parcel) {
    if (this.#isOver || this.#isMute) return
    this.#underWay.push(parcel)
    this.#lastAt = Math.max(this.#lastAt, this.#time.now() + this.#random.below(this.#slowness + 1))
    this.#time.after(this.#lastAt - this.#time.now(), () => {
      this.#due++
      this.release()
    })
  }

  release() {
    while (this.#due > 0 && !this.#isHeld()) {
      this.#due--
      const parcel = this.#underWay.shift()
      if (!parcel) return
      this.#deliver(parcel)
    }
  }

  /** A part of what is under way still arrives, then the end does. */
  cut() {
    this.#lose()
    this.send({ code: ABNORMAL, reason: '' })
  }

  /** A part of what is under way still arrives, and nobody at the other end is told that it was all. */
  vanish() {
    this.#lose()
    this.#isMute = true
  }

  #lose() {
    this.#underWay.length = this.#random.below(this.#underWay.length + 1)
    this.#due = Math.min(this.#due, this.#underWay.length)
  }

  end() {
    this.#isOver = true
    this.#underWay.length = 0
    this.#due = 0
  }
}

export class Connection {
  readonly #up: Lane
  readonly #down: Lane
  readonly #ends: { phone: End | null; server: End | null } = { phone: null, server: null }
  readonly #onGone: (connection: Connection) => void
  /** The updates in the frames that the phone sent and the server counts, in order; null: nobody counts along. */
  counted: Uint8Array[] | null = []
  #isAnswered = true
  #isAccepted = false

  constructor(time: Time, random: Random, weather: Weather, onGone: (connection: Connection) => void) {
    const slowness = random.pick([1, 5, 20, 20, 60, 250])
    this.#onGone = onGone
    this.#up = new Lane(
      time,
      random,
      slowness,
      () => weather.isUpHeld,
      (parcel) => this.#arrive('server', parcel),
    )
    this.#down = new Lane(
      time,
      random,
      slowness,
      () => weather.isDownHeld,
      (parcel) => this.#arrive('phone', parcel),
    )
  }

  attach(side: 'phone' | 'server', end: End) {
    this.#ends[side] = end
  }

  get isIdle(): boolean {
    return this.#up.isIdle && this.#down.isIdle
  }

  get unreadBytes(): number {
    return this.#down.bytes
  }

  /** Nobody answers. */
  fail() {
    const { phone } = this.#ends
    this.#ends.phone = null
    this.#onGone(this)
    phone?.closed(ABNORMAL, '')
  }

  /** The phone has given it up before the server answered. */
  get isGivenUp(): boolean {
    return this.#ends.phone === null
  }

  accept() {
    this.#isAccepted = true
    this.#down.send({ open: true })
  }

  send(from: 'phone' | 'server', frame: Uint8Array) {
    if (this.#ends[from]) this.#lane(from).send({ frame })
  }

  /** Says goodbye after what was sent. A phone hears nothing more; a server hears when the phone has let go. */
  close(from: 'phone' | 'server', code: number, reason = '') {
    if (!this.#ends[from]) return
    this.#lane(from).send({ code, reason })
    if (from === 'phone') this.#forget(from)
  }

  /** Gone without a word, as a process that dies. What it had sent may still arrive. */
  drop(from: 'phone' | 'server') {
    if (!this.#ends[from]) return
    this.#forget(from)
    this.#lane(from).cut()
  }

  cut() {
    if (!this.#isAccepted) return this.fail()
    this.#up.cut()
    this.#down.cut()
  }

  /** The phone's radio is off: nobody tells the server. */
  vanish() {
    this.#forget('phone')
    this.#up.vanish()
    this.#down.end()
  }

  release() {
    this.#up.release()
    this.#down.release()
  }

  /** false: the ping before this one was never answered. */
  ping(): boolean {
    if (!this.#isAnswered) return false
    this.#isAnswered = false
    this.#down.send('ping')
    return true
  }

  #lane(from: 'phone' | 'server'): Lane {
    return from === 'phone' ? this.#up : this.#down
  }

  #arrive(at: 'phone' | 'server', parcel: Parcel) {
    const end = this.#ends[at]
    if (parcel === 'ping') this.#up.send('pong')
    else if (parcel === 'pong') this.#isAnswered = true
    else if ('open' in parcel) end?.opened()
    else if ('frame' in parcel) end?.received(parcel.frame)
    else {
      this.#lane(at === 'phone' ? 'server' : 'phone').end()
      if (!end) return
      this.#forget(at)
      // The other end hears that the line is closed, if it is still listening.
      this.#lane(at).send({ code: parcel.code, reason: parcel.reason })
      end.closed(parcel.code, parcel.reason)
    }
  }

  #forget(side: 'phone' | 'server') {
    this.#ends[side] = null
    if (!this.#ends.phone && !this.#ends.server) this.#onGone(this)
  }
}
