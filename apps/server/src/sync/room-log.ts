/**
 * How long a room's log has grown since its snapshot, and when it is folded into a new one: as soon as it is long
 * and somebody has time for it; a busy room waits until the log is heavy. Made and proved elsewhere (R13).
 */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import type { Logger } from 'pino'
import { type DocumentStore, StaleEpoch } from '../store/documents.ts'
import type { Content } from './content.ts'
import type { FoldDocument } from './folding.ts'

export interface RoomLogDeps {
  documents: DocumentStore
  fold: FoldDocument
  /** So many updates since the last snapshot make a new one. */
  foldAfter: number
  log: Logger
}

/** Bytes of the log that make a snapshot, however few updates, unless the document is larger still. */
const HEAVY_LOG = 256 * 1024
/** So many times longer may the log of a busy room grow. */
const PATIENCE = 50

export class RoomLog {
  readonly #address: DocumentAddress
  readonly #deps: RoomLogDeps
  /** What the room holds now; another one after its disk was read anew. */
  readonly #content: () => Content
  /** On disk with everything that is committed. */
  lastSeq = 0
  #updates = 0
  #bytes = 0
  /** A fold that failed is not tried again before the log is this long. */
  #retryFrom = 0
  #folding: Promise<void> | null = null

  constructor(address: DocumentAddress, deps: RoomLogDeps, content: () => Content) {
    this.#address = address
    this.#deps = deps
    this.#content = content
  }

  /** A fold that is under way, which counts on the content as it stands. */
  get folding(): Promise<void> | null {
    return this.#folding
  }

  /** The log as it was loaded. */
  opened(lastSeq: number, updates: number, bytes: number) {
    this.lastSeq = lastSeq
    this.#updates = updates
    this.#bytes = bytes
  }

  grew(bytes: number) {
    this.#updates++
    this.#bytes += bytes
  }

  /** Folds what is long without making anybody wait. */
  foldIfLong(isBusy: boolean) {
    if (this.#folding || !this.#isLong(isBusy)) return
    this.#fold().catch((error: unknown) => {
      this.#retryFrom = this.#updates + this.#deps.foldAfter
      // Founded anew meanwhile: there is nothing left to fold.
      if (error instanceof StaleEpoch) return
      this.#deps.log.error({ err: error, document: formatAddress(this.#address) }, 'log not folded')
    })
  }

  /** Folds a long log, and waits for it. */
  async foldBeforeClosing() {
    if (this.#isLong(false)) await this.#fold()
    else await this.#folding
  }

  /** Folds the log, however short, and waits for it. */
  async foldAll() {
    if (this.#updates > 0) await this.#fold()
  }

  #isLong(isBusy: boolean): boolean {
    if (this.#updates <= this.#retryFrom) return false
    if (this.#bytes > Math.max(HEAVY_LOG, this.#content().bytes / 2)) return true
    return this.#updates > this.#deps.foldAfter * (isBusy ? PATIENCE : 1)
  }

  #fold(): Promise<void> {
    this.#folding ??= this.#foldOnce().finally(() => {
      this.#folding = null
    })
    return this.#folding
  }

  async #foldOnce() {
    const content = this.#content()
    const { tailLength } = content
    const [throughSeq, updates, bytes] = [this.lastSeq, this.#updates, this.#bytes]
    const before = content.stateVector()
    const folded = await this.#deps.fold(this.#address.kind, content.parts())
    // Nothing that was there may be missing (R7).
    if (Buffer.compare(before, folded.stateVector) !== 0)
      throw new Error(`snapshot of ${formatAddress(this.#address)} has another state vector`)
    await this.#deps.documents.compact(this.#address, folded, throughSeq)
    if (content !== this.#content()) return
    content.folded(folded, tailLength)
    this.#retryFrom = 0
    this.#updates -= updates
    this.#bytes -= bytes
  }
}
