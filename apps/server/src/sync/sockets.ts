/**
 * The WebSocket door, `/sync/<kind>/<id>/<epoch>`: who is it, may they, is it the current epoch; then frames go
 * to the room. A refused visitor is let through the handshake and closed with a code, for a refused handshake
 * shows a browser only 1006 and endless retries (T19). Nothing is read before all that is known (R20).
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { type DocumentAddress, parseAddress } from '@sidegate/core/documents/address'
import { CLOSE } from '@sidegate/core/documents/protocol'
import type { Actor } from '@sidegate/core/roles'
import type { Logger } from 'pino'
import { WebSocket, WebSocketServer } from 'ws'
import type { DocumentStore } from '../store/documents.ts'
import type { Quotas } from './quotas.ts'
import type { Member, Room } from './room.ts'
import type { Rooms } from './rooms.ts'

/** Who somebody is towards a document. `over`: the hangout has ended, its documents are read and not written. */
type Membership = Actor & { over: boolean }

export interface Visitor {
  sessionId: string
  /** A cookie comes along by itself, so its socket must come from our own pages (R21). */
  by: 'cookie' | 'bearer'
  name: string
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
  authenticate: (request: IncomingMessage) => Promise<V | null>
  /** Who a visitor is towards a document; null: nobody, or no such document. */
  partIn: (visitor: V, address: DocumentAddress) => Promise<Membership | null>
}

const RECHECK_AFTER = 30_000
const PING_AFTER = 20_000
/** Room for the frame around an update of the largest size. */
const FRAME_OVERHEAD = 1024

interface Guest {
  socket: WebSocket
  request: IncomingMessage
  member: Member
  address: DocumentAddress
  isAlive: boolean
}

/**
 * When a frame breaks the WebSocket protocol or our bound, ws closes with a 10xx of its own, upon which the
 * y-websocket client comes back for ever with the same bytes (R23). Ours is final.
 */
class DoorSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer) {
    const isBroken = code === 1002 || code === 1003 || code === 1007 || code === 1009
    super.close(isBroken ? CLOSE.badFrame : code, reason)
  }
}

export function attachSockets<V extends Visitor>(server: Server, deps: SocketDeps<V>) {
  const { rooms, documents, quotas, log, origin, installation, authenticate, partIn } = deps
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
  const sockets = new WebSocketServer(options)
  const countByGuardian = new Map<string, number>()
  const guests = new Set<Guest>()

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => log.debug({ err: error }, 'socket failed before its handshake'))
    admit(request, socket, head).catch((error: unknown) => {
      log.error({ err: error }, 'upgrade failed')
      answer(socket, '500 Internal Server Error')
    })
  })

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer) {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (!path.startsWith('/sync/')) return answer(socket, '404 Not Found')
    const visitor = await authenticate(request)
    const { origin: from, authorization } = request.headers
    // No browser can send this header on an upgrade; a program whose token has ended is told so (4401).
    const isProgram = from === undefined && (visitor ? visitor.by === 'bearer' : authorization !== undefined)
    if (!isProgram && from !== origin) return answer(socket, '403 Forbidden')

    const address = parseAddress(path.slice('/sync/'.length))
    const membership = visitor && address && (await partIn(visitor, address))
    const epoch = membership && address ? await documents.currentEpoch(address.kind, address.id) : null
    sockets.handleUpgrade(request, socket, head, (ws) => {
      // A frame over maxPayload makes ws emit an error; unheard, it would end the process (T12).
      ws.on('error', (error) => {
        log.info({ err: error.message }, 'socket failed')
        ws.close(CLOSE.badFrame)
      })
      if (!visitor) ws.close(CLOSE.sessionExpired)
      // Unknown and forbidden: one answer (house rule 3).
      else if (!address || !membership || epoch === null) ws.close(CLOSE.noAccess, installation)
      else if (epoch !== address.epoch) ws.close(CLOSE.wrongEpoch, String(epoch))
      else enter(ws, request, membership, visitor, address)
    })
  }

  function enter(
    socket: WebSocket,
    request: IncomingMessage,
    { over, ...actor }: Membership,
    visitor: V,
    address: DocumentAddress,
  ) {
    const { guardianId, familyId } = actor
    const count = (countByGuardian.get(guardianId) ?? 0) + 1
    if (count > quotas.socketsPerGuardian) {
      socket.close(CLOSE.tryLater, 'too many')
      return
    }
    countByGuardian.set(guardianId, count)

    const member: Member = {
      actor,
      isOver: over,
      who: { guardianId, familyId, name: visitor.name },
      sessionId: visitor.sessionId,
      send(frame) {
        if (socket.readyState !== socket.OPEN) return
        if (socket.bufferedAmount > quotas.unreadBytes) socket.close(CLOSE.tryLater, 'too slow')
        else socket.send(frame)
      },
      close: (code, reason) => socket.close(code, reason),
    }
    const guest: Guest = { socket, request, member, address, isAlive: true }
    guests.add(guest)
    socket.on('pong', () => {
      guest.isAlive = true
    })

    // The client speaks as soon as the handshake is done; its first frames wait for the room.
    let room: Room | null = null
    let waiting: Uint8Array[] = []
    let waitingBytes = 0
    socket.on('message', (data: Buffer, isBinary) => {
      // Shown out, and the rest was on its way: an edit after a lost one would only be a gap.
      if (socket.readyState !== socket.OPEN) return
      if (!isBinary || data.byteLength > maxFrame) socket.close(CLOSE.badFrame)
      else if (room) room.receive(member, data)
      else if (waiting.length < quotas.edits.burst && waitingBytes + data.byteLength <= maxFrame) {
        waiting.push(data)
        waitingBytes += data.byteLength
      } else socket.close(CLOSE.tryLater, 'too fast')
    })
    socket.on('close', () => {
      guests.delete(guest)
      const left = (countByGuardian.get(guardianId) ?? 1) - 1
      if (left > 0) countByGuardian.set(guardianId, left)
      else countByGuardian.delete(guardianId)
      if (room) rooms.leave(room, member)
    })

    rooms.join(address, member).then(
      (joined) => {
        if (!joined) socket.close(CLOSE.restarting)
        else if (socket.readyState !== socket.OPEN) rooms.leave(joined, member)
        else {
          room = joined
          for (const frame of waiting) room.receive(member, frame)
          waiting = []
          // What ended while the document was loading found nobody to show out.
          check(guest)
        }
      },
      (error: unknown) => {
        // A document that can't be loaded stays alone; its visitors may try again.
        log.error({ err: error, document: address }, 'room not opened')
        socket.close(CLOSE.tryLater, 'not now')
      },
    )
  }

  /**
   * Ended sessions and memberships close their sockets at once (rooms.closeFor); this is the net under it (R22).
   * Who merely expired is locked out (4401) and keeps their unsent edits.
   */
  async function recheck({ request, address, member }: Guest) {
    const visitor = await authenticate(request)
    const membership = visitor && (await partIn(visitor, address))
    if (!visitor) member.close(CLOSE.sessionExpired)
    else if (!membership) member.close(CLOSE.noAccess, installation)
    // Other rights than those they came in with: come back with the new ones.
    else if (!isDeepStrictEqual(membership, { ...member.actor, over: member.isOver }))
      member.close(CLOSE.restarting)
  }
  const check = (guest: Guest) => {
    recheck(guest).catch((error: unknown) => log.error({ err: error }, 'recheck failed'))
  }
  const rechecks = setInterval(() => {
    for (const guest of guests) check(guest)
  }, RECHECK_AFTER)
  const ping = setInterval(() => {
    for (const guest of guests) {
      if (!guest.isAlive) guest.socket.terminate()
      guest.isAlive = false
      guest.socket.ping()
    }
  }, PING_AFTER)

  return {
    /** Stops the timers and whatever socket is still there. */
    end() {
      clearInterval(rechecks)
      clearInterval(ping)
      for (const { socket } of guests) socket.terminate()
      sockets.close()
    },
  }
}

function answer(socket: Duplex, status: string) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
