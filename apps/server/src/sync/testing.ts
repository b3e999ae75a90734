/**
 * The engine for tests: real sockets on a free port, real files, Room 12 with real sessions, and phones that are
 * the unmodified y-websocket client. The disk can be held: that is the store's own seam, nothing else is replaced.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import { MESSAGE_REFUSED, MESSAGE_SAVED, MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import { find } from '@sidegate/core/testing/room-12'
import * as decoding from 'lib0/decoding'
import { expect, vi } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { type Clock, systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { firstAddress } from '../seed/found.ts'
import type { Append, DocumentStore } from '../store/documents.ts'
import { hashToken, newSessionId, newToken } from '../store/tokens.ts'
import { fillWithRoom12, openFolder, SUNDAY } from '../testing/house.ts'
import { createDoor } from '../visitors.ts'
import type { FoldDocument } from './folding.ts'
import { defaultQuotas, type Quotas } from './quotas.ts'
import { createRooms } from './rooms.ts'
import { attachSockets } from './sockets.ts'

// Bounds for a machine that has much else to do; alone, each test takes a fraction of a second.
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 })

// Each provider waits for the end of the process to say goodbye.
process.setMaxListeners(100)

export interface EngineOptions {
  quotas?: Partial<Quotas>
  idleAfter?: number
  sleepAfter?: number
  foldAfter?: number
  fold?: FoldDocument
  /** Who owns time; the machine, unless a test does. */
  clock?: (now: () => number) => Clock
}

export type Engine = Awaited<ReturnType<typeof startEngine>>

export async function startEngine({ quotas, clock: clockOf = systemClock, ...options }: EngineOptions = {}) {
  const clock = { now: SUNDAY }
  const now = () => clock.now
  const folder = await openFolder(now)
  const people = await fillWithRoom12(folder.store, clock.now)
  const { store } = folder
  const disk = holdable(store.documents)
  const logLines: string[] = []
  const log = createLog('debug', { write: (line: string) => void logLines.push(line) })
  const { id: installation } = await store.installation()
  const editing: DocumentAddress[] = []

  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const allQuotas = { ...defaultQuotas, ...quotas }
  const engineClock = clockOf(now)
  const open = () => {
    const rooms = createRooms({
      documents: disk.documents,
      quotas: allQuotas,
      clock: engineClock,
      log,
      ...options,
      onEditing: (address) => editing.push(address),
    })
    const sockets = attachSockets(server, {
      rooms,
      documents: disk.documents,
      quotas: allQuotas,
      clock: engineClock,
      log,
      origin,
      installation,
      ...createDoor(store, { cookieName: 'sidegate', now }),
    })
    return { rooms, sockets }
  }
  let running = open()
  const phones = new Set<Phone<DocumentDefinition>>()
  const { room, other, hangoutId } = people

  return {
    ...people,
    dataDir: folder.dataDir,
    clock,
    disk,
    store,
    logLines,
    editing,
    origin,
    port,
    installation,
    plan: firstAddress('plan', hangoutId),
    play: firstAddress('play', hangoutId),
    board: firstAddress('board', room.id),
    get rooms() {
      return running.rooms
    },
    guardian: (name: string) => find([...room.guardians, ...other.guardians], name),
    async signIn(name: string): Promise<string> {
      const token = newToken()
      const { id: guardianId } = find([...room.guardians, ...other.guardians], name)
      await store.sessions.open({ id: newSessionId(), tokenHash: hashToken(token), guardianId, at: now() })
      return token
    },
    async phone<D extends DocumentDefinition>(
      name: string,
      definition: D,
      address: DocumentAddress,
      from?: PhoneOptions,
    ): Promise<Phone<D>> {
      const made = createPhone(definition, address, { port, token: await this.signIn(name), ...from })
      phones.add(made as unknown as Phone<DocumentDefinition>) // only hung up
      return made
    },
    /** A socket without manners. */
    async rawSocket(
      name: string | null,
      path: string,
      { origin: from, cookie }: { origin?: string; cookie?: boolean } = {},
    ): Promise<RawSocket> {
      const token = name === null ? null : await this.signIn(name)
      const headers: Record<string, string> = {}
      if (token)
        headers[cookie ? 'cookie' : 'authorization'] = cookie ? `sidegate=${token}` : `Bearer ${token}`
      if (from !== undefined) headers.origin = from
      return openRaw(`ws://127.0.0.1:${port}/sync/${path}`, { headers })
    },
    /** What the disk holds, read apart from any room. */
    async stored<D extends DocumentDefinition>(definition: D, address: DocumentAddress) {
      return openDocument(definition, await storedDoc(store.documents, address)).read()
    },
    storedDoc: (address: DocumentAddress) => storedDoc(store.documents, address),
    /** A graceful end of the engine and a new one over the same files and port. */
    async restart() {
      await running.rooms.drain()
      running.sockets.end()
      server.removeAllListeners('upgrade')
      running = open()
    },
    async stop() {
      disk.release()
      for (const phone of phones) phone.hangUp()
      await running.rooms.drain()
      running.sockets.end()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await folder.close()
    },
  }
}

async function storedDoc(documents: DocumentStore, address: DocumentAddress): Promise<Y.Doc> {
  const stored = await documents.load(address)
  if (!stored) throw new Error(`${formatAddress(address)} is not on disk`)
  const doc = new Y.Doc()
  for (const update of [stored.snapshot, ...stored.updates]) if (update) Y.applyUpdate(doc, update)
  expect(doc.store.pendingStructs ?? doc.store.pendingDs).toBeNull()
  return doc
}

/** The real store, whose appends can be held back, and refused for a document. */
function holdable(documents: DocumentStore) {
  let held: PromiseWithResolvers<void> | null = null
  let loadHeld: PromiseWithResolvers<void> | null = null
  const seen: Append[][] = []
  const loads: string[] = []
  const failing = new Set<string>()
  const unloadable = new Set<string>()
  return {
    /** Batches as they came, whether written or not. */
    seen,
    loads,
    failing,
    unloadable,
    hold() {
      held ??= Promise.withResolvers<void>()
    },
    holdLoads() {
      loadHeld ??= Promise.withResolvers<void>()
    },
    release() {
      held?.resolve()
      loadHeld?.resolve()
      held = null
      loadHeld = null
    },
    documents: {
      ...documents,
      async load(address: DocumentAddress) {
        loads.push(formatAddress(address))
        await loadHeld?.promise
        if (unloadable.has(formatAddress(address))) throw new Error('disk I/O error')
        return documents.load(address)
      },
      async append(batch: Append[]) {
        seen.push(batch)
        await held?.promise
        if (batch.some(({ address }) => failing.has(formatAddress(address))))
          throw new Error('disk I/O error')
        return documents.append(batch)
      },
    } satisfies DocumentStore,
  }
}

export interface PhoneOptions {
  port?: number
  token?: string
  /** A Yjs client id, where a test must know or forge it. */
  clientId?: number
  /** What the phone had kept. */
  doc?: Y.Doc
  connect?: boolean
}

export interface Phone<D extends DocumentDefinition> {
  doc: Y.Doc
  open: OpenDocument<D>
  provider: WebsocketProvider
  /** Of the present socket: sync frames sent, and how many of those the server says are on disk. */
  readonly sent: number
  readonly saved: number
  /** Frames that the server sent, over all sockets, by message type. */
  received: Map<number, number>
  refused: { reason: string; epoch: number }[]
  closes: { code: number; reason: string }[]
  readonly isSaved: boolean
  /** By client id, what the others do. */
  readonly others: Map<number, { at: string | null; who: { name: string; guardianId: string } }>
  synced(): Promise<void>
  /** Resolves when all this phone did is on the server's disk. */
  allSaved(): Promise<void>
  /** A round trip: what the server sent before is here, what this phone sent before has arrived. */
  roundTrip(): Promise<void>
  /** Cuts the connection without a word; the provider comes back by itself. */
  cut(): void
  hangUp(): void
}

export function createPhone<D extends DocumentDefinition>(
  definition: D,
  address: DocumentAddress,
  { port, token, clientId, doc = new Y.Doc(), connect = true }: PhoneOptions,
): Phone<D> {
  if (clientId !== undefined) doc.clientID = clientId
  const refused: Phone<D>['refused'] = []
  const closes: Phone<D>['closes'] = []
  const received = new Map<number, number>()
  let sent = 0
  let saved = 0
  class CountingSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
      sent = 0
      saved = 0
      this.on('message', (data: ArrayBuffer) => {
        const type = new Uint8Array(data)[0] as number
        received.set(type, (received.get(type) ?? 0) + 1)
      })
      this.on('close', (code: number, reason: Buffer) => closes.push({ code, reason: reason.toString() }))
    }
    override send(data: Uint8Array) {
      // SyncStep2 and updates count; SyncStep1 asks only.
      if (data[0] === MESSAGE_SYNC && data[1] !== 0) sent++
      super.send(data)
    }
  }
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/sync`, formatAddress(address), doc, {
    WebSocketPolyfill: CountingSocket as unknown as typeof globalThis.WebSocket, // ws speaks the same interface
    disableBc: true,
    connect: false,
    maxBackoffTime: 50,
  })
  provider.awareness.setLocalStateField('at', null)
  provider.messageHandlers[MESSAGE_SAVED] = (_encoder, decoder) => {
    saved = decoding.readVarUint(decoder)
  }
  provider.messageHandlers[MESSAGE_REFUSED] = (_encoder, decoder) => {
    refused.push({ reason: decoding.readVarString(decoder), epoch: decoding.readVarUint(decoder) })
  }
  if (connect) provider.connect()
  const socket = () => provider.ws as unknown as WebSocket | null
  const phone: Phone<D> = {
    doc,
    open: openDocument(definition, doc),
    provider,
    get sent() {
      return sent
    },
    get saved() {
      return saved
    },
    received,
    refused,
    closes,
    get isSaved() {
      return provider.synced && sent > 0 && saved === sent
    },
    get others() {
      const states = new Map(provider.awareness.getStates())
      states.delete(doc.clientID)
      return states as Phone<D>['others']
    },
    synced: () => until(() => provider.synced, 'synced'),
    allSaved: () =>
      until(
        () => phone.isSaved,
        () => `all saved: ${saved} of ${sent}, ${JSON.stringify({ refused, closes })}`,
      ),
    async roundTrip() {
      const ws = socket()
      if (!ws) throw new Error('not connected')
      await new Promise<void>((done) => {
        ws.once('pong', () => done())
        ws.ping()
      })
    },
    cut() {
      socket()?.terminate()
    },
    hangUp() {
      provider.destroy()
      socket()?.terminate()
    },
  }
  return phone
}

export interface RawSocket {
  /** Null when the handshake was let through. */
  status: number | null
  frames: Uint8Array[]
  closed: Promise<{ code: number; reason: string }>
  ws: WebSocket
  roundTrip(): Promise<void>
}

/** Resolves once the server has answered the handshake, one way or the other. */
export async function openRaw(url: string, options: ClientOptions): Promise<RawSocket> {
  const ws = new WebSocket(url, options)
  const frames: Uint8Array[] = []
  ws.on('message', (data: Buffer) => frames.push(new Uint8Array(data)))
  const closed = new Promise<{ code: number; reason: string }>((done) => {
    ws.on('close', (code: number, reason: Buffer) => done({ code, reason: reason.toString() }))
  })
  // What becomes of the socket is told by its close or by the answer's status.
  ws.on('error', () => ws.terminate())
  const status = await new Promise<number | null>((done) => {
    ws.on('open', () => done(null))
    ws.on('unexpected-response', (_request, response: IncomingMessage) => done(response.statusCode ?? 0))
  })
  return {
    status,
    frames,
    closed,
    ws,
    roundTrip: () =>
      new Promise<void>((done) => {
        ws.once('pong', () => done())
        ws.ping()
      }),
  }
}

/** Waits for the thing itself; says what did not come. */
export async function until(
  condition: () => boolean,
  what: string | (() => string),
  within = 10_000,
): Promise<void> {
  const deadline = Date.now() + within
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`did not come: ${typeof what === 'string' ? what : what()}`)
    await new Promise((next) => setTimeout(next, 3))
  }
}

/** Deterministic and pseudo-random (mulberry32): the same seed makes the same run. */
export function randomFrom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, pick: <T>(things: readonly T[]): T => things[below(things.length)] as T }
}
