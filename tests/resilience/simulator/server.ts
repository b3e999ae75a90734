/**
 * The server of a run: the real rooms over the run's disk and time, behind a door that does what sockets.ts does. It
 * can die at any moment, be stopped as SIGTERM would, and be started again.
 */
import './randomness.ts'
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import { CLOSE, MESSAGE_AWARENESS, MESSAGE_SAVED, MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import type { Clock } from '../../../apps/server/src/clock.ts'
import { createLog, type Log } from '../../../apps/server/src/log.ts'
import { foldHere } from '../../../apps/server/src/sync/folding.ts'
import { readAwareness } from '../../../apps/server/src/sync/frames.ts'
import { defaultQuotas, type Quotas } from '../../../apps/server/src/sync/quotas.ts'
import type { Room } from '../../../apps/server/src/sync/room.ts'
import { createRooms, type Rooms } from '../../../apps/server/src/sync/rooms.ts'
import type { Member } from '../../../apps/server/src/sync/seat.ts'
import { splitFrames } from '../../../apps/server/src/sync/wire-frames.ts'
import type { Disk, Life } from './disk.ts'
import type { House, Person } from './house.ts'
import type { Ledger } from './ledger.ts'
import type { Connection } from './network.ts'
import type { Random } from './randomness.ts'
import type { Time } from './time.ts'
import { readCount, readSync } from './wire.ts'

export interface Caller {
  person: Person
  /** Ends with a sign-out, and expires. */
  session: { id: string; state: 'good' | 'expired' }
}

/** Who watches what the server tells. */
export interface Watcher {
  fail(what: string): void
  /** `saved` was sent on a connection. */
  saved(connection: Connection, address: DocumentAddress, count: number): void
}

export const INSTALLATION = 'the-installation'

// People of a run do in a second what takes real ones minutes; their pace is tested elsewhere.
const QUOTAS: Quotas = {
  ...defaultQuotas,
  edits: { perSecond: 100_000, burst: 100_000 },
  moves: { perSecond: 1000, burst: 1000 },
}
const RECHECK_AFTER = 30_000
const PING_AFTER = 20_000
const FOLDING_TAKES = 15
/** What it may log when the disk has failed it. */
const OF_THE_DISK = new Set(['commit failed', 'log not folded', 'room not mended', 'not founded anew'])

interface Guest {
  connection: Connection
  caller: Caller
  address: DocumentAddress
  member: Member
  isClosing: boolean
  isGone: boolean
  /** null while the document is loading. */
  room: Room | null
  waiting: Uint8Array[]
}

export class Server {
  readonly #time: Time
  readonly #disk: Disk
  readonly #ledger: Ledger
  readonly #house: House
  readonly #watcher: Watcher
  readonly #thresholds: { foldAfter: number; sleepAfter: number }
  readonly #log: Log
  readonly #guests = new Set<Guest>()
  #life: Life = { isOver: true }
  #rooms: Rooms | null = null
  /** Of the wall clock; timers don't jump with it. */
  #jump = 0

  constructor(
    time: Time,
    {
      disk,
      ledger,
      house,
      watcher,
      random,
    }: { disk: Disk; ledger: Ledger; house: House; watcher: Watcher; random: Random },
  ) {
    this.#time = time
    this.#disk = disk
    this.#ledger = ledger
    this.#house = house
    this.#watcher = watcher
    // So low that a run of fifty operations reaches them.
    this.#thresholds = { foldAfter: random.pick([5, 15, 60]), sleepAfter: random.pick([100, 1000, 10_000]) }
    this.#log = createLog('error', { write: (line: string) => this.#complain(line) })
  }

  get isUp(): boolean {
    return this.#rooms !== null
  }

  get rooms(): Rooms {
    if (!this.#rooms) throw new Error('the server is down')
    return this.#rooms
  }

  start() {
    if (this.#rooms) return
    const life = { isOver: false }
    this.#life = life
    this.#rooms = createRooms({
      documents: this.#disk.storeOf(life),
      quotas: QUOTAS,
      clock: this.#clockOf(life),
      log: this.#log,
      ...this.#thresholds,
      fold: (kind, parts) =>
        new Promise((done, fail) => {
          // In a worker it takes its time, too; the work is the same.
          this.#time.after(FOLDING_TAKES, () => {
            if (life.isOver) return
            try {
              done(foldHere(kind, parts))
            } catch (error) {
              fail(error)
            }
          })
        }),
    })
    this.#every(RECHECK_AFTER, life, () => {
      for (const guest of this.#guests) this.#recheck(guest)
    })
    this.#every(PING_AFTER, life, () => {
      for (const guest of [...this.#guests]) {
        if (guest.connection.ping()) continue
        guest.connection.drop('server')
        this.#gone(guest)
      }
    })
  }

  /** kill -9: whatever it was about to do it does not do. */
  crash() {
    this.#life.isOver = true
    this.#rooms = null
    for (const { connection } of this.#guests) connection.drop('server')
    this.#guests.clear()
  }

  /** SIGTERM; resolves when it is out. */
  async stop(): Promise<void> {
    const { rooms } = this
    const life = this.#life
    await rooms.drain()
    if (this.#life === life) this.crash()
  }

  jumpClock(ms: number) {
    this.#jump += ms
  }

  /** A handshake has come in. */
  async call(connection: Connection, caller: Caller, address: DocumentAddress): Promise<void> {
    const life = this.#life
    const epoch = await this.#disk.storeOf(life).currentEpoch(address.kind, address.id)
    if (connection.isGivenUp) return
    if (life.isOver) return connection.fail()
    const membership = this.#house.partOf(caller.person, address.kind)
    connection.accept()
    const refuse = (code: number, reason: string) => {
      connection.attach('server', DEAF)
      connection.close('server', code, reason)
    }
    if (caller.session.state === 'expired') return refuse(CLOSE.sessionExpired, '')
    if (!membership || epoch === null) return refuse(CLOSE.noAccess, INSTALLATION)
    if (epoch !== address.epoch) return refuse(CLOSE.wrongEpoch, String(epoch))
    this.#enter(connection, { caller, address, membership, life })
  }

  /** Closes who is not a member any more, or not signed in, as the commands of the product do. */
  showOut(isOut: (member: Member) => boolean, code: number, reason?: string) {
    this.#rooms?.closeFor(isOut, code, reason)
  }

  #enter(
    connection: Connection,
    {
      caller,
      address,
      membership,
      life,
    }: {
      caller: Caller
      address: DocumentAddress
      membership: NonNullable<ReturnType<House['partOf']>>
      life: Life
    },
  ) {
    const { over, ...actor } = membership
    const { guardianId, familyId, name } = caller.person
    const member: Member = {
      actor,
      isOver: over,
      who: { guardianId, familyId, name },
      sessionId: caller.session.id,
      send: (bytes) => {
        if (guest.isClosing || guest.isGone) return
        if (connection.unreadBytes > QUOTAS.unreadBytes) return member.close(CLOSE.tryLater, 'too slow')
        for (const message of splitFrames(bytes)) {
          this.#watch(guest, message)
          connection.send('server', message)
        }
      },
      close: (code, reason) => {
        if (guest.isClosing || guest.isGone) return
        guest.isClosing = true
        connection.close('server', code, reason)
        this.#time.after(QUOTAS.closeWithin, () => {
          if (life.isOver || guest.isGone) return
          connection.drop('server')
          this.#gone(guest)
        })
      },
    }
    const guest: Guest = {
      connection,
      caller,
      address,
      member,
      isClosing: false,
      isGone: false,
      room: null,
      waiting: [],
    }
    this.#guests.add(guest)
    connection.attach('server', {
      opened: () => undefined,
      received: (frame) => {
        if (guest.isClosing || life.isOver) return
        if (guest.room) guest.room.receive(member, frame)
        else guest.waiting.push(frame)
      },
      closed: () => {
        if (!life.isOver) this.#gone(guest)
      },
    })
    this.rooms.join(address, member).then(
      (room) => {
        if (life.isOver) return
        if (!room) member.close(CLOSE.restarting)
        else if (guest.isClosing || guest.isGone) this.rooms.leave(room, member)
        else {
          guest.room = room
          for (const frame of guest.waiting.splice(0)) if (!guest.isClosing) room.receive(member, frame)
          this.#recheck(guest)
        }
      },
      (error: unknown) => {
        if (life.isOver) return
        if (this.#disk.bitten === 0) this.#watcher.fail(`room not opened: ${error}`)
        member.close(CLOSE.tryLater, 'not now')
      },
    )
  }

  #gone(guest: Guest) {
    if (guest.isGone) return
    guest.isGone = true
    this.#guests.delete(guest)
    if (guest.room) this.rooms.leave(guest.room, guest.member)
  }

  #recheck({ caller, address, member }: Guest) {
    const membership = this.#house.partOf(caller.person, address.kind)
    if (caller.session.state === 'expired') member.close(CLOSE.sessionExpired)
    else if (!membership) member.close(CLOSE.noAccess, INSTALLATION)
    else if (membership.part !== member.actor.part || membership.over !== member.isOver)
      member.close(CLOSE.restarting)
  }

  /** What is told is on disk (R1), and whose client id is shown is bound there (R12). */
  #watch({ address, connection }: Guest, frame: Uint8Array) {
    if (frame[0] === MESSAGE_SYNC) {
      const sync = readSync(frame)
      if (sync.kind === 'ask') return
      const lack = this.#ledger.lacks(address, sync.payload)
      if (lack) this.#watcher.fail(`told what is not on disk: ${lack} of ${formatAddress(address)}`)
    } else if (frame[0] === MESSAGE_SAVED) {
      this.#watcher.saved(connection, address, readCount(frame))
    } else if (frame[0] === MESSAGE_AWARENESS) {
      for (const { client, state } of readAwareness(readSync(frame).payload) ?? []) {
        if (state !== null && !this.#ledger.isBound(address, client))
          this.#watcher.fail(`shown before its client id was bound: ${client}`)
      }
    }
  }

  #complain(line: string) {
    const { msg } = JSON.parse(line) as { msg: string }
    const isOfDisk = OF_THE_DISK.has(msg)
    if (!isOfDisk || this.#disk.bitten === 0) this.#watcher.fail(`the server logs an error: ${line.trim()}`)
  }

  #clockOf(life: Life): Clock {
    const guarded = (run: () => void) => () => {
      if (!life.isOver) run()
    }
    return {
      now: () => this.#time.now() + this.#jump,
      soon: (run) => void this.#time.after(0, guarded(run)),
      after: (ms, run) => this.#time.after(ms, guarded(run)),
    }
  }

  #every(ms: number, life: Life, run: () => void) {
    this.#time.after(ms, () => {
      if (life.isOver) return
      run()
      this.#every(ms, life, run)
    })
  }
}

const DEAF = { opened: () => undefined, received: () => undefined, closed: () => undefined }
