/**
 * What a room does with presence: whose client id it is, how often somebody may move, and that the id is bound on
 * disk before anybody reads it, so that nobody who does can take it (R12).
 */
import type { RefusalReason } from '@sidegate/core/documents/protocol'
import { CLOSE } from '@sidegate/core/documents/protocol'
import { awarenessFrame } from './frames.ts'
import { Presence, readPresence } from './presence.ts'
import { fullBucket, type Quotas, take } from './quotas.ts'
import type { Seat } from './seat.ts'
import { wireFrame } from './wire-frames.ts'

/** What presence needs of its room. */
export interface PresenceHost {
  /** Undefined: nobody's. */
  guardianOf(client: number): string | undefined
  /** In the committer's line; `client` is new to this guardian. false: not now, the next beat tries again. */
  bind(client: number, guardianId: string): boolean
  /** In the committer's line, with nothing for the disk. */
  tellMoves(): void
  isMuted(client: number): boolean
  refuse(seat: Seat, reason: RefusalReason): void
  /** Told once more what it was told already. */
  remind(seat: Seat): void
}

// The y-websocket client repeats each move of each other: as many of them as a full room has people.
const ECHOES = 50
// The y-websocket client reconnects when it hears nothing for 30 s; its awareness beats every 15 s (T14). A page that
// asks whether anybody is there, by telling again where it is, gives up after 4 s: what it heard a moment ago is an answer.
const SILENCE = 1000
const KEEP_ALIVE = wireFrame(awarenessFrame([]))

export class RoomPresence extends Presence {
  readonly #host: PresenceHost
  readonly #quotas: Quotas
  readonly #clock: () => number

  constructor(host: PresenceHost, quotas: Quotas, now: () => number) {
    super(now)
    this.#host = host
    this.#quotas = quotas
    this.#clock = now
  }

  receive(seat: Seat, payload: Uint8Array) {
    const { member } = seat
    const { moves, presenceBytes } = this.#quotas
    const now = this.#clock()
    const echoes = { perSecond: moves.perSecond * ECHOES, burst: moves.burst * ECHOES }
    seat.echoes ??= fullBucket(echoes, now)
    // Before it is read: a frame of all who are there costs as much as each of them alone.
    const cost = Math.ceil(payload.byteLength / presenceBytes)
    if (cost > echoes.burst || !take(seat.echoes, echoes, now, cost)) {
      member.close(CLOSE.tryLater, 'too fast')
      return
    }
    const told = readPresence(payload)
    const own =
      told?.find(({ client }) => client === seat.client) ??
      (seat.client === null ? told?.find(({ isEcho }) => !isEcho) : undefined)
    if (!told || (own && own.bytes > presenceBytes)) {
      member.close(CLOSE.badFrame)
      return
    }
    seat.moves ??= fullBucket(moves, now)
    // Too many moves are dropped, not punished: the next one tells where they are. A flood of them is.
    if (!own || !take(seat.moves, moves, now)) return
    this.#move(seat, own)
    // A wall clock may jump either way.
    if (Math.abs(now - seat.toldAt) >= SILENCE) {
      seat.toldAt = now
      member.send(KEEP_ALIVE)
    }
  }

  #move(seat: Seat, { client, at, isGone }: { client: number; at: string | null; isGone: boolean }) {
    const { guardianId } = seat.member.actor
    const boundTo = this.#host.guardianOf(client)
    if (boundTo !== undefined && boundTo !== guardianId) {
      if (!seat.isMuted) this.#host.refuse(seat, 'client-taken')
      return
    }
    seat.client = client
    if (this.#host.isMuted(client) && !seat.isMuted) {
      // Back under the id that was refused, not rebuilt: told once more, judged no more.
      seat.isMuted = true
      this.#host.remind(seat)
    }
    if (boundTo === undefined && !isGone && !this.#host.bind(client, guardianId)) return
    if (isGone) this.hide(client, seat)
    else this.show(client, at, seat)
    if (boundTo !== undefined || isGone) this.#host.tellMoves()
  }
}
