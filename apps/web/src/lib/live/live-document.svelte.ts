/**
 * One shared document on this page: what a guardian sees, edits, and may rely on.
 *
 *   tap -> change() -> Y.Doc (the screen shows it at once)
 *        -> local store: edit and mark "unsent" in one transaction          ... durable: "on this phone"
 *        -> outbox -> one frame -> server: judged, on disk, then `saved` n  ... acked: "saved", the mark goes
 *   others' edits come the other way: server -> Y.Doc -> screen, and the local store keeps them too.
 *
 * - The store loads first, then the socket opens; the two SyncSteps bring both sides level. The client's SyncStep2
 *   carries all that was never acked, so nothing is asked of an old socket's count.
 * - `refused`: the words of what was not acked go to a "not saved" list on this phone, the copy is thrown away and
 *   built anew from the server under a new client id; other tabs are told to do the same.
 * - `refused` as read-only, and a server that can save nothing (1013): held. Nothing is thrown away, it is asked again seldom.
 * - 4401 locks (all is kept) until the same account is signed in here again, 4403 ends (this document's copy is wiped), 4409 names another epoch:
 *   it is opened in place of this one, own unsent words go to its "not saved" list, nothing is merged (R9). 4409 "reload": this page's
 *   scripts are too old for the server; all is kept until it was loaded anew.
 * - Everything else reconnects by itself. `leave()` ends every timer, listener and socket.
 *
 * Yjs, y-websocket and core's documents are reached from this folder alone; pages import this file when they are idle.
 */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import type { DocumentDefinition, StateOf } from '@sidegate/core/documents/definition'
import {
  type Change,
  type ChangeContext,
  type EditOf,
  type OpenDocument,
  openDocument,
  type TextName,
} from '@sidegate/core/documents/open'
import { CLOSE } from '@sidegate/core/documents/protocol'
import { createSubscriber } from 'svelte/reactivity'
import * as Y from 'yjs'
import { Glow } from './glow.svelte.ts'
import { isSignedIn } from './kept-commands.ts'
import { forgetFacts, lockAccount, unlockAccount } from './local-index.ts'
import { type LocalStore, type NotSaved, openLocalStore, type StoredUpdate } from './local-store.ts'
import { addWords, collectStaleWords, handOver, newestEpoch, withoutWords, wordsOf } from './not-saved.ts'
import type { Saving } from './outbox.ts'
import type { Person } from './presence.ts'
import { type Held, Replica } from './replica.ts'
import { createSharedTexts, type LiveText, type SharedTexts } from './shared-texts.ts'
import { hearTabs } from './tabs.ts'

/**
 * connecting: on the way. live: level with the server. offline: edits wait until it is back. locked: the session
 * expired. ended: no access any more. reload: a newer version of these scripts is needed, edits wait for it.
 */
export type Status = 'connecting' | 'live' | 'offline' | 'locked' | 'ended' | 'reload'

export interface LiveOptions<D extends DocumentDefinition> {
  definition: D
  address: DocumentAddress
  /** Whose copy this is: the guardian's id. */
  account: string
  installation: string
  /** Where the server listens, without the address; default: this origin's `/sync`. */
  url?: string
}

type ChangeListener = (changes: Change[], context: ChangeContext) => void

const SLOW_MS = 10_000 // R3
const STUCK_MS = 60_000 // R3
const PROBE_AFTER_MS = 5000
const LOOK_EVERY_MS = 1000
const RETRY_CLOSED_MS = 30_000
const MOST_CHANGES = 100 // nobody listens to more being read out

export function openLiveDocument<D extends DocumentDefinition>(options: LiveOptions<D>): LiveDocument<D> {
  return new LiveDocument(options)
}

export class LiveDocument<D extends DocumentDefinition> implements OpenDocument<D> {
  readonly definition: D
  readonly #account: string
  readonly #installation: string
  readonly #url: string

  #status = $state.raw<Status>('connecting')
  #saving = $state.raw<Saving | null>(null)
  #slow = $state.raw(false)
  #kept = $state.raw(true)
  #held = $state.raw<Held | null>(null)
  #stuck = $state.raw(false)
  #here = $state.raw<Person[]>([])
  #changes = $state.raw<Change[]>([])
  #notSaved = $state.raw<NotSaved[]>([])
  #refusal = $state.raw<string | null>(null)
  readonly #glow = new Glow()

  /** The plain value, read anew only after a change. */
  #state: StateOf<D> | null = null
  #isStale = true
  #tell: (() => void) | undefined
  readonly #subscribe = createSubscriber((update) => {
    this.#tell = update
    return () => {
      this.#tell = undefined
    }
  })

  /** The epoch changes when the document is founded anew. */
  #address: DocumentAddress
  #store: LocalStore | undefined
  /** The replica that syncs. */
  #replica: Replica<D> | undefined
  /** The one on the screen: the same, as soon as it has content; a refused one stays until then. */
  #shown: Replica<D> | undefined
  #rebuilding = false
  #hasBeenLive = false
  #hasLeft = false
  #warns = false
  #at: string | null = null
  readonly #waiting: ((edit: EditOf<D['collections']>) => void)[] = []
  readonly #listeners = new Set<ChangeListener>()
  readonly #texts: SharedTexts<D>
  #otherTabs: BroadcastChannel
  readonly #stopHearing: () => void
  readonly #timer: ReturnType<typeof setInterval>
  #retryTimer: ReturnType<typeof setTimeout> | undefined

  constructor({ definition, address, account, installation, url }: LiveOptions<D>) {
    this.definition = definition
    this.#address = address
    this.#account = account
    this.#installation = installation
    this.#url = url ?? `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`
    this.#texts = createSharedTexts(definition, {
      shown: () => this.#shown?.opened,
      writable: () => this.#writable?.opened,
    })
    this.#otherTabs = this.#hearOtherTabs()
    this.#timer = setInterval(this.#look, LOOK_EVERY_MS)
    this.#stopHearing = hearTabs(() => void this.resume())
    addEventListener('online', this.#look)
    addEventListener('offline', this.#look)
    addEventListener('pageshow', this.resume)
    document.addEventListener('visibilitychange', this.resume)
    void this.#start()
  }

  /** What is in the document; null until the local store or the server has delivered it, and after the end. */
  get current(): StateOf<D> | null {
    this.#subscribe()
    if (this.#isStale) {
      this.#state = this.#shown?.opened.read() ?? null
      this.#isStale = false
    }
    return this.#state
  }

  /** null until there is content: from the local store, with what waits in it, or from the server. */
  get saving(): Saving | null {
    return this.#saving
  }

  /** An edit has waited more than 10 s for the server's word, although there is a connection (R3). */
  get slow(): boolean {
    return this.#slow
  }

  /** False: this browser keeps nothing (private mode, full), so edits that are not saved go with the page. */
  get kept(): boolean {
    return this.#kept
  }

  get status(): Status {
    return this.#status
  }

  /** The server takes no edits for now; they stay here and go by themselves. */
  get held(): Held | null {
    return this.#held
  }

  /** An edit has waited more than a minute, although the server can be reached: offer a copy of what waits (R3). */
  get stuck(): boolean {
    return this.#stuck
  }

  /** Who else has this document open, a guardian's other tabs too; by client id. */
  get here(): Person[] {
    return this.#here
  }

  /** Paths that others changed within the last 1.2 s. */
  get glowing(): ReadonlySet<string> {
    return this.#glow.paths
  }

  /** Words that could not be saved, oldest first; over reloads and in all tabs, until `forgetWords()`. */
  get notSaved(): NotSaved[] {
    return this.#notSaved
  }

  /** Why edits were taken back, until `forgetRefusal()`: they may have had no words. */
  get refusal(): string | null {
    return this.#refusal
  }

  /** The words of all edits that wait just now, to be copied. */
  waitingWords(): NotSaved[] {
    const replica = this.#replica
    return replica ? this.#wordsOf(replica, { rows: [], unkept: replica.unacked, reason: 'waiting' }) : []
  }

  /** Others' changes since the last call, oldest first, to be read out. */
  takeChanges(): Change[] {
    const changes = this.#changes
    if (changes.length > 0) this.#changes = []
    return changes
  }

  /** As `current`; the defaults where that is null. */
  read(): StateOf<D> {
    return this.#shown?.opened.read() ?? openDocument(this.definition, new Y.Doc()).read()
  }

  /** One transaction. Before there is content the edit waits for it; after the end it does nothing. */
  change(edit: (edit: EditOf<D['collections']>) => void): void {
    if (this.#writable) this.#writable.opened.change(edit)
    else if (!this.#isOver) this.#waiting.push(edit)
    this.#look()
  }

  observe(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  text(name: TextName<D['collections']>): LiveText {
    return this.#texts.handle(name)
  }

  /** Tells the others where one is: a path, or null. */
  focus(path: string | null): void {
    this.#at = path
    this.#replica?.presence.focus(path)
  }

  /** The author has sent them again, or given them up. */
  forgetWords(words: NotSaved[]): void {
    void this.#changeNotSaved((list) => withoutWords(list, words))
  }

  /** Takes back `forgetWords()`. */
  keepWords(words: NotSaved[]): void {
    void this.#changeNotSaved((list) => addWords(list, words))
  }

  forgetRefusal(): void {
    this.#refusal = null
  }

  /** After the session expired: goes on as soon as this browser is signed in as the same guardian again. */
  readonly resume = async (): Promise<void> => {
    if (this.#status !== 'locked' || document.visibilityState === 'hidden') return
    if (!(await isSignedIn(this.#account)) || this.#status !== 'locked' || this.#hasLeft) return
    await unlockAccount(this.#account)
    this.#status = 'connecting'
    this.#replica?.connect()
  }

  /** The page is left: nothing of this runs on. What waits to be written is written. */
  leave(): void {
    this.#hasLeft = true
    this.#warnWhile(false)
    clearInterval(this.#timer)
    clearTimeout(this.#retryTimer)
    this.#glow.stop()
    this.#otherTabs.close()
    this.#stopHearing()
    removeEventListener('online', this.#look)
    removeEventListener('offline', this.#look)
    removeEventListener('pageshow', this.resume)
    document.removeEventListener('visibilitychange', this.resume)
    this.#replica?.stop()
    void this.#store?.close()
  }

  get #isOver(): boolean {
    return this.#hasLeft || this.#status === 'ended'
  }

  /** Where edits go now, if anywhere: not into a copy that was refused. */
  get #writable(): Replica<D> | undefined {
    return this.#shown === this.#replica && !this.#rebuilding && !this.#isOver ? this.#shown : undefined
  }

  async #start(): Promise<void> {
    const epoch = await newestEpoch(this.#account, this.#address)
    if (this.#hasLeft) return
    this.#turnTo(epoch)
    const store = await openLocalStore(this.#account, this.#address, this.#installation)
    this.#store = store
    if (this.#hasLeft) return store.close()
    try {
      await collectStaleWords(this.definition, {
        account: this.#account,
        address: this.#address,
        into: store,
      })
    } finally {
      // An old copy that can't be read keeps nobody from the present one.
      await this.#build(store)
    }
  }

  #turnTo(epoch: number): void {
    if (epoch === this.#address.epoch) return
    this.#address = { ...this.#address, epoch }
    this.#otherTabs.close()
    this.#otherTabs = this.#hearOtherTabs()
  }

  /** Only signals: how often the local copy was started anew, or that its words changed. Content never goes from tab to tab. */
  #hearOtherTabs(): BroadcastChannel {
    const channel = new BroadcastChannel(`sidegate:${this.#account}:${formatAddress(this.#address)}`)
    channel.onmessage = async ({ data }: MessageEvent<unknown>) => {
      const store = this.#store
      if (!store) return
      if (data === 'words') {
        this.#notSaved = await store.readNotSaved()
        if (this.#notSaved.length === 0) this.#refusal = null
      } else if (typeof data === 'number' && data > store.generation) await this.#rebuild('other-tab')
    }
    return channel
  }

  /** A replica from the local store; on the screen as soon as there is content. */
  async #build(store: LocalStore): Promise<void> {
    const updates = await store.load()
    if (this.#hasLeft) return
    this.#notSaved = store.notSaved
    const replica: Replica<D> = new Replica(this.definition, {
      address: this.#address,
      url: this.#url,
      store,
      listener: {
        moved: () => this.#look(),
        synced: () => void this.#synced(replica, store),
        here: () => {
          if (replica === this.#replica) this.#here = replica.presence.here()
        },
        refused: (reason) => void this.#rebuild(reason),
        renewed: () => void this.#rebuild('other-tab'),
        closed: (code, reason) => void this.#closed(code, reason),
      },
    })
    this.#replica = replica
    this.#rebuilding = false
    replica.presence.focus(this.#at)
    try {
      replica.load(updates)
    } catch {
      // Damaged beyond reading: the server's copy takes its place.
      replica.stop()
      await store.renew(() => [])
      return this.#build(store)
    }
    if (updates.length > 0) this.#show(replica)
    replica.connect()
    this.#look()
  }

  #show(replica: Replica<D>): void {
    this.#shown = replica
    replica.opened.observe((changes, context) => this.#changed(replica, changes, context))
    this.#texts.show(replica.opened)
    for (const edit of this.#waiting.splice(0)) replica.opened.change(edit)
    this.#refresh()
  }

  #changed(replica: Replica<D>, changes: Change[], context: ChangeContext): void {
    if (replica !== this.#shown) return
    this.#refresh()
    for (const listener of this.#listeners) listener(changes, context)
    // What others did before one was here is simply there.
    if (context.origin !== replica.provider || !this.#hasBeenLive) return
    this.#changes = [...this.#changes, ...changes].slice(-MOST_CHANGES)
    this.#glow.touch(changes.map(({ path }) => path))
  }

  #refresh(): void {
    this.#isStale = true
    this.#tell?.()
  }

  async #synced(replica: Replica<D>, store: LocalStore): Promise<void> {
    if (replica !== this.#replica || this.#isOver) return
    if (this.#shown !== replica) this.#show(replica)
    this.#hasBeenLive = true
    this.#look()
    await replica.takeOver()
    if (store.notSaved.length === 0) return
    // A refusal may overtake the ack of what came before it: words that the server has were saved after all.
    const isHere = ({ client, clock }: NotSaved) => clock < Y.getState(replica.doc.store, client)
    if (store.notSaved.some(isHere))
      await this.#changeNotSaved((list) => list.filter((words) => !isHere(words)))
  }

  async #changeNotSaved(change: (words: NotSaved[]) => NotSaved[]): Promise<void> {
    this.#notSaved = change(this.#notSaved)
    if (this.#notSaved.length === 0) this.#refusal = null
    await this.#store?.changeNotSaved(change)
    if (!this.#hasLeft) this.#otherTabs.postMessage('words')
  }

  /** Takes in how things stand with the connection and the outbox. */
  readonly #look = (): void => {
    const replica = this.#replica
    if (!replica || !this.#store || this.#rebuilding || this.#hasLeft) return
    // Before there is content nothing is known to be saved, and an edit has nothing to stand in.
    const saving = this.#shown === replica ? replica.saving : null
    this.#saving = this.#waiting.length > 0 ? 'sending' : saving
    this.#kept = this.#store.kept
    replica.noteReach()
    this.#slow = replica.waited > SLOW_MS
    this.#held = replica.held
    this.#stuck = replica.oldest > STUCK_MS && replica.status !== 'offline' && this.#status !== 'locked'
    if (replica.waited > PROBE_AFTER_MS) replica.link.probe()
    this.#warnWhile(replica.unkept.length > 0 || this.#waiting.length > 0)
    if (this.#status === 'connecting' || this.#status === 'live' || this.#status === 'offline') {
      this.#status = replica.status
    }
  }

  /** The browser asks before it closes the page; only while something would be lost. */
  #warnWhile(warns: boolean): void {
    if (warns === this.#warns) return
    this.#warns = warns
    if (warns) addEventListener('beforeunload', preventDefault)
    else removeEventListener('beforeunload', preventDefault)
  }

  /** Throws the copy away and takes the server's; what was not acked stays as words. */
  async #rebuild(reason: string): Promise<void> {
    const [old, store] = [this.#replica, this.#store]
    if (!old || !store || this.#rebuilding || this.#isOver) return
    this.#rebuilding = true
    const before = store.generation
    old.stop()
    if (reason !== 'other-tab' || old.hasUnacked) this.#refusal = reason
    await store.renew((rows) => this.#wordsOf(old, { rows, unkept: old.unkept, reason }))
    if (!this.#hasLeft && reason !== 'other-tab' && store.generation > before) {
      this.#otherTabs.postMessage(store.generation)
    }
    await this.#build(store)
  }

  async #closed(code: number, reason: string): Promise<void> {
    if (code === CLOSE.sessionExpired) {
      this.#status = 'locked'
      await lockAccount(this.#account)
    } else if (code === CLOSE.noAccess && reason === this.#installation) await this.#end()
    else if (code === CLOSE.wrongEpoch && reason === 'reload') this.#status = 'reload'
    else if (code === CLOSE.wrongEpoch && Number(reason) > 0) await this.#follow(Number(reason))
    else if (code === CLOSE.badFrame && this.#replica?.hasUnacked) await this.#rebuild('malformed')
    // Not our server, or one that doesn't understand us: keep everything and ask again later.
    else this.#retryTimer = setTimeout(() => this.#replica?.connect(), RETRY_CLOSED_MS)
  }

  async #end(): Promise<void> {
    this.#status = 'ended'
    this.#replica?.stop()
    this.#replica = undefined
    this.#shown = undefined
    this.#here = []
    this.#notSaved = []
    this.#warnWhile(false)
    this.#refresh()
    await this.#store?.wipe()
    await forgetFacts(this.#account, this.#address.id)
  }

  /** Another epoch is current: this page goes on in it. What stands on the screen stays until its content is here. */
  async #follow(epoch: number): Promise<void> {
    const [old, store] = [this.#replica, this.#store]
    if (!old || !store || this.#rebuilding || this.#isOver) return
    this.#rebuilding = true
    old.stop()
    if (old.hasUnacked) this.#refusal = 'outdated'
    await store.renew((rows) => this.#wordsOf(old, { rows, unkept: old.unkept, reason: 'outdated' }))
    this.#turnTo(epoch)
    const next = await openLocalStore(this.#account, this.#address, this.#installation)
    this.#store = next
    await handOver(store, next)
    if (this.#hasLeft) return next.close()
    this.#otherTabs.postMessage('words')
    await this.#build(next)
  }

  #wordsOf(
    { doc }: Replica<D>,
    from: { rows: StoredUpdate[]; unkept: Uint8Array[]; reason: string },
  ): NotSaved[] {
    return wordsOf(this.definition, { known: Y.encodeStateAsUpdate(doc), ...from })
  }
}

function preventDefault(event: Event): void {
  event.preventDefault()
}
