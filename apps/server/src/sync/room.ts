/**
 * A room: one document, open, and the sockets that share it. The whole exchange:
 *
 *   socket joins          -> the server asks first (SyncStep1), so that offline edits come up (T17)
 *   SyncStep1 from client -> who has nothing is told the committed state at once; others SyncStep2 with what they
 *                            lack, sent once all of it is on disk
 *   SyncStep2, update     -> rate -> gate -> apply -> group commit -> `saved` to the sender, relay to the others
 *   refused               -> `refused` to the sender, nothing to the others; this socket may read on, its edits
 *                            are ignored until the client comes back rebuilt
 *   awareness             -> room-presence.ts
 *
 * What is applied in memory and not yet on disk is never told to anyone: it waits in the room's line. When a commit
 * fails, what it held is forgotten and its senders are shown out; whoever reads stays. A room whose stored bytes
 * are damaged can be read and not written.
 */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import type { Verdict } from '@sidegate/core/documents/gate'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import type { OpenDocument } from '@sidegate/core/documents/open'
import type { plan } from '@sidegate/core/documents/plan'
import { CLOSE, type RefusalReason } from '@sidegate/core/documents/protocol'
import { isClosed } from '@sidegate/core/hangouts/hangout-end'
import { type PlanCard, planCard } from '@sidegate/core/hangouts/plan-card'
import * as Y from 'yjs'
import type { Clock } from '../clock.ts'
import type { CommandKey } from '../store/commands.ts'
import { type Append, SERVER, StaleEpoch, type StoredDocument } from '../store/documents.ts'
import { BUSY_ROOM, type Committer, type Source } from './committer.ts'
import { Content, type Live } from './content.ts'
import { readFrame } from './frames.ts'
import { type CommandEdit, createRoomHistory, type RoomHistory } from './history.ts'
import { type Bucket, fullBucket, type Quotas, take } from './quotas.ts'
import { RoomLog, type RoomLogDeps } from './room-log.ts'
import { type PresenceHost, RoomPresence } from './room-presence.ts'
import { type Member, Seat } from './seat.ts'
import { applyWhole, judgeFrame } from './taking.ts'
import { Window } from './window.ts'
import { refusedWire, SYNC_ASK, syncWire } from './wire-frames.ts'

export interface RoomDeps extends RoomLogDeps {
  committer: Committer
  quotas: Quotas
  clock: Clock
  /** The room's bytes don't make a document: it is lost, and whoever opens it next looks at it first. */
  onDamage: (error: unknown) => void
  onCard: ((address: DocumentAddress, card: PlanCard) => void) | undefined
  /** Somebody took away much at once: its restore point is on disk. */
  onDeletion: ((address: DocumentAddress) => void) | undefined
  /** Whether a guardian may be refused once more, or is shown out. */
  countRefusal: (guardianId: string, reason: RefusalReason) => 'go on' | 'too often'
}

// The y-websocket client asks once a connection; a state may be a megabyte.
const ASKS = { perSecond: 1, burst: 3 }
// Bytes of a state vector: more than a thousand ids.
const OWN_IDS = 16 * 1024
// Tabs on one local store repeat each other's edits, so a guardian may send several times what a socket may.
const TABS = 4
const NONE: readonly never[] = []
/** The room was lost before the disk had it, or the disk doesn't take it. */
class NotSaved extends Error {
  constructor() {
    super('not saved')
  }
}

/** What waits in the room's line for a flush. */
interface Entry {
  append: Append | null
  /** Whose frame it is. */
  seat: Seat | null
  /** Its number among the frames of that socket; 0: nobody counts on it. */
  number: number
  /** For the others. */
  frame: Buffer | null
  done: ((window: Window) => void) | null
  failed: (() => void) | null
}

export class Room implements Source {
  readonly address: DocumentAddress
  heat = 0
  readonly #deps: RoomDeps
  #content: Content
  readonly #seatByMember = new Map<Member, Seat>()
  #guardianByClient: Map<number, string>
  #familyByRecord: Map<string, string>
  readonly #presence: RoomPresence
  /** A plan has one; nobody is shown that of the others. */
  readonly #history: RoomHistory | null
  /** Client ids that were refused: they stay muted until their phone has rebuilt under a new one. */
  readonly #mutedClients = new Map<number, RefusalReason>()
  readonly #editsByGuardian = new Map<string, Bucket>()
  #line: Entry[] = []
  /** What the flush under way has of the line. */
  #taken: Entry[] = []
  readonly #log: RoomLog
  /** At least the document's encoded size; exact again whenever it nears the budget. */
  #bytes: number
  #state: 'live' | 'mending' | 'closing' | 'lost' = 'live'
  readonly #isReadOnly: boolean
  /** Somebody needed the live document since it was last asked. */
  #isBusy = true
  /** The frame changes by commands alone, so the card is read when it may have changed and not at every edit. */
  #card: PlanCard | null = null

  /** Throws Damaged when the bytes can't even be read. */
  constructor(
    address: DocumentAddress,
    stored: StoredDocument,
    content: 'whole' | 'damaged',
    deps: RoomDeps,
  ) {
    this.address = address
    this.#deps = deps
    this.#isReadOnly = content === 'damaged'
    this.#guardianByClient = stored.guardiansByClient
    this.#familyByRecord = stored.familiesByRecord
    this.#history =
      address.kind === 'plan'
        ? createRoomHistory({
            definition: definitionsByKind[address.kind],
            now: deps.clock.now,
            lastPointAt: stored.lastPointAt,
          })
        : null
    this.#content = this.#open(stored)
    this.#content.stateVector()
    this.#log = new RoomLog(address, deps, () => this.#content)
    this.#log.opened(stored.lastSeq, stored.updates.length, this.#content.tailBytes)
    this.#bytes = this.#content.bytes
    this.#presence = new RoomPresence(this.#presenceHost(), deps.quotas, deps.clock.now)
  }

  get isLive(): boolean {
    return this.#state === 'live' || this.#state === 'mending'
  }

  /** Its stored bytes are damaged. */
  get isReadOnly(): boolean {
    return this.#isReadOnly
  }

  get isEmpty(): boolean {
    return this.#seatByMember.size === 0
  }

  get isAwake(): boolean {
    return this.#content.isAwake
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
    this.#seatByMember.set(member, new Seat(member))
    member.send(syncWire(SYNC_ASK, this.#content.stateVector()))
  }

  leave(member: Member) {
    const seat = this.#seatByMember.get(member)
    if (!seat) return
    this.#seatByMember.delete(member)
    if (seat.client === null) return
    this.#presence.hide(seat.client, seat)
    this.#deps.committer.push(this, 0, 0)
  }

  receive(member: Member, bytes: Uint8Array) {
    const seat = this.#seatByMember.get(member)
    // A socket that was shown out may have frames in flight.
    if (!seat) return
    const frame = readFrame(bytes)
    if (!frame) member.close(CLOSE.badFrame)
    else if (frame.kind === 'ask') this.#takeAsk(seat, frame.stateVector)
    else if (frame.kind === 'update') this.#takeUpdate(seat, frame)
    else this.#presence.receive(seat, frame.payload)
  }

  /** A server's own edit, for a command: on disk in one transaction with the command's key, or nothing of it. */
  async command(
    guardianId: string | null,
    edit: CommandEdit,
    command?: CommandKey,
  ): Promise<'done' | 'declined' | 'not-saved'> {
    if (this.#isReadOnly || this.#state !== 'live') return 'not-saved'
    const live = this.#live()
    if (!live) return 'not-saved'
    const { doc, open } = live
    let update = null as Uint8Array | null // written in a callback, which the compiler does not follow
    const keep = (made: Uint8Array) => {
      update = made
    }
    doc.on('update', keep)
    let marks: ReturnType<CommandEdit>
    try {
      // One transaction, so one row of the log: an edit by somebody else can't get on disk between two parts.
      marks = doc.transact(() => edit(open, doc))
    } catch (error) {
      // What it changed before it threw is in memory alone.
      if (update) this.lose()
      throw error
    } finally {
      doc.off('update', keep)
    }
    if (marks === 'declined') return 'declined'
    if (!update && !command) return 'done'
    const history = this.#history?.take(guardianId, marks ?? {})
    if (update) this.#bytes += update.byteLength
    const frame = update && this.#content.applied(update)
    const card = update && this.#readCard(open)
    if (update) this.#card = card
    try {
      await this.#commit(
        this.#append(update, null, {
          ...(card && { card }),
          ...(command && { command }),
          ...(history && { history }),
        }),
        frame,
      )
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
    const live = this.#live()
    if (!live) throw new NotSaved()
    const state = live.open.read()
    if (!this.#content.isLevel) await this.whenSaved()
    return state
  }

  /** The living document, which may be ahead of the disk. Not to be edited. */
  look<T>(look: (document: OpenDocument, doc: Y.Doc) => T): T {
    const live = this.#live()
    if (!live) throw new NotSaved()
    return look(live.open, live.doc)
  }

  /** Resolves once all that was applied is on disk; rejects when it can't be. */
  async whenSaved(): Promise<void> {
    if (this.#line.length > 0 || this.#taken.length > 0) await this.#commit(null, null)
    if (this.#state === 'lost') throw new NotSaved()
  }

  /** Nothing more is taken; resolves once what was taken is on disk. */
  async stopWriting(): Promise<void> {
    if (this.isLive) this.#state = 'closing'
    await this.whenSaved()
  }

  /** The log becomes a snapshot, in which nothing is left of what was taken away. */
  async fold(): Promise<void> {
    if (this.#state === 'live' && !this.#isReadOnly) await this.#log.foldAll()
  }

  /** Waits for the disk, folds a long log if there is time, and is gone. */
  async close(isInHaste: boolean): Promise<void> {
    if (this.#state === 'lost') return
    await this.stopWriting()
    if (isInHaste || this.#isReadOnly) await this.#log.folding
    else await this.#log.foldBeforeClosing()
    this.#content.close()
  }

  /** Shows everybody out; the room is no more. */
  end(code: number, reason: string) {
    this.#state = 'lost'
    const members = [...this.#seatByMember.keys()]
    this.#seatByMember.clear()
    for (const member of members) member.close(code, reason)
    const dropped = this.#forgetLine()
    for (const entry of dropped) entry.failed?.()
    this.#content.close()
  }

  lose() {
    this.end(CLOSE.tryLater, 'not saved')
  }

  /** Lets go of the live document when nobody needed it since the last call. */
  rest(): 'awake' | 'asleep' {
    const isQuiet = !this.#isBusy && this.#line.length === 0 && this.#taken.length === 0
    if (isQuiet) this.#foldIfLong()
    // A base that is being made counts on the tail as it stands.
    if (isQuiet && !this.#log.folding) this.#content.sleep()
    this.#isBusy = false
    return this.#content.isAwake ? 'awake' : 'asleep'
  }

  // The committer's side.

  calmed() {
    if (this.isLive) this.#foldIfLong()
  }

  take(): Append[] {
    this.#taken = this.#line
    this.#line = []
    this.#presence.take()
    return this.#taken.flatMap(({ append }) => append ?? NONE)
  }

  settled(seq: number | null) {
    if (this.#state === 'lost') return
    const entries = this.#taken
    this.#taken = []
    if (seq !== null) this.#log.lastSeq = seq
    const window = new Window()
    for (const { append, seat, number, frame, done } of entries) {
      if (frame && append?.update) {
        this.#content.committed(frame)
        this.#log.grew(frame.byteLength)
        window.add(frame, seat)
      }
      if (seat && number > 0 && this.#has(seat)) window.saved(seat, number)
      done?.(window)
    }
    this.#presence.settle(
      window,
      (seat) => this.#has(seat),
      (client, from) => {
        for (const seat of this.#seatByMember.values())
          if (seat !== from && seat.client === client) return true
        return false
      },
    )
    window.send(this.#seatByMember.values(), this.#deps.clock.now())
    this.#foldIfLong()
  }

  failed(error: unknown) {
    if (this.#state === 'lost') return
    if (error instanceof StaleEpoch || this.#state === 'closing') {
      this.lose()
      return
    }
    this.#presence.drop()
    const dropped = this.#forgetLine()
    const senders = new Set<Member>()
    for (const { seat, number, append, failed } of dropped) {
      if (seat && (number > 0 || append?.update)) senders.add(seat.member)
      failed?.()
      // Until the disk says otherwise; nobody may be shown under an id that it doesn't know.
      for (const client of append?.clients ?? []) this.#guardianByClient.delete(client)
    }
    for (const member of senders) member.close(CLOSE.tryLater, 'not saving')
    this.#mend()
  }

  /** Memory never leads the disk: what is on it is read anew, for a failed commit may be there all the same. */
  #mend() {
    this.#state = 'mending'
    this.#content.rewind()
    this.#deps.documents.load(this.address).then(
      (stored) => {
        if (this.#state !== 'mending') return
        if (!stored || stored.fault) {
          this.lose()
          return
        }
        this.#guardianByClient = stored.guardiansByClient
        this.#familyByRecord = stored.familiesByRecord
        this.#history?.rewind(stored.lastPointAt)
        if (stored.lastSeq !== this.#log.lastSeq) this.#catchUp(stored)
        this.#state = 'live'
      },
      (error: unknown) => {
        this.#deps.log.error({ err: error, document: formatAddress(this.address) }, 'room not mended')
        if (this.#state === 'mending') this.lose()
      },
    )
  }

  /** More is on disk than was said: everybody hears of it. */
  #catchUp(stored: StoredDocument) {
    this.#content.close()
    this.#content = this.#open(stored)
    this.#log.opened(stored.lastSeq, stored.updates.length, this.#content.tailBytes)
    for (const seat of this.#seatByMember.values())
      if (seat.isSynced) seat.member.send(this.#content.welcome())
  }

  #open(stored: StoredDocument): Content {
    return new Content(definitionsByKind[this.address.kind], stored, (live) => this.#woken(live))
  }

  #woken(live: Live): () => void {
    this.#card = this.#readCard(live.open)
    return this.#history?.watch(live) ?? (() => undefined)
  }

  /** null: the committed bytes make no document, and the room is lost. */
  #live(): Live | null {
    this.#isBusy = true
    try {
      return this.#content.live()
    } catch (error) {
      this.#deps.onDamage(error)
      this.lose()
      return null
    }
  }

  #has(seat: Seat): boolean {
    return this.#seatByMember.get(seat.member) === seat
  }

  #forgetLine(): Entry[] {
    const dropped = [...this.#taken, ...this.#line]
    this.#deps.committer.forget(this.#line.flatMap(({ append }) => append ?? NONE))
    this.#taken = []
    this.#line = []
    return dropped
  }

  #append(update: Uint8Array | null, guardianId: string | null, more: Partial<Append> = {}): Append {
    const { address } = this
    return { address, update, guardianId, at: this.#deps.clock.now(), clients: [], owned: [], ...more }
  }

  #commit(append: Append | null, frame: Buffer | null): Promise<void> {
    if (this.#state === 'lost') return Promise.reject(new NotSaved())
    return new Promise((resolve, reject) => {
      this.#push({
        append,
        seat: null,
        number: 0,
        frame,
        done: () => resolve(),
        failed: () => reject(new NotSaved()),
      })
    })
  }

  #push(entry: Entry) {
    this.#line.push(entry)
    const update = entry.append?.update
    this.#deps.committer.push(this, update ? 1 : 0, update?.byteLength ?? 0)
  }

  #takeAsk(seat: Seat, stateVector: Uint8Array) {
    const now = this.#deps.clock.now()
    seat.asks ??= fullBucket(ASKS, now)
    if (!take(seat.asks, ASKS, now)) {
      seat.member.close(CLOSE.tryLater, 'too fast')
      return
    }
    // One state a socket is on its way; whoever asks again meanwhile has it soon.
    if (!seat.isAsking) this.#tellState(seat, stateVector)
  }

  #tellState(seat: Seat, stateVector: Uint8Array) {
    // It names ids that the document has, and those of a phone's own offline days; to answer more takes long.
    if (stateVector.byteLength > 2 * this.#content.stateVector().byteLength + OWN_IDS) {
      seat.member.close(CLOSE.badFrame)
      return
    }
    const isNewcomer = stateVector.byteLength === 1 && stateVector[0] === 0
    if (!isNewcomer && !this.#content.hasAnswer(stateVector) && !this.#live()) return
    const state = isNewcomer ? this.#content.welcome() : this.#content.answer(stateVector)
    if (!state) {
      // Not a state vector.
      seat.member.close(CLOSE.badFrame)
      return
    }
    if (isNewcomer || this.#content.isLevel) {
      // All of it is committed.
      const window = new Window()
      this.#welcome(seat, state, window)
      window.send([seat], this.#deps.clock.now())
      return
    }
    seat.isAsking = true
    this.#push({
      append: null,
      seat: null,
      number: 0,
      frame: null,
      done: (window) => {
        seat.isAsking = false
        if (this.#has(seat)) this.#welcome(seat, state, window)
      },
      failed: () => {
        seat.isAsking = false
        // What it was to be told is no more.
        if (this.#has(seat)) seat.member.close(CLOSE.tryLater, 'not saving')
      },
    })
  }

  #welcome(seat: Seat, state: Buffer, window: Window) {
    const others = seat.isSynced ? null : this.#presence.others(seat.client)
    seat.isSynced = true
    window.state(seat, others ? Buffer.concat([state, others]) : state)
  }

  /** All sockets of a guardian together, those that come back included. */
  #mayEditMore(guardianId: string, now: number, cost: number): boolean {
    const { perSecond, burst } = this.#deps.quotas.edits
    const rate = { perSecond: perSecond * TABS, burst: burst * TABS }
    const bucket = this.#editsByGuardian.get(guardianId) ?? fullBucket(rate, now)
    this.#editsByGuardian.set(guardianId, bucket)
    return take(bucket, rate, now, cost)
  }

  #takeUpdate(seat: Seat, frame: { update: Uint8Array; isBacklog: boolean }) {
    const { quotas, clock, committer } = this.#deps
    const { member } = seat
    const now = clock.now()
    seat.edits ??= fullBucket(quotas.edits, now)
    // A backlog that is known already costs its reading all the same.
    const cost = Math.max(1, Math.ceil(frame.update.byteLength / quotas.live.updateBytes))
    const isCalm = take(seat.edits, quotas.edits, now, cost)
    if (!isCalm || !this.#mayEditMore(member.actor.guardianId, now, cost)) {
      member.close(CLOSE.tryLater, 'too fast')
      return
    }
    if (seat.isMuted || this.#state === 'closing') return
    if (frame.isBacklog) {
      seat.isLevel = true
      seat.hasGap = false
    }
    if (this.#content.isKnown(frame.update)) {
      this.#tellSaved(seat)
      return
    }
    if (this.#state === 'mending' || committer.isFull) {
      member.close(CLOSE.tryLater, committer.isFull ? 'overloaded' : 'not saving')
      return
    }
    const live = this.#live()
    if (!live) return
    const verdict = this.#judge(member, frame, live.doc)
    if (verdict.outcome === 'refused' && verdict.reason === 'gap' && !seat.isLevel) {
      // Typed while connecting, on top of what was typed offline: the SyncStep2 that is on its way carries both,
      // and its being saved counts for this frame too.
      seat.taken++
      seat.hasGap = true
      return
    }
    if (verdict.outcome === 'nothing') {
      this.#tellSaved(seat)
      return
    }
    if (this.#isReadOnly) {
      // Whatever else is wrong with it: what is left of the document may lack what an honest edit leans on.
      this.#refuse(seat, 'read-only')
      return
    }
    if (verdict.outcome === 'refused') {
      this.#refuse(seat, verdict.reason, verdict.path)
      return
    }
    if (!this.#hasRoomFor(verdict.update, live.doc)) {
      this.#refuse(seat, 'too-big')
      return
    }
    // What is dear for everybody who applies it counts as several.
    const more = Math.floor(verdict.steps / quotas.live.steps)
    if (more > 0 && !this.#mayEditMore(member.actor.guardianId, now, more)) {
      member.close(CLOSE.tryLater, 'too fast')
      return
    }
    const { update, newClients, newRecords } = verdict
    const { guardianId, familyId } = member.actor
    if (!applyWhole({ address: this.address, doc: live.doc, log: this.#deps.log }, update, member)) {
      // The gate let something through that it must not; nobody hears of it, the disk keeps the good state. Who
      // sent it is counted, so that a room can't be thrown out as often as somebody likes.
      this.#refuse(seat, 'malformed')
      this.lose()
      return
    }
    this.#bytes += update.byteLength
    for (const client of newClients) this.#guardianByClient.set(client, guardianId)
    for (const record of newRecords) this.#familyByRecord.set(record, familyId)
    const owned = newRecords.map((record) => ({ record, familyId }))
    const history = this.#history?.take(guardianId)
    const wasMuch = history?.points.some((point) => point.reason === 'before-deletion')
    this.#push({
      append: this.#append(update, guardianId, { clients: newClients, owned, ...(history && { history }) }),
      seat,
      number: numberOf(seat),
      frame: this.#content.applied(update),
      done: wasMuch ? () => this.#deps.onDeletion?.(this.address) : null,
      failed: null,
    })
  }

  /** A frame that says nothing new; what it says may be known from one that is still on its way to the disk. */
  #tellSaved(seat: Seat) {
    this.#push({ append: null, seat, number: numberOf(seat), frame: null, done: null, failed: null })
  }

  #judge(
    { actor, isOver }: Member,
    { update, isBacklog }: { update: Uint8Array; isBacklog: boolean },
    doc: Y.Doc,
  ): Verdict {
    const { quotas, log } = this.#deps
    const { address } = this
    return judgeFrame({ address, doc, log }, update, {
      actor,
      over: isOver || isClosed(this.#card?.state),
      guardianOf: (client) => this.#guardianOf(client),
      familyOf: (record) => this.#familyByRecord.get(record),
      limits: isBacklog ? quotas.backlog : quotas.live,
    })
  }

  #refuse(seat: Seat, reason: RefusalReason, path?: string) {
    const { member } = seat
    seat.isMuted = true
    if (seat.client !== null) this.#mutedClients.set(seat.client, reason)
    const { guardianId } = member.actor
    this.#deps.log.warn({ document: formatAddress(this.address), guardianId, reason, path }, 'update refused')
    member.send(refusedWire(reason, this.address.epoch))
    if (this.#deps.countRefusal(guardianId, reason) === 'too often')
      member.close(CLOSE.tryLater, 'refused too often')
  }

  #presenceHost(): PresenceHost {
    return {
      guardianOf: (client) => this.#guardianOf(client),
      bind: (client, guardianId) => {
        // While the disk is read anew nobody is bound; the next beat tries again.
        if (this.#state !== 'live') return false
        this.#guardianByClient.set(client, guardianId)
        const append = this.#isReadOnly ? null : this.#append(null, guardianId, { clients: [client] })
        this.#push({ append, seat: null, number: 0, frame: null, done: null, failed: null })
        return true
      },
      tellMoves: () => this.#deps.committer.push(this, 1, 0),
      isMuted: (client) => this.#mutedClients.has(client),
      refuse: (seat, reason) => this.#refuse(seat, reason),
      remind: (seat) => {
        const reason = seat.client === null ? undefined : this.#mutedClients.get(seat.client)
        seat.member.send(refusedWire(reason ?? 'malformed', this.address.epoch))
      },
    }
  }

  /** Structs of a client that nobody is bound to were made by the server: founding, commands. */
  #guardianOf(client: number): string | undefined {
    return this.#guardianByClient.get(client) ?? (this.#content.knows(client) ? SERVER : undefined)
  }

  /** An edit over the document's budget is refused; reading goes on (R23). */
  #hasRoomFor(update: Uint8Array, doc: Y.Doc): boolean {
    const { documentBytes } = this.#deps.quotas
    if (this.#bytes + update.byteLength <= documentBytes) return true
    this.#bytes = Y.encodeStateAsUpdate(doc).byteLength
    return this.#bytes + update.byteLength <= documentBytes
  }

  #readCard(open: OpenDocument): PlanCard | null {
    if (this.address.kind !== 'plan') return null
    return planCard((open as unknown as OpenDocument<typeof plan>).read().frame)
  }

  #foldIfLong() {
    if (!this.#isReadOnly) this.#log.foldIfLong(this.heat >= BUSY_ROOM)
  }
}

/** Of the frame that is taken now; 0: it counts with a later one. */
function numberOf(seat: Seat): number {
  seat.taken++
  return seat.hasGap ? 0 : seat.taken
}
