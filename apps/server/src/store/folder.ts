/** The data folder: what its files are called, who holds it, and the key that stands beside the database. */
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { KEY_BYTES } from './vault.ts'

/** A fault that whoever started the server can mend; the message is the whole sentence. */
export class StartupFault extends Error {}

// Every file is made 0600, every folder 0700: the folder itself may be one that somebody else made.
export const PRIVATE = 0o077
export const DATABASE = 'sidegate.db'
export const MASTER_KEY = 'master.key'
export const LOCK = 'lock.db'
/** Opens /metrics; made by the server. */
export const OPERATOR_TOKEN = 'operator.token'

/** Makes the folder and holds it for this process alone; the operating system lets go even after kill -9. */
export async function takeFolder(dataDir: string): Promise<() => void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    const lock = new DatabaseSync(join(dataDir, LOCK), { timeout: 0 })
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
export function readMasterKey(dataDir: string, isNew: boolean): Uint8Array {
  const file = join(dataDir, MASTER_KEY)
  if (!existsSync(file)) {
    if (!isNew)
      throw new StartupFault(
        `${file} is missing, and names can't be read without it: put it back from where you keep it.`,
      )
    writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' })
    toDisk(file)
    toDisk(dataDir)
  }
  const key = readFileSync(file)
  if (key.length !== KEY_BYTES)
    throw new StartupFault(
      `${file} is damaged (${key.length} bytes, not ${KEY_BYTES}): put it back from where you keep it.`,
    )
  return key
}

/** What was written to this file, or renamed in this folder, is there after a power cut. */
export function toDisk(path: string) {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
