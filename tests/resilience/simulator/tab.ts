/**
 * One document open in one tab of a phone, as the web client has it (apps/web/src/lib/live): a replica with its
 * outbox, the unsent rows of a local store, one connection at a time, and what it does when it is refused, shown out or
 * outdated. The outbox, the waiting between attempts and the search for unsaved words are the client's own code.
 */
import './randomness.ts'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import {
  CLOSE,
  MESSAGE_AWARENESS,
  MESSAGE_REFUSED,
  MESSAGE_SAVED,
  MESSAGE_SYNC,
} from '@sidegate/core/documents/protocol'
import * as Y from 'yjs'
import { createOutbox } from '../../../apps/web/src/lib/live/outbox.ts'
import { retryDelay } from '../../../apps/web/src/lib/live/socket.ts'
import type { Deed } from './deeds.ts'
import type { Person } from './house.ts'
import type { LocalStore, Row } from './local-store.ts'
import type { Connection } from './network.ts'
import { Others } from './others.ts'
import type { Random } from './randomness.ts'
import { INSTALLATION } from './server.ts'
import type { Time } from './time.ts'
import { presenceFrame, readCount, readRefusal, readSync, syncFrame } from './wire.ts'

interface Edit {
  update: Uint8Array
  deeds: readonly Deed[]
  key: number | null
  settled: boolean
}

/** The phone, as its tabs see it. */
export interface TabOwner {
  person: Person
  random: Random
  time: Time
  /** By its own clock, which may be wrong. */
  now(): number
  call(address: DocumentAddress): Connection
  refused(tab: Tab, reason: string): void
  rebuild(tab: Tab, reason: string): void
  wipe(tab: Tab): void
  outdated(tab: Tab, epoch: number): void
  fail(what: string): void
  readonly isSignedIn: boolean
}

export type TabStatus = 'open' | 'locked' | 'ended' | 'closed'

const FROM_STORE = Symbol('from the local store')
const FROM_OTHER_TAB = Symbol('from another tab')
const FROM_SERVER = Symbol('from the server')
const BEAT_AFTER = 15_000
const SILENT_AFTER = 30_000
const COMPACT_AFTER = 200

export class Tab {
  readonly phone: TabOwner
  readonly address: DocumentAddress
  readonly definition: DocumentDefinition
  readonly doc = new Y.Doc()
  readonly opened: OpenDocument
  readonly store: LocalStore
  readonly generation: number
  status: TabStatus = 'open'
  /** Others, as presence shows them. */
  readonly others = new Others()
  #connection: Connection | null = null
  #isConnected = false
  #isSynced = false
  /** This socket has sent its SyncStep2. */
  #isLevel = false
  #failures = 0
  #heardAt = 0
  #clock = 0
  #at: string | null = null
  readonly #outbox = createOutbox()
  readonly #edits = new Map<number, Edit>()
  readonly #ownKeys = new Set<number>()
  #lastKey = 0
  #editCount = 0
  #current: number[] = []
  #takenOver: Row[] = []
  #rowCount = 0
  #deeds: readonly Deed[] = []
  #lastSent: Uint8Array | null = null
  #undo: Y.UndoManager | null = null

  constructor(phone: TabOwner, address: DocumentAddress, store: LocalStore) {
    this.phone = phone
    this.address = address
    this.store = store
    this.generation = store.generation
    this.definition = definitionsByKind[address.kind]
    this.opened = openDocument(this.definition, this.doc)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => this.#heard(update, origin))
    this.#load(store.rows())
    this.#connect(0)
    this.#beat()
  }

  get isOpen(): boolean {
    return this.status === 'open'
  }

  /** Level with the server, and all that was done here is saved. */
  get isSettled(): boolean {
    const isWritten = [...this.#edits.values()].every(({ settled }) => settled)
    return this.#isConnected && this.#isSynced && this.#outbox.unacked.size === 0 && isWritten
  }

  get isConnected(): boolean {
    return this.#isConnected
  }

  get facts(): string {
    const { size } = this.#outbox.unacked
    return `${this.phone.person.name} ${this.status}, connected ${this.#isConnected}, synced ${this.#isSynced}, unsaved ${size}`
  }

  /** Does something, under the names of what is done. */
  act(deeds: readonly Deed[], change: () => void) {
    this.#deeds = deeds
    change()
    this.#deeds = []
  }

  /** Takes one's last edit back, which every Yjs client may do; from the first call on edits are remembered. */
  undo() {
    if (this.#undo) this.#undo.undo()
    else this.#undo = new Y.UndoManager([...this.doc.share.values()], { captureTimeout: 0 })
  }

  /** The last edit is not to be undone: a host clears the answer of another family, and nobody may give it for them. */
  leaveAsIs() {
    this.#undo?.undoStack.pop()
  }

  focus(at: string | null) {
    this.#at = at
    this.#tellPresence()
  }

  /** Sends the last update once more, in a frame that counts like any other. */
  repeat() {
    if (!this.#isConnected || !this.#isLevel || !this.#lastSent) return
    this.#count('update', this.#lastSent)
    this.#outbox.sent([])
  }

  /** The socket is gone. */
  lost(code: number, reason: string) {
    this.#connection?.close('phone', 1000)
    this.#connection = null
    this.#isConnected = false
    this.#isSynced = false
    this.#isLevel = false
    this.others.forget()
    if (this.status !== 'open') return
    if (code >= 4400 && code < 4500) this.#shownOut(code, reason)
    else this.#connect(retryDelay(this.#failures++, { code, reason }, this.phone.random.next()))
  }

  /** The radio is off: this side knows it, the server doesn't. */
  vanish() {
    this.#connection?.vanish()
    this.#connection = null
    this.lost(1006, '')
  }

  resume() {
    if (this.status !== 'locked') return
    this.status = 'open'
    this.#connect(0)
  }

  /** By the phone's own clock, which may be wrong. */
  look() {
    if (this.#isConnected && this.phone.now() - this.#heardAt > SILENT_AFTER) this.lost(1006, '')
    this.others.look(this.phone.now())
  }

  #load(rows: Row[]) {
    this.doc.transact(() => {
      for (const { update } of rows) Y.applyUpdate(this.doc, update)
    }, FROM_STORE)
    for (const { key, update, unsent, deeds } of rows) {
      this.#lastKey = Math.max(this.#lastKey, key)
      if (unsent) this.#add({ update, deeds, key, settled: true })
    }
    this.#rowCount = rows.length
  }

  #connect(after: number) {
    this.phone.time.after(after, () => {
      if (this.status !== 'open' || this.#connection) return
      const connection = this.phone.call(this.address)
      this.#connection = connection
      const isMine = () => this.#connection === connection
      connection.attach('phone', {
        opened: () => isMine() && this.#opened(),
        received: (frame) => isMine() && this.#received(frame),
        closed: (code, reason) => {
          if (!isMine()) return
          this.#connection = null
          this.lost(code, reason)
        },
      })
    })
  }

  #opened() {
    this.#isConnected = true
    this.#heardAt = this.phone.now()
    this.#outbox.newSocket()
    this.#send(syncFrame('ask', Y.encodeStateVector(this.doc)))
    this.#tellPresence()
  }

  #received(frame: Uint8Array) {
    this.#heardAt = this.phone.now()
    if (frame[0] === MESSAGE_AWARENESS)
      this.others.hear(readSync(frame).payload, { own: this.doc.clientID, now: this.phone.now() })
    else if (frame[0] === MESSAGE_SAVED) this.#done(this.#outbox.acked(readCount(frame)))
    else if (frame[0] === MESSAGE_REFUSED) {
      const { reason, epoch } = readRefusal(frame)
      if (epoch !== this.address.epoch) return
      this.phone.refused(this, reason)
    } else if (frame[0] === MESSAGE_SYNC) {
      const { kind, payload } = readSync(frame)
      if (kind === 'ask') {
        this.#count('state', Y.encodeStateAsUpdate(this.doc, payload))
        this.#isLevel = true
        this.#outbox.sentAll()
        return
      }
      Y.applyUpdate(this.doc, payload, FROM_SERVER)
      if (kind === 'state' && !this.#isSynced) {
        this.#isSynced = true
        this.#failures = 0
        this.#takeOver()
      }
    }
  }

  #heard(update: Uint8Array, origin: unknown) {
    if (origin === FROM_STORE) return
    if (origin === FROM_SERVER) {
      this.#keep(update, null)
      return
    }
    if (origin === FROM_OTHER_TAB) {
      this.#current = this.#takenOver.map(({ update, deeds, key }) =>
        this.#add({ update, deeds, key, settled: true }),
      )
    } else {
      const edit: Edit = { update, deeds: this.#deeds, key: null, settled: false }
      const id = this.#add(edit)
      this.#current = [id]
      this.#keep(update, { id, edit })
    }
    if (!this.#isConnected || !this.#isLevel) return
    this.#lastSent = update
    this.#count('update', update)
    this.#outbox.sent(this.#current)
  }

  #keep(update: Uint8Array, own: { id: number; edit: Edit } | null) {
    const row = { update, unsent: own !== null, deeds: own?.edit.deeds ?? [] }
    const isAlive = () => this.status !== 'closed'
    this.store.keep(row, { generation: this.generation, isAlive }, (kept) => {
      if (typeof kept === 'object') {
        this.#ownKeys.add(kept.key)
        if (++this.#rowCount > COMPACT_AFTER) {
          this.#rowCount = 0
          this.store.compact(mergeUpdates)
        }
      } else if (kept === 'renewed' && this.isOpen) this.phone.rebuild(this, 'other-tab')
      if (!own) return
      own.edit.settled = true
      own.edit.key = typeof kept === 'object' ? kept.key : null
      if (!this.#outbox.unacked.has(own.id)) this.#done([own.id])
    })
  }

  /** What other tabs have written and may not have sent: they may be closed by now. */
  #takeOver() {
    const rows = this.store.rows(this.#lastKey).filter(({ key }) => !this.#ownKeys.has(key))
    if (rows.length === 0 || this.store.generation !== this.generation) return
    this.#lastKey = Math.max(...rows.map(({ key }) => key))
    this.#takenOver = rows.filter(({ unsent }) => unsent)
    this.doc.transact(() => {
      for (const { update } of rows) Y.applyUpdate(this.doc, update)
    }, FROM_OTHER_TAB)
  }

  #add(edit: Edit): number {
    const id = ++this.#editCount
    this.#edits.set(id, edit)
    this.#outbox.add(id, this.phone.now())
    return id
  }

  #done(acked: number[]) {
    const keys: number[] = []
    for (const id of acked) {
      const edit = this.#edits.get(id)
      if (!edit) continue
      for (const deed of edit.deeds) deed.fate = 'saved'
      if (!edit.settled) continue
      this.#edits.delete(id)
      if (edit.key !== null) keys.push(edit.key)
    }
    this.store.markSent(keys)
  }

  #shownOut(code: number, reason: string) {
    if (code === CLOSE.sessionExpired) {
      this.status = 'locked'
      // Somebody may have signed in again before this was told.
      if (this.phone.isSignedIn) this.resume()
    } else if (code === CLOSE.noAccess && reason === INSTALLATION) this.phone.wipe(this)
    else if (code === CLOSE.wrongEpoch && Number(reason) > 0) this.phone.outdated(this, Number(reason))
    else this.phone.fail(`${this.facts}: closed with ${code} ${reason}`)
  }

  /** Ends this replica; what it knows, and what of it the local store does not have. */
  stop(status: TabStatus): { known: Uint8Array; unkept: { update: Uint8Array; deeds: readonly Deed[] }[] } {
    const unkept = [...this.#edits].flatMap(([id, edit]) =>
      edit.key === null && this.#outbox.unacked.has(id) ? [edit] : [],
    )
    const known = Y.encodeStateAsUpdate(this.doc)
    this.#stop(status)
    this.#connection?.close('phone', 1000)
    this.#connection = null
    return { known, unkept }
  }

  #stop(status: TabStatus) {
    this.status = status
    this.#isConnected = false
    this.others.forget()
  }

  #beat() {
    this.phone.time.after(BEAT_AFTER, () => {
      if (this.status === 'closed' || this.status === 'ended') return
      this.look()
      this.#tellPresence()
      this.#beat()
    })
  }

  #tellPresence() {
    if (this.#isConnected) this.#send(presenceFrame(this.doc.clientID, ++this.#clock, { at: this.#at }))
  }

  #count(kind: 'state' | 'update', update: Uint8Array) {
    this.#connection?.counted?.push(update)
    this.#send(syncFrame(kind, update))
  }

  #send(frame: Uint8Array) {
    this.#connection?.send('phone', frame)
  }
}

/** By way of a document, as the web client does. */
function mergeUpdates(updates: Uint8Array[]): Uint8Array {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return Y.encodeStateAsUpdate(doc)
}
