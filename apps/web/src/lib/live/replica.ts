/**
 * One Y.Doc with its outbox and its socket, from the rows of the local store to its last frame. After a refusal it is
 * thrown away and a new one takes its place, under a new client id.
 */
import type { DocumentAddress } from '@sidegate/core/documents/address'
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { type Link, tendLink } from './link.ts'
import type { LocalStore, StoredUpdate } from './local-store.ts'
import { createOutbox, type Saving, savingOf } from './outbox.ts'
import { createPresence, type Presence } from './presence.ts'
import { createSocket } from './socket.ts'

export interface ReplicaListener {
  /** Something about what is saved, sent or connected is different. */
  moved(): void
  /** The server's content is here, whole. */
  synced(): void
  here(): void
  refused(reason: string): void
  /** Another tab has started the local copy anew. */
  renewed(): void
  /** The server closed the socket for good (44xx). */
  closed(code: number, reason: string): void
}

/** An own edit that is not known to be on the server's disk, or whose local write is not settled. */
interface Edit {
  update: Uint8Array
  /** Its row in the local store, once durable. */
  key: number | null
  settled: boolean
}

/** Why the server takes no edits for now: the document can't be changed, or nothing can be written to its disk. */
export type Held = 'read-only' | 'not-saving'

const FROM_STORE = Symbol('from the local store')
const FROM_OTHER_TAB = Symbol('from another tab, by the local store')
const ASK_AGAIN_MS = 30_000 // whether a document that can only be read takes edits again
const COMPACT_AFTER = 200 // rows; loading them takes some 20 ms on an old phone

export class Replica<D extends DocumentDefinition> {
  readonly doc = new Y.Doc()
  readonly opened: OpenDocument<D>
  readonly provider: WebsocketProvider
  readonly link: Link
  readonly presence: Presence
  readonly #store: LocalStore
  readonly #listener: ReplicaListener
  readonly #outbox = createOutbox()
  readonly #edits = new Map<number, Edit>()
  readonly #ownKeys = new Set<number>()
  #lastKey = 0
  #editCount = 0
  /** The edits inside the update that Yjs is just telling of. */
  #current: number[] = []
  #takenOver: StoredUpdate[] = []
  #rowCount = 0
  #reachedAt = 0
  /** Sockets lost since the last one that brought both sides level. */
  #lost = 0
  #held: Held | null = null
  #askTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    definition: D,
    {
      address,
      url,
      store,
      listener,
    }: {
      address: DocumentAddress
      url: string
      store: LocalStore
      listener: ReplicaListener
    },
  ) {
    this.#store = store
    this.#listener = listener
    this.opened = openDocument(definition, this.doc)
    // Before the provider's own listener, which sends: the outbox must know what a frame carries when it goes out.
    this.doc.on('update', (update: Uint8Array, origin: unknown) => this.#heard(update, origin))
    this.provider = createSocket(this.doc, {
      address,
      version: definition.version,
      url,
      listener: {
        opened: () => this.#outbox.newSocket(),
        sentAll: () => this.#outbox.sentAll(),
        sentUpdate: () => this.#outbox.sent(this.#current),
        saved: (count) => this.#saved(count),
        refused: (reason) => (reason === 'read-only' ? this.#hold('read-only') : listener.refused(reason)),
        notSaving: () => this.#hold('not-saving'),
      },
    })
    this.provider.on('status', () => listener.moved())
    this.provider.on('sync', (synced: boolean) => {
      if (!synced) return
      this.#lost = 0
      listener.synced()
    })
    this.provider.on('connection-close', () => {
      this.#lost++
      listener.moved()
    })
    this.provider.on('closed', ({ code, reason }: { code: number; reason: string }) =>
      listener.closed(code, reason),
    )
    this.provider.awareness.on('change', () => listener.here())
    this.link = tendLink(this.provider)
    this.presence = createPresence(this.provider)
  }

  /** One lost socket is no news, the next one comes at once. */
  get status(): 'connecting' | 'live' | 'offline' {
    if (!navigator.onLine) return 'offline' // a socket over a dead network looks synced for seconds
    if (this.provider.synced) return 'live'
    return this.#lost > 1 || !this.provider.shouldConnect ? 'offline' : 'connecting'
  }

  get connected(): boolean {
    return this.provider.wsconnected
  }

  /** Until all that waits is taken; the page's edits are kept here meanwhile, and nothing is thrown away. */
  get held(): Held | null {
    return this.#held
  }

  get saving(): Saving {
    let writing = 0
    for (const { key } of this.#edits.values()) if (key === null) writing++
    // A socket over a network that the phone knows to be gone looks open for seconds.
    const connected = this.connected && navigator.onLine && !this.#held
    return savingOf({ unacked: this.#outbox.unacked.size, writing, connected })
  }

  /** Looked at now and then: since when the server can be reached, a short break aside. */
  noteReach(): void {
    if (!navigator.onLine || this.#lost > 1) this.#reachedAt = 0
    else if (this.connected && this.#reachedAt === 0) this.#reachedAt = Date.now()
  }

  /** How long the oldest edit has waited for the word of a server that can be reached, ms; a new socket starts nothing anew. */
  get waited(): number {
    if (this.#reachedAt === 0 || this.#held) return 0
    for (const at of this.#outbox.unacked.values()) return Date.now() - Math.max(at, this.#reachedAt)
    return 0
  }

  /** How long the oldest edit has waited on this page, whatever became of the connection, ms. */
  get oldest(): number {
    for (const at of this.#outbox.unacked.values()) return Date.now() - at
    return 0
  }

  get hasUnacked(): boolean {
    return this.#outbox.unacked.size > 0
  }

  /** Edits that would be lost if the page were closed now. */
  get unkept(): Uint8Array[] {
    return [...this.#edits].flatMap(([id, { key, update }]) =>
      key === null && this.#outbox.unacked.has(id) ? [update] : [],
    )
  }

  /** All that is not known to be on the server's disk. */
  get unacked(): Uint8Array[] {
    return [...this.#edits].flatMap(([id, { update }]) => (this.#outbox.unacked.has(id) ? [update] : []))
  }

  load(rows: StoredUpdate[]): void {
    this.doc.transact(() => {
      for (const { update } of rows) Y.applyUpdate(this.doc, update)
    }, FROM_STORE)
    for (const { key, update, unsent } of rows) {
      this.#lastKey = Math.max(this.#lastKey, key)
      if (unsent) this.#add({ update, key, settled: true })
    }
    this.#rowCount = rows.length
    if (rows.length > COMPACT_AFTER) this.#compact()
  }

  connect(): void {
    this.provider.connect()
  }

  /** Takes over what other tabs have written and may not have sent: they may be closed by now. */
  async takeOver(): Promise<void> {
    const rows = (await this.#store.since(this.#lastKey)).filter(({ key }) => !this.#ownKeys.has(key))
    if (rows.length === 0 || this.doc.isDestroyed) return
    this.#lastKey = Math.max(...rows.map(({ key }) => key))
    this.#takenOver = rows.filter(({ unsent }) => unsent)
    this.doc.transact(() => {
      for (const { update } of rows) Y.applyUpdate(this.doc, update)
    }, FROM_OTHER_TAB)
  }

  /** Ends the socket and every timer; the content can still be read. */
  stop(): void {
    clearTimeout(this.#askTimer)
    this.link.stop()
    this.presence.stop()
    this.provider.destroy()
    this.doc.destroy()
  }

  #heard(update: Uint8Array, origin: unknown): void {
    if (origin === FROM_STORE) return
    if (origin === FROM_OTHER_TAB) {
      // Heard only when something in it is new here; what is known came from the server, or with load().
      this.#current = this.#takenOver.map((row) =>
        this.#add({ update: row.update, key: row.key, settled: true }),
      )
      return
    }
    if (origin === this.provider) {
      void this.#keep(update, null)
      return
    }
    const edit: Edit = { update, key: null, settled: false }
    const id = this.#add(edit)
    this.#current = [id]
    void this.#keep(update, { id, edit })
    this.#listener.moved()
  }

  async #keep(update: Uint8Array, own: { id: number; edit: Edit } | null): Promise<void> {
    const kept = await this.#store.keep(update, own !== null)
    if ('key' in kept) {
      this.#ownKeys.add(kept.key)
      this.#rowCount++
      if (this.#rowCount > COMPACT_AFTER) this.#compact()
    } else if (kept.reason === 'renewed' && !this.doc.isDestroyed) this.#listener.renewed()
    if (!own) return
    own.edit.settled = true
    own.edit.key = 'key' in kept ? kept.key : null
    if (!this.#outbox.unacked.has(own.id)) this.#done([own.id])
    this.#listener.moved()
  }

  #add(edit: Edit): number {
    const id = ++this.#editCount
    this.#edits.set(id, edit)
    this.#outbox.add(id, Date.now())
    return id
  }

  #hold(held: Held): void {
    this.#held = held
    // A closed socket comes back by itself.
    if (held === 'read-only') {
      clearTimeout(this.#askTimer)
      this.#askTimer = setTimeout(() => this.link.again(), ASK_AGAIN_MS)
    }
    this.#listener.moved()
  }

  #saved(count: number): void {
    this.#done(this.#outbox.acked(count))
    if (!this.hasUnacked) this.#held = null
    this.#listener.moved()
  }

  /** Forgets acked edits, once their local write is settled too. */
  #done(acked: number[]): void {
    const keys: number[] = []
    for (const id of acked) {
      const edit = this.#edits.get(id)
      if (!edit?.settled) continue
      this.#edits.delete(id)
      if (edit.key !== null) keys.push(edit.key)
    }
    void this.#store.markSent(keys)
  }

  #compact(): void {
    this.#rowCount = 0
    void this.#store.compact(mergeUpdates)
  }
}

/** By way of a document, which drops what was deleted; Y.mergeUpdates would keep it. */
function mergeUpdates(updates: Uint8Array[]): Uint8Array {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return Y.encodeStateAsUpdate(doc)
}
