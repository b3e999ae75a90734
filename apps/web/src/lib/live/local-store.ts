/**
 * One document's updates on this phone, in a database per account, document and epoch. An edit and its mark
 * "unsent" are written in one transaction, so a closed browser forgets neither.
 *
 * Two tabs may share a store. When a refusal makes one of them start the copy anew, the store's generation is
 * raised in the same transaction; a tab of an older generation can write nothing more and hears `renewed`.
 */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import { answered, committed, openDatabase } from './database.ts'
import { noteStore, wipeStore } from './local-index.ts'

export interface StoredUpdate {
  key: number
  update: Uint8Array
  /** Made here, and not known to be on the server's disk. */
  unsent: boolean
}

/** Words that could not be saved, kept for their author. */
export interface NotSaved {
  reason: string
  text: string
  /** Where in the document they stood: `about`, `slots/<id>/note`. */
  path: string
  /** Of words in a record: all its fields as this phone had them, to tell it by and to make it anew. */
  record?: Record<string, unknown>
  /** Of words in a free text: what stood right before them, at most 40 characters. */
  after?: string
  /** The latest Yjs struct of these words: should the server turn out to have it, they were saved after all. */
  client: number
  clock: number
}

/** `not-kept`: no store, or no room. `renewed`: another tab has started the copy anew. */
export type Kept = { key: number } | { reason: 'not-kept' | 'renewed' }

interface Waiting {
  update: Uint8Array
  unsent: boolean
  done: (kept: Kept) => void
}

export function storeName(account: string, address: DocumentAddress): string {
  return `sidegate:${account}:${formatAddress(address)}`
}

/** Opens, or makes, the local copy; where nothing can be kept the store works and keeps nothing (`kept: false`). */
export async function openLocalStore(
  account: string,
  address: DocumentAddress,
  installation: string,
): Promise<LocalStore> {
  const name = storeName(account, address)
  const document = `${address.kind}/${address.id}`
  // First the row: a database that nobody knows of would outlive the sign-out.
  const noted = await noteStore({
    name,
    account,
    document,
    epoch: address.epoch,
    installation,
    usedAt: Date.now(),
  })
  return new LocalStore(name, noted ? await openDatabase(name, createStores) : null)
}

export function createStores(db: IDBDatabase): void {
  db.createObjectStore('updates', { autoIncrement: true })
  db.createObjectStore('facts')
}

export class LocalStore {
  readonly name: string
  readonly #db: IDBDatabase | null
  #generation = 0
  #notSaved: NotSaved[] = []
  #waiting: Waiting[] = []
  #flushing: Promise<void> | null = null
  #broken = false

  constructor(name: string, db: IDBDatabase | null) {
    this.name = name
    this.#db = db
  }

  /** How often the copy was started anew, as far as this tab knows. */
  get generation(): number {
    return this.#generation
  }

  /** Whether edits survive closing the browser; false from the first write that failed. */
  get kept(): boolean {
    return this.#db !== null && !this.#broken
  }

  /** Words that could not be saved, as last read or changed here. */
  get notSaved(): NotSaved[] {
    return this.#notSaved
  }

  /** All updates, oldest first. */
  load(): Promise<StoredUpdate[]> {
    return this.#run('readonly', [], async (stores) => {
      this.#generation = await generationOf(stores)
      this.#notSaved = await notSavedOf(stores)
      return rowsOf(stores)
    })
  }

  /** What other tabs have written since a key. */
  since(key: number): Promise<StoredUpdate[]> {
    return this.#run('readonly', [], async (stores) =>
      (await generationOf(stores)) === this.#generation
        ? rowsOf(stores, IDBKeyRange.lowerBound(key, true))
        : [],
    )
  }

  /** Resolves when the update is durable, or will not be. What comes while a write is under way goes with the next. */
  keep(update: Uint8Array, unsent: boolean): Promise<Kept> {
    return new Promise((done) => {
      this.#waiting.push({ update, unsent, done })
      this.#flushing ??= this.#flush()
    })
  }

  /** The server has them on disk. */
  markSent(keys: readonly number[]): Promise<void> {
    return this.#run('readwrite', undefined, async ({ updates }) => {
      for (const key of keys) {
        const row: Omit<StoredUpdate, 'key'> | undefined = await answered(updates.get(key))
        if (row) updates.put({ update: row.update, unsent: false }, key)
      }
    })
  }

  /** Makes one row of all that are sent; unsent ones stay as they are. */
  compact(merge: (updates: Uint8Array[]) => Uint8Array): Promise<void> {
    return this.#run('readwrite', undefined, async (stores) => {
      if ((await generationOf(stores)) !== this.#generation) return
      const sent = (await rowsOf(stores)).filter((row) => !row.unsent)
      if (sent.length < 2) return
      for (const { key } of sent) stores.updates.delete(key)
      stores.updates.add({ update: merge(sent.map((row) => row.update)), unsent: false })
    })
  }

  /**
   * Starts the copy anew and adds words to the "not saved" list: those that `read` finds in the rows which go. When
   * another tab was first, the rows are its new copy and stay; `read` gets none.
   */
  async renew(read: (rows: StoredUpdate[]) => NotSaved[]): Promise<void> {
    // An edit still waiting to be written must not land in the new copy.
    await this.#flushing
    const words = await this.#run('readwrite', null, async (stores) => {
      const generation = await generationOf(stores)
      const isFirst = generation === this.#generation
      const notSaved = [...(await notSavedOf(stores)), ...read(isFirst ? await rowsOf(stores) : [])]
      stores.facts.put(notSaved, 'notSaved')
      if (isFirst) {
        stores.updates.clear()
        stores.facts.put(generation + 1, 'generation')
      }
      this.#generation = isFirst ? generation + 1 : generation
      return notSaved
    })
    this.#notSaved = words ?? [...this.#notSaved, ...read([])]
  }

  /** The "not saved" list as another tab may have left it. */
  async readNotSaved(): Promise<NotSaved[]> {
    this.#notSaved = await this.#run('readonly', this.#notSaved, notSavedOf)
    return this.#notSaved
  }

  /** Changes the "not saved" list; where nothing is kept, the one of this page. */
  async changeNotSaved(change: (notSaved: NotSaved[]) => NotSaved[]): Promise<void> {
    const words = await this.#run('readwrite', null, async (stores) => {
      const notSaved = change(await notSavedOf(stores))
      stores.facts.put(notSaved, 'notSaved')
      return notSaved
    })
    this.#notSaved = words ?? change(this.#notSaved)
  }

  /** Closes after what waits to be written. */
  async close(): Promise<void> {
    await this.#flushing
    this.#db?.close()
  }

  /** Deletes the copy; resolves when it is gone. */
  async wipe(): Promise<void> {
    this.#broken = true
    await this.close()
    await wipeStore(this.name)
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      const results = await this.#write(batch)
      for (const [i, { done }] of batch.entries()) done(results[i] ?? { reason: 'not-kept' })
    }
    this.#flushing = null
  }

  #write(batch: Waiting[]): Promise<Kept[]> {
    // What came from the server can be asked for again; an own edit must survive a dying battery.
    const durability = batch.some(({ unsent }) => unsent) ? 'strict' : 'relaxed'
    const write = async (stores: Stores): Promise<Kept[]> => {
      if ((await generationOf(stores)) !== this.#generation) return batch.map(() => ({ reason: 'renewed' }))
      const keys = await Promise.all(
        batch.map(({ update, unsent }) => answered(stores.updates.add({ update, unsent }))),
      )
      return keys.map((key) => ({ key: Number(key) }))
    }
    return this.#run('readwrite', [], write, durability)
  }

  /** One transaction, begun at once. Resolves when it is on disk; `without` where nothing can be kept, or no longer. */
  async #run<T>(
    mode: IDBTransactionMode,
    without: T,
    run: (stores: Stores) => Promise<T>,
    durability: IDBTransactionDurability = 'relaxed',
  ): Promise<T> {
    if (!this.#db || this.#broken) return without
    try {
      const transaction = this.#db.transaction(['updates', 'facts'], mode, { durability })
      const result = await run({
        updates: transaction.objectStore('updates'),
        facts: transaction.objectStore('facts'),
      })
      if (mode === 'readwrite') await committed(transaction)
      return result
    } catch {
      // The phone is full, another tab wiped the copy, or the browser gave it up: from here on nothing is claimed to
      // be kept. What was written before is whole, for each transaction is.
      this.#broken = true
      return without
    }
  }
}

interface Stores {
  updates: IDBObjectStore
  facts: IDBObjectStore
}

async function generationOf({ facts }: Stores): Promise<number> {
  const generation: number | undefined = await answered(facts.get('generation'))
  return generation ?? 0
}

async function notSavedOf({ facts }: Stores): Promise<NotSaved[]> {
  const notSaved: NotSaved[] | undefined = await answered(facts.get('notSaved'))
  return notSaved ?? []
}

async function rowsOf({ updates }: Stores, range?: IDBKeyRange): Promise<StoredUpdate[]> {
  const [keys, rows] = await Promise.all([
    answered(updates.getAllKeys(range)),
    answered(updates.getAll(range)),
  ])
  return rows.map((row: Omit<StoredUpdate, 'key'>, i) => ({ ...row, key: Number(keys[i]) }))
}
