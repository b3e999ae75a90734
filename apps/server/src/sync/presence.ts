/**
 * Who is here, and where. A client says only where it is; who it is, the server writes from the session (R18).
 * The server also owns the clocks: awareness ignores a clock that it has seen, so a returning phone whose clock
 * stood still would stay invisible, or a ghost of it visible.
 */
import type { PresenceShown } from '@sidegate/core/documents/protocol'
import { awarenessFrame, type PresenceEntry, readAwareness } from './frames.ts'
import type { Seat } from './seat.ts'
import type { Window } from './window.ts'
import { wireFrame } from './wire-frames.ts'

const MAX_PATH = 100

/** Where somebody went, or that they left; told with the next flush. */
interface Move {
  seat: Seat
  shown: PresenceShown | null
}

export class Presence {
  readonly #now: () => number
  readonly #shownByClient = new Map<number, PresenceShown>()
  /** The last one of a client counts. */
  #moves = new Map<number, Move>()
  #taken = new Map<number, Move>()
  #clock = 0

  constructor(now: () => number) {
    this.#now = now
  }

  show(client: number, at: string | null, seat: Seat) {
    this.#moves.set(client, { seat, shown: { at, who: seat.member.who } })
  }

  hide(client: number, seat: Seat) {
    const pending = this.#moves.get(client)
    // The same phone has spoken on another line meanwhile; this one ends late.
    if (pending?.shown && pending.seat !== seat) return
    this.#moves.set(client, { seat, shown: null })
  }

  /** What was moved until now is told once the flush that begins is on disk. */
  take() {
    this.#taken = this.#moves
    this.#moves = new Map()
  }

  /** `isHere`: whether this seat is taken still; `isElsewhere`: whether the same phone is back on another one. */
  settle(
    window: Window,
    isHere: (seat: Seat) => boolean,
    isElsewhere: (client: number, seat: Seat) => boolean,
  ) {
    for (const [client, { seat, shown }] of this.#taken) {
      if (shown) {
        if (!isHere(seat)) continue
        this.#shownByClient.set(client, shown)
      } else if (isElsewhere(client, seat) || !this.#shownByClient.delete(client)) continue
      window.add(this.#frameOf([client]), seat)
    }
    this.#taken.clear()
  }

  /** The flush failed: nobody is told where they went. The next beat tells. */
  drop() {
    const goodbyes = [...this.#taken, ...this.#moves].filter(([, { shown }]) => !shown)
    this.#moves = new Map(goodbyes)
    this.#taken = new Map()
  }

  /** What a newcomer is told of the others; null when nobody else is here. */
  others(client: number | null): Buffer | null {
    const others = [...this.#shownByClient.keys()].filter((other) => other !== client)
    return others.length > 0 ? this.#frameOf(others) : null
  }

  #frameOf(clients: number[]): Buffer {
    return wireFrame(
      awarenessFrame(
        clients.map(
          (client): PresenceEntry => ({
            client,
            clock: this.#tick(),
            state: this.#shownByClient.get(client) ?? null,
          }),
        ),
      ),
    )
  }

  /** Starts from the wall clock, so that it also rises over a restart of the server. */
  #tick(): number {
    this.#clock = Math.max(this.#clock + 1, this.#now())
    return this.#clock
  }
}

/** What a socket says of one client id. */
export interface PresenceTold {
  client: number
  at: string | null
  isGone: boolean
  /**
   * Repeated, not told: the y-websocket client sends back whatever it hears of the others. Only the server writes
   * a `who`, and a goodbye for somebody else takes nobody away.
   */
  isEcho: boolean
  bytes: number
}

/** null: nothing an honest client sends. */
export function readPresence(payload: Uint8Array): PresenceTold[] | null {
  const entries = readAwareness(payload)
  if (!entries) return null
  const told: PresenceTold[] = []
  for (const { client, state, bytes } of entries) {
    if (typeof state !== 'object') return null
    const { at, who } = (state ?? {}) as { at?: unknown; who?: unknown }
    told.push({
      client,
      at: typeof at === 'string' && at.length <= MAX_PATH ? at : null,
      isGone: state === null,
      isEcho: state === null || who !== undefined,
      bytes,
    })
  }
  return told
}
