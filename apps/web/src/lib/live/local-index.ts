/**
 * What this phone keeps, and for whom: the database `sidegate`. Each document's local store has a row here, so that
 * stale epochs are found and a sign-out leaves nothing behind. No Yjs here, pages import it early.
 */
import { answered, committed, deleteDatabase, openDatabase } from './database.ts'

/** Who is signed in on this phone now. Locked: the session expired; all is kept, nothing is shown. */
export interface SignedIn {
  account: string
  installation: string
  locked: boolean
}

export interface StoreRow {
  /** The database's name: `sidegate:<account>:<kind>/<id>/<epoch>`. */
  name: string
  account: string
  /** `<kind>/<id>`, without the epoch. */
  document: string
  epoch: number
  installation: string
  usedAt: number
}

export function signedInNow(): Promise<SignedIn | null> {
  return withIndex(
    null,
    async (db) => (await answered<SignedIn | undefined>(read(db, 'phone').get('account'))) ?? null,
  )
}

export function writeSignedIn(signedIn: SignedIn): Promise<void> {
  return withIndex(undefined, (db) => write(db, 'phone', (phone) => phone.put(signedIn, 'account')))
}

export async function lockAccount(account: string): Promise<void> {
  const now = await signedInNow()
  if (now?.account === account) await writeSignedIn({ ...now, locked: true })
}

/** Whether the row is kept. */
export function noteStore(row: StoreRow): Promise<boolean> {
  return tryWrite('documents', (documents) => documents.put(row))
}

/** The stores of an account: all, or those of one document in whatever epoch. */
export function listStores(account: string, document?: string): Promise<StoreRow[]> {
  return withIndex([], async (db) => {
    const rows = await answered<StoreRow[]>(read(db, 'documents').getAll())
    return rows.filter(
      (row) => row.account === account && (document === undefined || row.document === document),
    )
  })
}

/** Deletes a document's local copy. */
export async function wipeStore(name: string): Promise<void> {
  await withIndex(undefined, async (db) => {
    await deleteDatabase(name)
    await write(db, 'documents', (documents) => documents.delete(name))
  })
}

/** Deletes all that is kept here for an account, and forgets that it was here. */
export async function wipeAccount(account: string): Promise<void> {
  for (const { name } of await listStores(account)) await wipeStore(name)
  await withIndex(undefined, async (db) => {
    // A store whose row was never written, because the tab died in between.
    for (const { name } of (await indexedDB.databases?.()) ?? []) {
      if (name?.startsWith(`sidegate:${account}:`)) await deleteDatabase(name)
    }
    await write(db, 'facts', (facts) => facts.delete(IDBKeyRange.bound([account], [account, []])))
    const now = await answered<SignedIn | undefined>(read(db, 'phone').get('account'))
    if (now?.account === account) await write(db, 'phone', (phone) => phone.delete('account'))
  })
}

/** Whether they are kept. */
export function writeFacts(account: string, id: string, json: unknown): Promise<boolean> {
  return tryWrite('facts', (facts) => facts.put(json, [account, id]))
}

export function readFacts(account: string, id: string): Promise<unknown> {
  return withIndex(
    null,
    async (db) => (await answered<unknown>(read(db, 'facts').get([account, id]))) ?? null,
  )
}

export function forgetFacts(account: string, id: string): Promise<void> {
  return withIndex(undefined, (db) => write(db, 'facts', (facts) => facts.delete([account, id])))
}

type StoreName = 'phone' | 'documents' | 'facts'

/** Runs with the index open; `without` is the answer where nothing can be kept. */
async function withIndex<T>(without: T, run: (db: IDBDatabase) => Promise<T>): Promise<T> {
  const db = await openDatabase('sidegate', (created) => {
    created.createObjectStore('phone')
    created.createObjectStore('documents', { keyPath: 'name' })
    created.createObjectStore('facts')
  })
  if (!db) return without
  try {
    return await run(db)
  } finally {
    db.close()
  }
}

function tryWrite(store: StoreName, run: (store: IDBObjectStore) => unknown): Promise<boolean> {
  return withIndex(false, async (db) => {
    try {
      await write(db, store, run)
      return true
    } catch {
      // The phone is full: the caller is told.
      return false
    }
  })
}

function read(db: IDBDatabase, store: StoreName): IDBObjectStore {
  return db.transaction(store).objectStore(store)
}

function write(db: IDBDatabase, store: StoreName, run: (store: IDBObjectStore) => unknown): Promise<void> {
  const transaction = db.transaction(store, 'readwrite')
  run(transaction.objectStore(store))
  return committed(transaction)
}
