/**
 * A room: one document, open, and the sockets that share it. The whole exchange:
 *
 *   socket joins          -> the server asks first (SyncStep1), so that offline edits come up (T17)
 *   SyncStep1 from client -> SyncStep2 with the state, sent once all of that state is on disk
 *   SyncStep2, update     -> rate -> gate -> apply -> group commit -> `saved` to the sender, relay to the others
 *   refused               -> `refused` to the sender, nothing to the others; this socket may read on, its edits
 *                            are ignored until the client comes back rebuilt
 *   awareness             -> client id bound, who it is written by the server, relayed once the binding is on disk
 *
 * What is applied in memory and not yet on disk is never told to anyone: replies and relays wait in the
 * committer's line. When a commit fails the room is lost whole, its sockets come back to what the disk holds.
 */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import { judgeUpdate, type Verdict } from '@sidegate/core/documents/gate'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import type { plan } from '@sidegate/core/documents/plan'
import { CLOSE } from '@sidegate/core/documents/protocol'
import { type PlanCard, planCard } from '@sidegate/core/hangouts/plan-card'
import type { Actor } from '@sidegate/core/roles'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import type { Clock } from '../clock.ts'
import type { CommandKey } from '../store/commands.ts'
import { type Append, type DocumentStore, SERVER, type StoredDocument } from '../store/documents.ts'
import type { Committer, Owner } from './committer.ts'
import {
  askFrame,
  awarenessFrame,
  readFrame,
  refusedFrame,
  savedFrame,
  stateFrame,
  updateFrame,
} from './frames.ts'
import { createPresence, readPresence, type Who } from './presence.ts'
import { createBucket, type Quotas } from './quotas.ts'

/** One socket's place in a room. */
export interface Member {
  readonly actor: Actor
  /** The hangout had ended when they came in. */
  readonly isOver: boolean
  readonly who: Who
  readonly sessionId: string
  send(frame: Uint8Array): void
  close(code: number, reason?: string): void
}

interface Seat {
  /** Has its first state; relays make sense from here on. */
  isSynced: boolean
  /** Has sent its SyncStep2, so all that it had. */
  isLevel: boolean
  isMuted: boolean
  /** The one client id whose presence this socket shows. */
  client: number | null
  /** Sync frames taken, and how many of those are on disk. */
  taken: number
  saved: number
  isTelling: boolean
  edits: ReturnType<typeof createBucket>
  asks: ReturnType<typeof createBucket>
  /** A state is on its way to them. */
  isAsking: boolean
  moves: ReturnType<typeof createBucket>
  echoes: ReturnType<typeof createBucket>
}

export interface RoomDeps {
  committer: Committer
  documents: DocumentStore
  quotas: Quotas
  clock: Clock
  log: Logger
  onCard: ((address: DocumentAddress, card: PlanCard) => void) | undefined
  /** Whether a guardian may be refused once more, or is shown out. */
  countRefusal: (guardianId: string) => 'go on' | 'too often'
}

/** The log is folded into a snapshot when a room closes with a longer tail than this. */
const COMPACT_AFTER = 200
// The y-websocket client repeats each move of each other: as many of them as a full room has people.
const ECHOES = 50
// The y-websocket client asks once a connection; a state may be a megabyte.
const ASKS = { perSecond: 1, burst: 3 }
const KEEP_ALIVE = awarenessFrame([])

/** The room was lost before the disk had it. */
class NotSaved extends Error {
  constructor() {
    super('not saved')
  }
}

export class Room implements Owner {
  readonly address: DocumentAddress
  readonly #deps: RoomDeps
  readonly #doc = new Y.Doc()
  readonly #open: OpenDocument
  readonly #seatByMember = new Map<Member, Seat>()
  readonly #guardianByClient: Map<number, string>
  readonly #familyByRecord: Map<string, string>
  readonly #presence: ReturnType<typeof createPresence>
  /** Client ids that were refused: they stay muted until their phone has rebuilt under a new one. */
  readonly #mutedClients = new Set<number>()
  #lastSeq: number
  #tail: number
  /** At least the document's encoded size; exact again whenever it nears the budget. */
  #bytes: number
  #state: 'live' | 'closing' | 'lost' = 'live'
  /** The frame changes by commands alone, so the card is read when it may have changed and not at every edit. */
  #card: PlanCard | null

  /** Throws when the stored bytes can't be loaded whole: such a room must never become writable (R7). */
  constructor(address: DocumentAddress, stored: StoredDocument, deps: RoomDeps) {
    this.address = address
    this.#deps = deps
    this.#open = openDocument(definitionsByKind[address.kind], this.#doc)
    this.#guardianByClient = stored.guardiansByClient
    this.#familyByRecord = stored.familiesByRecord
    this.#lastSeq = stored.lastSeq
    this.#tail = stored.updates.length
    this.#bytes = stored.updates.reduce(
      (sum, update) => sum + update.byteLength,
      stored.snapshot?.byteLength ?? 0,
    )
    this.#presence = createPresence(deps.clock.now)
    this.#doc.transact(() => {
      for (const update of stored.snapshot ? [stored.snapshot, ...stored.updates] : stored.updates) {
        Y.applyUpdate(this.#doc, update)
      }
    })
    if (this.#doc.store.pendingStructs || this.#doc.store.pendingDs) {
      throw new Error(`stored document ${formatAddress(address)} has gaps`)
    }
    this.#card = this.#readCard()
  }

  get isDead(): boolean {
    return this.#state === 'lost'
  }

  get isLive(): boolean {
    return this.#state === 'live'
  }

  get isEmpty(): boolean {
    return this.#seatByMember.size === 0
  }

  get members(): Iterable<Member> {
    return this.#seatByMember.keys()
  }

  join(member: Member) {
    if (!this.isLive) {
      // Lost between the door and here: its sockets have been told already, this one comes back too.
      member.close(CLOSE.tryLater, 'not saved')
      return
    }
    const { quotas, clock } = this.#deps
    const { perSecond, burst } = quotas.moves
    this.#seatByMember.set(member, {
      isSynced: false,
      isLevel: false,
      isMuted: false,
      client: null,
      taken: 0,
      saved: 0,
      isTelling: false,
      edits: createBucket(quotas.edits, clock.now),
      asks: createBucket(ASKS, clock.now),
      isAsking: false,
      moves: createBucket(quotas.moves, clock.now),
      echoes: createBucket({ perSecond: perSecond * ECHOES, burst: burst * ECHOES }, clock.now),
    })
    member.send(askFrame(Y.encodeStateVector(this.#doc)))
  }

  leave(member: Member) {
    const seat = this.#seatByMember.get(member)
    if (!seat) return
    this.#seatByMember.delete(member)
    if (seat.client !== null) this.#hide(member, seat.client)
  }

  receive(member: Member, bytes: Uint8Array) {
    const seat = this.#seatByMember.get(member)
    // A socket that was shown out may have frames in flight.
    if (!seat) return
    const frame = readFrame(bytes)
    if (!frame) member.close(CLOSE.badFrame)
    else if (frame.kind === 'ask') this.#tellState(member, seat, frame.stateVector)
    else if (frame.kind === 'update') this.#takeUpdate(member, seat, frame)
    else this.#takePresence(member, seat, frame.payload)
  }

  /** A server's own edit, for a command: on disk in one transaction with the command's key, or nothing of it. */
  async command(
    guardianId: string,
    edit: (document: OpenDocument) => void,
    command?: CommandKey,
  ): Promise<'done' | 'not-saved'> {
    let update = null as Uint8Array | null // written in a callback, which the compiler does not follow
    const keep = (made: Uint8Array) => {
      update = made
    }
    this.#doc.on('update', keep)
    try {
      // One transaction, so one row of the log: an edit by somebody else can't get on disk between two parts.
      this.#doc.transact(() => edit(this.#open))
    } catch (error) {
      // What it changed before it threw is in memory alone.
      if (update) this.lose()
      throw error
    } finally {
      this.#doc.off('update', keep)
    }
    if (!update && !command) return 'done'
    const frame = update && updateFrame(update)
    const card = update && this.#readCard()
    if (update) this.#card = card
    const append = { update, guardianId: null, clients: [], owned: [] }
    try {
      await this.#commit({ ...append, ...(card && { card }), ...(command && { command }) }, () => {
        if (frame) this.#relay(frame, null)
      })
    } catch (error) {
      if (error instanceof NotSaved) return 'not-saved'
      throw error
    }
    this.#deps.log.info({ document: formatAddress(this.address), guardianId }, 'command')
    if (card) this.#deps.onCard?.(this.address, card)
    return 'done'
  }

  /** The document's plain value, once all of it is on disk. */
  async read(): Promise<ReturnType<OpenDocument['read']>> {
    const state = this.#open.read()
    await this.#commit(null, () => undefined)
    return state
  }

  /** Waits for the disk, folds a long log, and is gone. */
  async close(): Promise<void> {
    if (this.isDead) return
    this.#state = 'closing'
    await this.#commit(null, () => undefined)
    if (this.#tail > COMPACT_AFTER) await this.#compact()
    this.#doc.destroy()
  }

  lose() {
    this.#state = 'lost'
    const members = [...this.#seatByMember.keys()]
    this.#seatByMember.clear()
    for (const member of members) member.close(CLOSE.tryLater, 'not saved')
    for (const reject of this.#waiting) reject(new NotSaved())
    this.#waiting.clear()
  }

  /** Those whose promise hangs on a commit: told when the room is lost. */
  readonly #waiting = new Set<(error: Error) => void>()

  #commit(append: Omit<Append, 'address' | 'at'> | null, done: () => void): Promise<void> {
    if (this.isDead) return Promise.reject(new NotSaved())
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      this.#push(append, () => {
        this.#waiting.delete(reject)
        done()
        resolve()
      })
    })
  }

  #push(append: Omit<Append, 'address' | 'at'> | null, done: () => void) {
    this.#deps.committer.push({
      owner: this,
      append: append && { ...append, address: this.address, at: this.#deps.clock.now() },
      done: (seq) => {
        if (seq !== null) this.#lastSeq = seq
        if (append?.update) this.#tail++
        done()
      },
    })
  }

  #tellState(member: Member, seat: Seat, stateVector: Uint8Array) {
    if (!seat.asks.take()) {
      member.close(CLOSE.tryLater, 'too fast')
      return
    }
    // One state a socket is on its way; whoever asks again meanwhile has it soon.
    if (seat.isAsking) return
    let state: Uint8Array
    try {
      state = Y.encodeStateAsUpdate(this.#doc, stateVector)
    } catch {
      // Not a state vector.
      member.close(CLOSE.badFrame)
      return
    }
    seat.isAsking = true
    this.#push(null, () => {
      seat.isAsking = false
      const others = seat.isSynced ? null : this.#presence.others(seat.client)
      seat.isSynced = true
      member.send(stateFrame(state))
      if (others) member.send(others)
    })
  }

  #takeUpdate(member: Member, seat: Seat, frame: { update: Uint8Array; isBacklog: boolean }) {
    if (seat.isMuted) return
    if (!seat.edits.take()) {
      member.close(CLOSE.tryLater, 'too fast')
      return
    }
    if (frame.isBacklog) seat.isLevel = true
    const verdict = this.#judge(member, frame)
    if (verdict.outcome === 'refused' && verdict.reason === 'gap' && !seat.isLevel) {
      // Typed while connecting, on top of what was typed offline: the SyncStep2 that is on its way carries both,
      // and its being saved counts for this frame too.
      seat.taken++
      return
    }
    if (verdict.outcome === 'refused') {
      this.#refuse(member, seat, verdict)
      return
    }
    if (verdict.outcome === 'accepted' && !this.#hasRoomFor(verdict.update)) {
      this.#refuse(member, seat, { reason: 'too-big' })
      return
    }
    const frameNumber = ++seat.taken
    const saved = () => this.#tellSaved(member, seat, frameNumber)
    if (verdict.outcome === 'nothing') {
      // What it says may be known from a frame that is still on its way to the disk.
      this.#push(null, saved)
      return
    }
    const { update, newClients, newRecords } = verdict
    const { guardianId, familyId } = member.actor
    if (!this.#apply(update, member)) {
      // The gate let something through that it must not; nobody hears of it, the disk keeps the good state. Who
      // sent it is counted, so that a room can't be thrown out as often as somebody likes.
      this.#refuse(member, seat, { reason: 'malformed' })
      this.lose()
      return
    }
    this.#bytes += update.byteLength
    for (const client of newClients) this.#guardianByClient.set(client, guardianId)
    for (const record of newRecords) this.#familyByRecord.set(record, familyId)
    this.#push(
      { update, guardianId, clients: newClients, owned: newRecords.map((record) => ({ record, familyId })) },
      () => {
        saved()
        this.#relay(updateFrame(update), member)
      },
    )
  }

  #judge(
    { actor, isOver }: Member,
    { update, isBacklog }: { update: Uint8Array; isBacklog: boolean },
  ): Verdict {
    const { quotas, log } = this.#deps
    try {
      return judgeUpdate(definitionsByKind[this.address.kind], this.#doc, update, {
        actor,
        over: isOver || this.#card?.state === 'over',
        guardianOf: (client) => this.#guardianOf(client),
        familyOf: (record) => this.#familyByRecord.get(record),
        limits: isBacklog ? quotas.backlog : quotas.live,
      })
    } catch (error) {
      // A fault of the gate, on bytes that somebody chose: nothing was applied, and the house stays up (R14).
      log.error(
        { err: error, document: formatAddress(this.address), guardianId: actor.guardianId },
        'gate failed',
      )
      return { outcome: 'refused', reason: 'malformed' }
    }
  }

  /** false: it did not go in whole, and this room's memory is not to be trusted any more. */
  #apply(update: Uint8Array, member: Member): boolean {
    const { guardianId } = member.actor
    try {
      Y.applyUpdate(this.#doc, update, member)
    } catch (error) {
      this.#deps.log.error(
        { err: error, document: formatAddress(this.address), guardianId },
        'update not applied',
      )
      return false
    }
    if (!this.#doc.store.pendingStructs && !this.#doc.store.pendingDs) return true
    this.#deps.log.error({ document: formatAddress(this.address), guardianId }, 'gate let a gap through')
    return false
  }

  #refuse(
    member: Member,
    seat: Seat,
    { reason, path }: { reason: Parameters<typeof refusedFrame>[0]; path?: string },
  ) {
    seat.isMuted = true
    if (seat.client !== null) this.#mutedClients.add(seat.client)
    const { guardianId } = member.actor
    this.#deps.log.warn({ document: formatAddress(this.address), guardianId, reason, path }, 'update refused')
    member.send(refusedFrame(reason, this.address.epoch))
    if (this.#deps.countRefusal(guardianId) === 'too often') member.close(CLOSE.tryLater, 'refused too often')
  }

  #takePresence(member: Member, seat: Seat, payload: Uint8Array) {
    const told = readPresence(payload)
    const own =
      told?.find(({ client }) => client === seat.client) ??
      (seat.client === null ? told?.find(({ isEcho }) => !isEcho) : undefined)
    if (!told || (own && own.bytes > this.#deps.quotas.presenceBytes)) {
      member.close(CLOSE.badFrame)
      return
    }
    if (!own) {
      if (!seat.echoes.take()) member.close(CLOSE.tryLater, 'too fast')
      return
    }
    // Too many moves are dropped, not punished: the next one tells where they are.
    if (!seat.moves.take()) return
    const { client, at, isGone } = own
    const { guardianId } = member.actor
    const boundTo = this.#guardianOf(client)
    if (boundTo !== undefined && boundTo !== guardianId) {
      if (!seat.isMuted) this.#refuse(member, seat, { reason: 'client-taken' })
      return
    }
    seat.client = client
    if (this.#mutedClients.has(client) && !seat.isMuted) {
      // Back under the id that was refused, not rebuilt: told once more, judged no more.
      seat.isMuted = true
      member.send(refusedFrame('malformed', this.address.epoch))
    }
    if (isGone) this.#hide(member, client)
    else {
      this.#guardianByClient.set(client, guardianId)
      // On disk before anybody reads this id, so that nobody who does can take it (R12).
      const binding = { update: null, guardianId, clients: [client], owned: [] }
      this.#push(boundTo === undefined ? binding : null, () => {
        if (this.#seatByMember.has(member)) this.#relay(this.#presence.show(client, at, member.who), member)
      })
    }
    // The y-websocket client reconnects when it hears nothing for 30 s; its awareness beats every 15 s (T14).
    member.send(KEEP_ALIVE)
  }

  /** In the committer's line, like whatever was shown before. */
  #hide(member: Member, client: number) {
    this.#push(null, () => {
      // The same phone may be back on another socket before the old one is known to be dead.
      for (const [other, seat] of this.#seatByMember) if (other !== member && seat.client === client) return
      const goodbye = this.#presence.hide(client)
      if (goodbye) this.#relay(goodbye, member)
    })
  }

  /** One message a turn of the loop, however many frames a flush covered. */
  #tellSaved(member: Member, seat: Seat, frameNumber: number) {
    seat.saved = frameNumber
    if (seat.isTelling) return
    seat.isTelling = true
    this.#deps.clock.soon(() => {
      seat.isTelling = false
      if (this.#seatByMember.has(member)) member.send(savedFrame(seat.saved))
    })
  }

  #relay(frame: Uint8Array, except: Member | null) {
    for (const [member, seat] of this.#seatByMember) {
      if (member !== except && seat.isSynced) member.send(frame)
    }
  }

  /** Structs of a client that nobody is bound to were made by the server: founding, commands. */
  #guardianOf(client: number): string | undefined {
    const bound = this.#guardianByClient.get(client)
    if (bound !== undefined) return bound
    const isServers = client === this.#doc.clientID || Y.getState(this.#doc.store, client) > 0
    return isServers ? SERVER : undefined
  }

  /** An edit over the document's budget is refused; reading goes on (R23). */
  #hasRoomFor(update: Uint8Array): boolean {
    const { documentBytes } = this.#deps.quotas
    if (this.#bytes + update.byteLength <= documentBytes) return true
    this.#bytes = Y.encodeStateAsUpdate(this.#doc).byteLength
    return this.#bytes + update.byteLength <= documentBytes
  }

  #readCard(): PlanCard | null {
    if (this.address.kind !== 'plan') return null
    return planCard((this.#open as unknown as OpenDocument<typeof plan>).read().frame)
  }

  /** The new snapshot is loaded afresh and compared before the log goes (R13). */
  async #compact() {
    const snapshot = Y.encodeStateAsUpdate(this.#doc)
    const fresh = new Y.Doc()
    const copy = openDocument(definitionsByKind[this.address.kind], fresh)
    Y.applyUpdate(fresh, snapshot)
    const isSame = JSON.stringify(copy.read()) === JSON.stringify(this.#open.read())
    fresh.destroy()
    if (!isSame) throw new Error(`snapshot of ${formatAddress(this.address)} reads differently`)
    await this.#deps.documents.compact(this.address, snapshot, this.#lastSeq)
  }
}
