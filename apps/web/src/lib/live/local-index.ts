/**
 * What this phone keeps, and for whom: the database `sidegate`. Each document's local store has a row here, so that
 * stale epochs are found and a sign-out leaves nothing behind. No Yjs here, pages import it early.
 */
import { answered, committed, deleteDatabase, openDatabase } from './database.ts'

/** Who is signed in on this phone now. Locked: the session expired; all is kept, nothing is shown. */
export interface SignedIn {
  /** A guardian's id for each circle that this phone is in: what is kept for one goes without the others. */
  accounts: string[]
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

/** A command that waits to be sent: the last one of its kind about one subject. */
export interface CommandRow {
  account: string
  /** The hangout or circle on whose page it was given. */
  page: string
  /** What it is about: a kid, an idea. */
  subject: string
  /** What was chosen, for the screen. */
  value: unknown
  method: 'POST' | 'PUT'
  path: string
  body: unknown
  /** The server recognises a repetition by it. */
  key: string
}

export function signedInNow(): Promise<SignedIn | null> {
  return withIndex(null, readSignedIn)
}

export function writeSignedIn(signedIn: SignedIn): Promise<void> {
  return withIndex(undefined, (db) => write(db, 'phone', (phone) => phone.put(signedIn, 'account')))
}

/** One session holds all accounts that are here, so they are locked together. */
export async function lockAccount(account: string): Promise<void> {
  await setLocked(account, true)
}

export async function unlockAccount(account: string): Promise<void> {
  await setLocked(account, false)
}

async function setLocked(account: string, locked: boolean): Promise<void> {
  const now = await signedInNow()
  if (now?.accounts.includes(account) && now.locked !== locked) await writeSignedIn({ ...now, locked })
}

/** Whether the row is kept. */
export function noteStore(row: StoreRow): Promise<boolean> {
  return tryWrite('documents', (documents) => documents.put(row))
}

/** Every store on this phone, of whatever account. */
export function listAllStores(): Promise<StoreRow[]> {
  return withIndex([], (db) => answered<StoreRow[]>(read(db, 'documents').getAll()))
}

/** The stores of an account: all, or those of one document in whatever epoch. */
export async function listStores(account: string, document?: string): Promise<StoreRow[]> {
  return (await listAllStores()).filter(
    (row) => row.account === account && (document === undefined || row.document === document),
  )
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
    const ofAccount = IDBKeyRange.bound([account], [account, []])
    await write(db, 'facts', (facts) => facts.delete(ofAccount))
    await write(db, 'commands', (commands) => commands.delete(ofAccount))
    const now = await readSignedIn(db)
    if (!now?.accounts.includes(account)) return
    const accounts = now.accounts.filter((other) => other !== account)
    await write(db, 'phone', (phone) =>
      accounts.length > 0 ? phone.put({ ...now, accounts }, 'account') : phone.delete('account'),
    )
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

/** Takes the place of an earlier one about the same subject. Whether it is kept. */
export function writeCommand(row: CommandRow): Promise<boolean> {
  return tryWrite('commands', (commands) => commands.put(row))
}

/** The commands of an account that wait: all, or those of one page. */
export function listCommands(account: string, page?: string): Promise<CommandRow[]> {
  const from = page === undefined ? [account] : [account, page]
  return withIndex([], (db) =>
    answered<CommandRow[]>(read(db, 'commands').getAll(IDBKeyRange.bound(from, [...from, []]))),
  )
}

/** Forgets a command that was answered, unless another one has taken its place. */
export function forgetCommand({ account, page, subject, key }: CommandRow): Promise<boolean> {
  return tryWrite('commands', (commands) => {
    const id = [account, page, subject]
    const request: IDBRequest<CommandRow | undefined> = commands.get(id)
    request.onsuccess = () => {
      if (request.result?.key === key) commands.delete(id)
    }
  })
}

type StoreName = 'phone' | 'documents' | 'facts' | 'commands'

const VERSION = 2 // 2: commands

/** Runs with the index open; `without` is the answer where nothing can be kept. */
async function withIndex<T>(without: T, run: (db: IDBDatabase) => Promise<T>): Promise<T> {
  const create = (created: IDBDatabase) => {
    const make = (store: StoreName, options?: IDBObjectStoreParameters) => {
      if (!created.objectStoreNames.contains(store)) created.createObjectStore(store, options)
    }
    make('phone')
    make('documents', { keyPath: 'name' })
    make('facts')
    make('commands', { keyPath: ['account', 'page', 'subject'] })
  }
  const db = await openDatabase('sidegate', create, VERSION)
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

async function readSignedIn(db: IDBDatabase): Promise<SignedIn | null> {
  const row = await answered<
    (Omit<SignedIn, 'accounts'> & { accounts?: string[]; account?: string }) | undefined
  >(read(db, 'phone').get('account'))
  if (!row) return null
  // Earlier versions knew one.
  const { account, accounts = account === undefined ? [] : [account], ...rest } = row
  return { ...rest, accounts }
}

function read(db: IDBDatabase, store: StoreName): IDBObjectStore {
  return db.transaction(store).objectStore(store)
}

function write(db: IDBDatabase, store: StoreName, run: (store: IDBObjectStore) => unknown): Promise<void> {
  const transaction = db.transaction(store, 'readwrite')
  run(transaction.objectStore(store))
  return committed(transaction)
}
