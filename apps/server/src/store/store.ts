/** All that is kept, behind one interface: SQLite in one folder. Postgres answers the same interface later. */

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type AnswerStore, createAnswerStore } from './answers.ts'
import { type CircleStore, createCircleStore } from './circles.ts'
import { createDocumentStore, type DocumentStore } from './documents.ts'
import { createHangoutStore, type HangoutStore } from './hangouts.ts'
import { migrate } from './migrations.ts'
import { createNames } from './names.ts'
import { createPeopleStore, type PeopleStore } from './people.ts'
import { createSessionStore, type SessionStore } from './sessions.ts'
import { openSqlite, type Sqlite } from './sqlite.ts'
import { createVault, KEY_BYTES } from './vault.ts'
import { createWatchStore, type WatchStore } from './watching.ts'

export interface Installation {
  id: string
  /** The PTA's own name. */
  name: string
  language: string
}

export interface Store {
  documents: DocumentStore
  circles: CircleStore
  hangouts: HangoutStore
  answers: AnswerStore
  people: PeopleStore
  sessions: SessionStore
  watching: WatchStore
  installation(): Promise<Installation>
  nameHouse(name: string): Promise<void>
  /** Writes one small row; throws when the disk doesn't take it. */
  checkWritable(): Promise<void>
  /** Removes what has outlived its retention (tables.ts). */
  forget(now: number): Promise<void>
  /** Finishes what is queued, folds the log into the database and lets go of the folder. */
  close(): Promise<void>
  /** For tests that look beneath. */
  sqlite: Sqlite
}

/** A fault that whoever started the server can mend; the message is the whole sentence. */
export class StartupFault extends Error {}

// Every file is made 0600, every folder 0700: the folder itself may be one that somebody else made.
export const PRIVATE = 0o077
const SESSION_DAYS = 30
const COMMAND_DAYS = 30
export const DAY = 24 * 60 * 60 * 1000
export const SESSION_IDLE = SESSION_DAYS * DAY

export async function openStore({ dataDir, now }: { dataDir: string; now: () => number }): Promise<Store> {
  process.umask(PRIVATE)
  const release = await takeFolder(dataDir)
  const file = join(dataDir, 'sidegate.db')
  const isNew = !existsSync(file)
  const vault = createVault(readMasterKey(join(dataDir, 'master.key'), isNew))
  const sqlite = openSqlite(file)
  const { db } = sqlite
  await migrate(db)
  const names = createNames(vault)
  await nameInstallation(db, now())
  const documents = createDocumentStore(sqlite, now)
  const sessions = createSessionStore(db)
  return {
    documents,
    circles: createCircleStore(db, names),
    hangouts: createHangoutStore(db, names),
    answers: createAnswerStore(db, names),
    people: createPeopleStore(db, vault, names),
    sessions,
    watching: createWatchStore(db, names),
    installation: () =>
      db.selectFrom('installation').select(['id', 'name', 'language']).executeTakeFirstOrThrow(),
    async nameHouse(name) {
      await db.updateTable('installation').set({ name }).execute()
    },
    async checkWritable() {
      await db.updateTable('installation').set({ checked_at: now() }).execute()
    },
    async forget(at) {
      await sessions.forget(at - SESSION_IDLE)
      await db
        .deleteFrom('commands')
        .where('done_at', '<', at - COMMAND_DAYS * DAY)
        .execute()
    },
    async close() {
      await sqlite.transact(() => undefined)
      await db.destroy()
      release()
    },
    sqlite,
  }
}

async function nameInstallation(db: Sqlite['db'], at: number) {
  if (await db.selectFrom('installation').select('id').executeTakeFirst()) return
  await db
    .insertInto('installation')
    .values({
      id: randomBytes(9).toString('base64url'),
      name: 'Sidegate',
      language: 'en',
      created_at: at,
      checked_at: at,
    })
    .execute()
}

/** Makes the folder and holds it for this process alone; the operating system lets go even after kill -9. */
async function takeFolder(dataDir: string): Promise<() => void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    const lock = new DatabaseSync(join(dataDir, 'lock.db'), { timeout: 0 })
    // A write that is never committed: it holds the lock and shows that the folder takes writes.
    lock.exec('begin exclusive; create table if not exists held (since integer)')
    return () => lock.close()
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked'))
      throw new StartupFault(
        `Another Sidegate is already working on ${dataDir}: stop it first, or set DATA_DIR to another folder.`,
      )
    throw new StartupFault(
      `The data folder ${dataDir} can't be written: give this user the right to write there, or set DATA_DIR to another folder.`,
    )
  }
}

/** The key that wraps all others. It is made once and stands outside the database, so that backups show nothing. */
function readMasterKey(file: string, isNew: boolean): Uint8Array {
  if (!existsSync(file)) {
    if (!isNew)
      throw new StartupFault(
        `${file} is missing, and names can't be read without it: put it back from where you keep it.`,
      )
    writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' })
  }
  const key = readFileSync(file)
  if (key.length !== KEY_BYTES)
    throw new StartupFault(
      `${file} is damaged (${key.length} bytes, not ${KEY_BYTES}): put it back from where you keep it.`,
    )
  return key
}
