/**
 * The WebSocket door, `/sync/<kind>/<id>/<epoch>`: who is it, may they, is it the current epoch; then frames go
 * to the room. A refused visitor is let through the handshake and closed with a code, for a refused handshake
 * shows a browser only 1006 and endless retries (T19). Nothing is read before all that is known (R20).
 */
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { type DocumentAddress, parseAddress } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { CLOSE } from '@sidegate/core/documents/protocol'
import type { Actor } from '@sidegate/core/roles'
import type { Logger } from 'pino'
import { WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../clock.ts'
import type { DocumentStore } from '../store/documents.ts'
import { type Bucket, fullBucket, type Quotas, take } from './quotas.ts'
import type { Room } from './room.ts'
import type { Rooms } from './rooms.ts'
import type { Member } from './seat.ts'
import { Wire } from './wire.ts'

/** Who somebody is towards a document. `over`: the hangout has ended, its documents are read and not written. */
type Membership = Actor & { over: boolean }

export interface Visitor {
  sessionId: string
  /** A cookie comes along by itself, so its socket must come from our own pages (R21). */
  by: 'cookie' | 'bearer'
}

export interface SocketDeps<V extends Visitor> {
  rooms: Rooms
  documents: DocumentStore
  quotas: Quotas
  log: Logger
  /** The one Origin that our pages have. */
  origin: string
  /** Told to whoever is shown out, so that a phone wipes only what came from this installation. */
  installation: string
  authenticate: (knock: Knock) => Promise<V | null>
  clock: Clock
  /** Who a visitor is towards a document; null: nobody, or no such document. */
  partIn: (visitor: V, address: DocumentAddress) => Promise<Membership | null>
  /** As others see them in the document. */
  nameOf: (guardianId: string) => Promise<string>
}

const RECHECK_AFTER = 30_000
const RECHECK_EACH = 1000
const PING_AFTER = 20_000
// After this long a session has all its entries again.
const FULL_AGAIN = 60_000
// What an honest phone has in flight while it is being shown out.
const MAX_LATE = 100
/** Room for the frame around an update of the largest size. */
const FRAME_OVERHEAD = 1024

/**
 * When a frame breaks the WebSocket protocol or our bound, ws closes with a 10xx of its own, upon which the
 * y-websocket client comes back for ever with the same bytes (R23). Ours is final.
 */
class DoorSocket extends WebSocket {
  guest: Guest | null = null
  /** Frames that came after it was shown out. */
  late = 0

  override close(code?: number, reason?: string | Buffer) {
    const isBroken = code === 1002 || code === 1003 || code === 1007 || code === 1009
    super.close(isBroken ? CLOSE.badFrame : code, reason)
  }
}

/** Every socket of this door is one of ours. */
/** Whose places a socket takes: a guardian's own devices don't lose theirs to one that hasn't shown yet whose it is. */
const holderOf = ({ guardianId, onlyAnswers }: Actor) =>
  onlyAnswers ? `${guardianId} unconfirmed` : guardianId

const guestOf = (socket: WebSocket) => (socket as DoorSocket).guest

/** What the door keeps of a request: all that is needed to ask again who it is. */
export interface Knock {
  headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>
}

/**
 * Somebody who was let in. Hundreds sit idle for hours, so a guest is plain fields, and the listeners of all sockets
 * are the same few functions.
 */
class Guest implements Member {
  readonly actor: Actor
  readonly isOver: boolean
  readonly who: Member['who']
  readonly sessionId: string
  readonly address: DocumentAddress
  readonly socket: DoorSocket
  readonly wire: Wire
  readonly knock: Knock
  room: Room | null = null
  /** The client speaks as soon as the handshake is done; its first frames wait for the room. */
  waiting: Uint8Array[] | null = []
  waitingBytes = 0
  isAlive = true

  constructor(
    socket: DoorSocket,
    wire: Wire,
    knock: Knock,
    address: DocumentAddress,
    member: Omit<Member, 'send' | 'close'>,
  ) {
    this.socket = socket
    this.wire = wire
    this.knock = knock
    this.address = address
    this.actor = member.actor
    this.isOver = member.isOver
    this.who = member.who
    this.sessionId = member.sessionId
  }

  send(bytes: Buffer) {
    if (this.socket.readyState === this.socket.OPEN && !this.wire.write(bytes))
      this.socket.close(CLOSE.tryLater, 'too slow')
  }

  close(code: number, reason?: string) {
    this.socket.close(code, reason)
  }
}

export function attachSockets<V extends Visitor>(server: Server, deps: SocketDeps<V>) {
  const { rooms, documents, quotas, clock, log, origin, installation, authenticate, partIn, nameOf } = deps
  const maxFrame = quotas.backlog.updateBytes + FRAME_OVERHEAD
  const options = {
    noServer: true,
    perMessageDeflate: false,
    WebSocket: DoorSocket,
    // A little above our own bound, so that we close with our code and not ws with 1009.
    maxPayload: maxFrame + FRAME_OVERHEAD,
    // In ws since 8.19, not in its types yet.
    closeTimeout: quotas.closeWithin,
  }
  const sockets = new WebSocketServer<typeof DoorSocket>(options)
  const countByHolder = new Map<string, number>()
  // Who comes back has fresh quotas, so coming back has one, too: three full houses at once, and then slowly.
  const { socketsPerGuardian } = quotas
  const entries = { perSecond: socketsPerGuardian / 20, burst: 3 * socketsPerGuardian }
  const entriesBySession = new Map<string, Bucket>()
  const guests = new Set<Guest>()

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => log.debug({ err: error }, 'socket failed before its handshake'))
    admit(request, socket, head).catch((error: unknown) => {
      log.error({ err: error }, 'upgrade failed')
      answer(socket, '500 Internal Server Error')
    })
  })

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer) {
    // null for a target that is no URL, such as `//`: what strangers send is no error of ours.
    const { pathname: path = '', searchParams } = URL.parse(request.url ?? '/', 'http://localhost') ?? {}
    if (!path.startsWith('/sync/')) return answer(socket, '404 Not Found')
    const { showings } = rooms
    const visitor = await authenticate(request)
    const { origin: from, authorization } = request.headers
    // No browser can send this header on an upgrade; a program whose token has ended is told so (4401).
    const isProgram = from === undefined && (visitor ? visitor.by === 'bearer' : authorization !== undefined)
    if (!isProgram && from !== origin) return answer(socket, '403 Forbidden')

    if (visitor && !mayEnter(visitor.sessionId)) {
      sockets.handleUpgrade(request, socket, head, (ws) => greet(ws).close(CLOSE.tryLater, 'too fast'))
      return
    }
    const address = parseAddress(path.slice('/sync/'.length))
    const membership = visitor && address && (await partIn(visitor, address))
    const epoch = membership && address ? await documents.currentEpoch(address.kind, address.id) : null
    const name = membership ? await nameOf(membership.guardianId) : ''
    const { cookie } = request.headers
    const knock = {
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(cookie !== undefined && { cookie }),
      },
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      greet(ws)
      if (!visitor) ws.close(CLOSE.sessionExpired)
      // Unknown and forbidden: one answer (house rule 3).
      else if (!address || !membership || epoch === null) ws.close(CLOSE.noAccess, installation)
      else if (isTooOld(searchParams?.get('v') ?? null, address)) ws.close(CLOSE.wrongEpoch, 'reload')
      else if (epoch !== address.epoch) ws.close(CLOSE.wrongEpoch, String(epoch))
      else {
        const { over, ...actor } = membership
        const { guardianId, familyId } = actor
        const who = { guardianId, familyId, name }
        const member = { actor, isOver: over, who, sessionId: visitor.sessionId }
        enter(new Guest(ws, new Wire(socket, quotas.unreadBytes), knock, address, member), showings)
      }
    })
  }

  function greet(socket: DoorSocket): DoorSocket {
    // A frame over maxPayload makes ws emit an error; unheard, it would end the process (T12).
    socket.on('error', onError)
    socket.on('message', onMessage)
    return socket
  }

  function mayEnter(sessionId: string): boolean {
    const bucket = entriesBySession.get(sessionId) ?? fullBucket(entries, clock.now())
    entriesBySession.set(sessionId, bucket)
    return take(bucket, entries, clock.now())
  }

  function enter(guest: Guest, showings: number) {
    const { socket, address } = guest
    const holder = holderOf(guest.actor)
    const count = (countByHolder.get(holder) ?? 0) + 1
    if (count > quotas.socketsPerGuardian) {
      socket.close(CLOSE.tryLater, 'too many')
      return
    }
    countByHolder.set(holder, count)
    socket.guest = guest
    guests.add(guest)
    socket.on('pong', onPong)
    socket.on('close', onClose)
    rooms.join(address, guest).then(
      (joined) => {
        if (!joined) socket.close(CLOSE.restarting)
        else if (socket.readyState !== socket.OPEN) rooms.leave(joined, guest)
        else {
          guest.room = joined
          for (const frame of guest.waiting ?? []) joined.receive(guest, frame)
          guest.waiting = null
          // What ended while they came in found nobody to show out.
          if (rooms.showings !== showings) check(guest, CLOSE.restarting)
        }
      },
      (error: unknown) => {
        // A document that can't be loaded stays alone; its visitors may try again.
        log.error({ err: error, document: address }, 'room not opened')
        socket.close(CLOSE.tryLater, 'not now')
      },
    )
  }

  function onError(this: WebSocket, error: Error) {
    log.info({ err: error.message }, 'socket failed')
    this.close(CLOSE.badFrame)
  }

  function onPong(this: WebSocket) {
    const guest = guestOf(this)
    if (guest) guest.isAlive = true
  }

  function onMessage(this: WebSocket, data: Buffer, isBinary: boolean) {
    const guest = guestOf(this)
    if (!guest || this.readyState !== this.OPEN) {
      // Shown out, and the rest was on its way: an edit after a lost one would only be a gap. More than that is a flood.
      if (++(this as DoorSocket).late > MAX_LATE) this.terminate()
      return
    }
    if (!isBinary || data.byteLength > maxFrame) this.close(CLOSE.badFrame)
    else if (guest.room) guest.room.receive(guest, data)
    else if (
      guest.waiting &&
      guest.waiting.length < quotas.edits.burst &&
      guest.waitingBytes + data.byteLength <= maxFrame
    ) {
      guest.waiting.push(data)
      guest.waitingBytes += data.byteLength
    } else this.close(CLOSE.tryLater, 'too fast')
  }

  function onClose(this: WebSocket) {
    const guest = guestOf(this)
    if (!guest) return
    const holder = holderOf(guest.actor)
    guests.delete(guest)
    const left = (countByHolder.get(holder) ?? 1) - 1
    if (left > 0) countByHolder.set(holder, left)
    else countByHolder.delete(holder)
    if (guest.room) rooms.leave(guest.room, guest)
  }

  /**
   * Ended sessions and memberships close their sockets at once (rooms.closeFor); this is the net under it (R22).
   * Who merely expired is locked out (4401) and keeps their unsent edits.
   */
  async function recheck(guest: Guest, ifUnknown: number) {
    const { address } = guest
    const visitor = await authenticate(guest.knock)
    const membership = visitor && (await partIn(visitor, address))
    if (!visitor) guest.close(ifUnknown)
    else if (!membership) guest.close(CLOSE.noAccess, installation)
    // Other rights than those they came in with: come back with the new ones.
    else if (!isDeepStrictEqual(membership, { ...guest.actor, over: guest.isOver }))
      guest.close(CLOSE.restarting)
  }
  /** `ifUnknown`: whose session was replaced while they came in comes back and asks with the new one. */
  const check = (guest: Guest, ifUnknown: number) => {
    recheck(guest, ifUnknown).catch((error: unknown) => log.error({ err: error }, 'recheck failed'))
  }
  // Some each second, so that a full house isn't asked all at once.
  let round = guests.values()
  const endRechecks = repeat(clock, RECHECK_EACH, () => {
    for (let left = Math.ceil((guests.size * RECHECK_EACH) / RECHECK_AFTER); left > 0; left--) {
      const { value: guest } = round.next()
      if (guest) check(guest, CLOSE.sessionExpired)
      else round = guests.values()
    }
  })
  const endPings = repeat(clock, PING_AFTER, () => {
    for (const [sessionId, { at }] of entriesBySession)
      if (clock.now() - at > FULL_AGAIN) entriesBySession.delete(sessionId)
    for (const guest of guests) {
      if (!guest.isAlive) guest.socket.terminate()
      guest.isAlive = false
      guest.socket.ping()
    }
  })

  return {
    /** Stops the timers and whatever socket is still there. */
    end() {
      endRechecks()
      endPings()
      for (const { socket } of guests) socket.terminate()
      sockets.close()
    },
  }
}

function answer(socket: Duplex, status: string) {
  // Nobody reads what a stranger sent behind the request, so their going would not be noticed either.
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}

/** Returns the way to end it. */
function repeat(clock: Clock, ms: number, run: () => void): () => void {
  let cancel = clock.after(ms, again)
  function again() {
    cancel = clock.after(ms, again)
    run()
  }
  return () => cancel()
}

/** A page tells which version of the document it writes; programs don't, and are judged by what they send. */
function isTooOld(version: string | null, { kind }: DocumentAddress): boolean {
  return version !== null && !(Number(version) >= definitionsByKind[kind].oldestClient)
}
