/**
 * What a room holds of its document. Committed state stands in finished frames: a `base` and the `tail` of updates
 * since, from which a newcomer is served without encoding anything. The live Y.Doc, which may be ahead of the disk,
 * is there while somebody edits, and made again when it is needed.
 */
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import * as Y from 'yjs'
import type { Snapshot, StoredDocument } from '../store/documents.ts'
import { retyped, SYNC_STATE, SYNC_UPDATE, syncWire, updateOf } from './wire-frames.ts'

export interface Live {
  doc: Y.Doc
  open: OpenDocument
}

/** Committed bytes to begin with. */
type Stored = Pick<StoredDocument, 'snapshot' | 'stateVector' | 'deletions' | 'updates'>

const EMPTY_UPDATE = Uint8Array.of(0, 0)
const LEVEL = syncWire(SYNC_STATE, EMPTY_UPDATE)
// Answers that are kept until the next edit; many come back at once with the same state vector.
const KEPT_ANSWERS = 8
const KEPT_ANSWER_BYTES = 64 * 1024
/** Up to here a document is encoded on the spot, for a newcomer or to fall asleep; the rest is the worker's. */
const ENCODE_HERE_BYTES = 64 * 1024

/** The bytes can't be applied whole. */
export class Damaged extends Error {}

export class Content {
  readonly #definition: DocumentDefinition
  readonly #onWake: (live: Live) => () => void
  /** A frame with the state; an unpooled buffer of its own. */
  #base: Buffer
  #baseVector: Uint8Array | null
  #tail: Buffer[] = []
  #tailBytes = 0
  #live: (Live & { stop: () => void }) | null = null
  /** How many applied updates are not committed. */
  #ahead = 0
  /** Base and tail as one; until the next commit. */
  #welcome: Buffer | null = null
  /** Of what is committed; until the next commit. */
  #vector: Uint8Array | null = null
  /** By state vector; until the next edit. */
  readonly #answers = new Map<string, Buffer>()

  /** `onWake` hears of each live document, and returns what ends its hearing. */
  constructor(
    definition: DocumentDefinition,
    { snapshot, stateVector, deletions, updates }: Stored,
    onWake: (live: Live) => () => void = () => () => undefined,
  ) {
    this.#definition = definition
    this.#onWake = onWake
    this.#base = syncWire(SYNC_STATE, snapshot ?? EMPTY_UPDATE, Buffer.allocUnsafeSlow)
    this.#baseVector = stateVector
    for (const update of updates) this.#append(syncWire(SYNC_UPDATE, update))
    if (updates.length === 0 && stateVector && deletions)
      this.#answers.set(keyOf(stateVector), syncWire(SYNC_STATE, deletions, Buffer.allocUnsafeSlow))
  }

  get isAwake(): boolean {
    return this.#live !== null
  }

  /** All that was applied is committed. */
  get isLevel(): boolean {
    return this.#ahead === 0
  }

  get tailLength(): number {
    return this.#tail.length
  }

  get tailBytes(): number {
    return this.#tailBytes
  }

  /** At least the size of the encoded document. */
  get bytes(): number {
    return this.#base.byteLength + this.#tailBytes
  }

  /** The live document. Throws Damaged when the committed bytes don't make one. */
  live(): Live {
    if (this.#live) return this.#live
    const doc = new Y.Doc()
    try {
      doc.transact(() => {
        for (const update of this.parts()) Y.applyUpdate(doc, update)
      })
    } catch (error) {
      throw new Damaged('stored bytes do not apply', { cause: error })
    }
    if (doc.store.pendingStructs || doc.store.pendingDs) throw new Damaged('stored bytes have gaps')
    const live = { doc, open: openDocument(this.#definition, doc) }
    this.#live = { ...live, stop: this.#onWake(live) }
    return this.#live
  }

  /** The frame of an update that is about to be committed. The live document has it already. */
  applied(update: Uint8Array): Buffer {
    this.#ahead++
    this.#answers.clear()
    return syncWire(SYNC_UPDATE, update)
  }

  committed(frame: Buffer) {
    this.#ahead--
    this.#append(frame)
  }

  /** Forgets what was applied and not committed. */
  rewind() {
    if (this.#ahead === 0) return
    this.#ahead = 0
    this.#answers.clear()
    this.#drop()
  }

  /** Base and tail, as updates. */
  parts(): Uint8Array[] {
    return [updateOf(this.#base), ...this.#tail.map(updateOf)]
  }

  /**
   * All that is committed, for one who has nothing: one state, or base and tail as they are when that is dearer. Then
   * a state comes last, so that nobody counts as synced before.
   */
  welcome(): Buffer {
    if (this.#tail.length === 0) return this.#base
    if (this.#live && this.isLevel && this.bytes <= ENCODE_HERE_BYTES)
      this.#welcome ??= syncWire(SYNC_STATE, Y.encodeStateAsUpdate(this.#live.doc))
    this.#welcome ??= Buffer.concat([retyped(this.#base, SYNC_UPDATE), ...this.#tail, LEVEL])
    return this.#welcome
  }

  /** Of what is committed. Throws Damaged when the bytes can't even be read. */
  stateVector(): Uint8Array {
    if (this.#vector) return this.#vector
    try {
      this.#vector = this.#live && this.isLevel ? Y.encodeStateVector(this.#live.doc) : this.#readVector()
    } catch (error) {
      throw new Damaged('stored bytes can not be read', { cause: error })
    }
    return this.#vector
  }

  /** Whether structs of this client id are committed or applied. */
  knows(client: number): boolean {
    if (this.#live) return Y.getState(this.#live.doc.store, client) > 0
    return Y.decodeStateVector(this.stateVector()).has(client)
  }

  /** Whether the answer for this state vector is at hand. */
  hasAnswer(stateVector: Uint8Array): boolean {
    return this.#answers.has(keyOf(stateVector))
  }

  /** What somebody with this state vector lacks of all that was applied, committed or not; null: no state vector. */
  answer(stateVector: Uint8Array): Buffer | null {
    const key = keyOf(stateVector)
    const kept = this.#answers.get(key)
    if (kept) return kept
    const { doc } = this.live()
    let state: Uint8Array
    try {
      state = Y.encodeStateAsUpdate(doc, stateVector)
    } catch {
      return null
    }
    const answer = syncWire(SYNC_STATE, state, Buffer.allocUnsafeSlow)
    if (answer.byteLength <= KEPT_ANSWER_BYTES) {
      if (this.#answers.size >= KEPT_ANSWERS) this.#answers.clear()
      this.#answers.set(key, answer)
    }
    return answer
  }

  /** Whether an update is known to say nothing new without looking into it: empty, or our own delete set given back. */
  isKnown(update: Uint8Array): boolean {
    if (update[0] !== 0) return false // it has structs
    if (update.byteLength === EMPTY_UPDATE.byteLength) return update[1] === 0
    if (this.#answers.size === 0) return false
    const level = this.#answers.get(keyOf(this.stateVector()))
    return (
      level !== undefined &&
      updateOf(level).byteLength === update.byteLength &&
      isSame(updateOf(level), update)
    )
  }

  /** Lets go of the live document; what is committed stays. */
  sleep() {
    if (!this.#live || !this.isLevel) return
    const { doc } = this.#live
    const vector = this.stateVector()
    if (this.#tail.length > 0 && this.bytes <= ENCODE_HERE_BYTES) {
      this.#rebase({ bytes: Y.encodeStateAsUpdate(doc), stateVector: vector }, this.#tail.length)
    }
    const level = this.answer(vector)
    this.#answers.clear()
    if (level) this.#answers.set(keyOf(vector), level)
    this.#welcome = null
    this.#drop()
  }

  /** A new base for the old one and the first `updates` of the tail. */
  folded(base: Snapshot, updates: number) {
    this.#rebase(base, updates)
    if (this.isLevel && this.#tail.length === 0)
      this.#answers.set(keyOf(base.stateVector), syncWire(SYNC_STATE, base.deletions, Buffer.allocUnsafeSlow))
  }

  close() {
    this.#drop()
  }

  #rebase({ bytes, stateVector }: Pick<Snapshot, 'bytes' | 'stateVector'>, updates: number) {
    this.#base = syncWire(SYNC_STATE, bytes, Buffer.allocUnsafeSlow)
    this.#baseVector = stateVector
    const rest = this.#tail.slice(updates)
    this.#tail = []
    this.#tailBytes = 0
    const vector = this.#vector
    for (const frame of rest) this.#append(frame)
    // The same content in other bytes.
    this.#vector = vector
  }

  #append(frame: Buffer) {
    this.#tail.push(frame)
    this.#tailBytes += frame.byteLength
    this.#welcome = null
    this.#vector = null
  }

  /** From the bytes, without a document. */
  #readVector(): Uint8Array {
    this.#baseVector ??= Y.encodeStateVectorFromUpdate(updateOf(this.#base))
    if (this.#tail.length === 0) return this.#baseVector
    const clocks = Y.decodeStateVector(this.#baseVector)
    for (const frame of this.#tail)
      for (const [client, clock] of Y.parseUpdateMeta(updateOf(frame)).to)
        if (clock > (clocks.get(client) ?? 0)) clocks.set(client, clock)
    return Y.encodeStateVector(clocks)
  }

  #drop() {
    this.#live?.stop()
    this.#live?.doc.destroy()
    this.#live = null
  }
}

const keyOf = (stateVector: Uint8Array) =>
  Buffer.from(stateVector.buffer, stateVector.byteOffset, stateVector.byteLength).toString('latin1')

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
