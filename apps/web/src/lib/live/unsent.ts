/** What of an account waits on this phone: edits in documents, and commands. No Yjs here. */
import { parseAddress } from '@sidegate/core/documents/address'
import { answered, openDatabase } from './database.ts'
import { listAllStores, listCommands, listStores, type StoreRow, wipeStore } from './local-index.ts'
import { createStores, type StoredUpdate } from './local-store.ts'

const UNUSED_MS = 60 * 24 * 60 * 60 * 1000

/** Whether anything that this account wrote here is not on the server, words that it could not take included. */
export async function hasUnsent(account: string): Promise<boolean> {
  if ((await listCommands(account)).length > 0) return true
  for (const row of await listStores(account)) if ((await waitingIn(row)).any) return true
  return false
}

/** The addresses of this account's documents with edits that wait to be sent. */
export async function unsentDocuments(account: string) {
  const waiting = []
  for (const row of await listStores(account)) {
    const address = parseAddress(`${row.document}/${row.epoch}`)
    if (address && (await waitingIn(row)).edits) waiting.push({ address, installation: row.installation })
  }
  return waiting
}

/** Deletes copies that nobody has opened for 60 days and in which nothing waits. */
export async function pruneStores(now: number): Promise<void> {
  for (const row of await listAllStores()) {
    if (now - row.usedAt > UNUSED_MS && !(await waitingIn(row)).any) await wipeStore(row.name)
  }
}

async function waitingIn({ name }: StoreRow): Promise<{ edits: boolean; any: boolean }> {
  const db = await openDatabase(name, createStores)
  // What can't be looked into may hold something.
  if (!db) return { edits: false, any: true }
  try {
    const stores = db.transaction(['updates', 'facts'])
    const [rows, notSaved] = await Promise.all([
      answered<Omit<StoredUpdate, 'key'>[]>(stores.objectStore('updates').getAll()),
      answered<unknown[] | undefined>(stores.objectStore('facts').get('notSaved')),
    ])
    const edits = rows.some(({ unsent }) => unsent)
    return { edits, any: edits || (notSaved?.length ?? 0) > 0 }
  } finally {
    db.close()
  }
}
