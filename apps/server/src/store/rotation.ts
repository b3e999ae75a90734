/**
 * Another master key. Data keys are wrapped anew and the indexes of e-mail addresses, which hang on the master key, are
 * made anew, in one transaction; then the files change their names. A crash at any moment leaves a folder that the next
 * start puts in order: whichever of the two keys opens the database is the master key.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createEmailIndex } from './email-index.ts'
import { DATABASE, MASTER_KEY, StartupFault, toDisk } from './folder.ts'
import { createRewrap, createVault, KEY_BYTES } from './vault.ts'

const NEXT = `${MASTER_KEY}.next`
const BEFORE = `${MASTER_KEY}.before-`

export interface Rotated {
  /** Data keys that were wrapped anew. */
  keys: number
  /** The key of before: backups made with it need it. */
  kept: string
}

/** The folder is held by the caller, and nothing serves from it. `at`: ms UTC. */
export function rotate(dataDir: string, at: number): Rotated {
  settleRotation(dataDir, at)
  const file = join(dataDir, MASTER_KEY)
  const from = readFileSync(file)
  const to = randomBytes(KEY_BYTES)
  const next = join(dataDir, NEXT)
  writeFileSync(next, to, { mode: 0o600, flag: 'wx' })
  toDisk(next)
  toDisk(dataDir)
  const raw = new DatabaseSync(join(dataDir, DATABASE))
  let keys: number
  try {
    raw.exec('pragma synchronous = full; pragma secure_delete = on')
    keys = rewrap(raw, from, to, at)
    raw.exec('pragma wal_checkpoint(truncate)')
  } catch (error) {
    rmSync(next)
    throw error
  } finally {
    raw.close()
  }
  return { keys, kept: promote(dataDir, at) }
}

/** Wraps every data key of a database anew, in one transaction; resolves to how many. Throws when `from` opens them not. */
export function rewrap(raw: DatabaseSync, from: Uint8Array, to: Uint8Array, at: number): number {
  const rewrapped = createRewrap(from, to)
  const [vault, index] = [createVault(to), createEmailIndex(to)]
  raw.exec('begin immediate')
  try {
    const keys = raw.prepare('select subject_id, wrapped from data_keys').all() as unknown as KeyRow[]
    const setKey = raw.prepare('update data_keys set wrapped = ? where subject_id = ?')
    for (const { subject_id, wrapped } of keys) setKey.run(rewrapped(subject_id, wrapped), subject_id)
    for (const { table, subject } of ADDRESSES) {
      const rows = raw.prepare(
        `select t.id, t.${subject} as subject, t.email, k.wrapped from ${table} t
         join data_keys k on k.subject_id = t.${subject} where t.email_index is not null`,
      )
      const setIndex = raw.prepare(`update ${table} set email_index = ? where id = ?`)
      for (const row of rows.all() as unknown as AddressRow[]) {
        const place = { table, column: 'email', row: row.id }
        setIndex.run(index(vault.open(row.subject, row.wrapped, place, row.email)), row.id)
      }
    }
    // They were asked for by the indexes of before, and live ten minutes.
    raw.exec('delete from codes')
    // Made with the key of before: that they were done is all that is still known.
    raw.exec("update commands set digest = x''")
    raw
      .prepare("insert into audit (at, act, by_part, detail) values (?, 'keys-rotated', 'server', ?)")
      .run(at, JSON.stringify({ keys: keys.length }))
    raw.exec('commit')
    return keys.length
  } finally {
    if (raw.isTransaction) raw.exec('rollback')
  }
}

interface KeyRow {
  subject_id: string
  wrapped: Uint8Array
}

interface AddressRow {
  id: string
  subject: string
  email: Uint8Array
  wrapped: Uint8Array
}

/** Where e-mail addresses stand, and whose key seals them. */
const ADDRESSES = [
  { table: 'guardians', subject: 'family_id' },
  { table: 'waiting', subject: 'circle_id' },
]

/** Puts a folder in order in which a rotation broke off. */
export function settleRotation(dataDir: string, at: number): void {
  const next = join(dataDir, NEXT)
  if (!existsSync(next)) return
  // With no present key the first of the two renames had happened, so the database is committed.
  const fits = !existsSync(join(dataDir, MASTER_KEY)) || opens(join(dataDir, DATABASE), readFileSync(next))
  if (fits) promote(dataDir, at)
  else rmSync(next)
}

/** Those of before, latest first: a backup may need one. */
export const keysBefore = (dataDir: string): Uint8Array[] =>
  readdirSync(dataDir)
    .filter((name) => name.startsWith(BEFORE))
    .sort()
    .reverse()
    .map((name) => readFileSync(join(dataDir, name)))

/** Whether a key opens the data keys of a database; one without any is opened by every key, no database by none. */
export function opens(file: string, key: Uint8Array): boolean {
  let raw: DatabaseSync | null = null
  try {
    raw = new DatabaseSync(file, { readOnly: true })
    const row = raw.prepare('select subject_id, wrapped from data_keys limit 1').get() as KeyRow | undefined
    if (row) createRewrap(key, key)(row.subject_id, row.wrapped)
    return true
  } catch {
    // What GCM says of another key, and SQLite of a file or a table that isn't there.
    return false
  } finally {
    raw?.close()
  }
}

function promote(dataDir: string, at: number): string {
  const file = join(dataDir, MASTER_KEY)
  const kept = freeName(dataDir, at)
  if (existsSync(file)) {
    renameSync(file, kept)
    toDisk(dataDir)
  }
  renameSync(join(dataDir, NEXT), file)
  toDisk(dataDir)
  return kept
}

function freeName(dataDir: string, at: number): string {
  const name = BEFORE + new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')
  for (let number = 1; ; number++) {
    const path = join(dataDir, number === 1 ? name : `${name}-${number}`)
    if (!existsSync(path)) return path
    if (number > 1000)
      throw new StartupFault(`There are too many old keys in ${dataDir}: put some elsewhere.`)
  }
}
