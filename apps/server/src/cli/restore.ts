/**
 * Brings a backup back into a folder that nobody works on. All is made ready and proved in a copy beside the database;
 * the last step gives the copy its name. Every document gets a new epoch: a phone that holds what came after the
 * backup must not bring it back piece by piece, nor double what is there (R9).
 */
import { existsSync, linkSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { checkBackup, unsealBackup } from '../store/backup.ts'
import { carryOver } from '../store/carry.ts'
import { copyDatabase, keptName } from '../store/copy.ts'
import { DATABASE, PRIVATE, readMasterKey, StartupFault, takeFolder, toDisk } from '../store/folder.ts'
import { type Fault, type Inspection, inspect } from '../store/inspect.ts'
import { keysBefore, opens, rewrap, settleRotation } from '../store/rotation.ts'
import { openStoreFile } from '../store/store.ts'
import { documentsRefoundAll } from '../sync/refound.ts'
import { whyUnsound } from '../sync/sound.ts'
import type { CliContext } from './context.ts'
import { inspectFile } from './doctor.ts'

/** What `restore --json` prints. */
export interface Restored {
  folder: string
  /** When the backup was made. */
  madeAt: number
  documents: number
  /** The database that was there before, whole; "restore" takes it, too. */
  kept: string | null
  /** What was decided about people since the backup was taken over from the database of before (carry.ts). */
  carried: boolean
  /** Documents that were damaged in the house already: they can only be read, as before. */
  faults: Fault[]
}

// With these nothing is restored; a document that was damaged before is no reason to leave the others out.
const BARRIERS: Fault['what'][] = ['database', 'version', 'reference', 'key']
const MINUTE = 60_000

export async function restore(
  { config, now, print }: CliContext,
  { from, json }: { from: string; json: boolean },
): Promise<number> {
  const { dataDir } = config
  const backup = resolve(from)
  if (!existsSync(backup)) throw new StartupFault(`There is no file ${backup}: name the backup to restore.`)
  if (statSync(backup).isDirectory())
    throw new StartupFault(`${backup} is a folder: name the backup file in it.`)
  process.umask(PRIVATE)
  const release = await takeFolder(dataDir)
  const ready = join(dataDir, `${DATABASE}.restoring`)
  try {
    settleRotation(dataDir, now())
    const present = readMasterKey(dataDir, false)
    // It may have been made before the house got another key.
    const key = [present, ...keysBefore(dataDir)].find((one) => opens(backup, one)) ?? present
    const { madeAt, faults, epoch } = await makeReady({ backup, ready, key, dataDir })
    await refound({ ready, key, now, floor: Math.max((epoch ?? 0) + 1, Math.floor(now() / MINUTE)) })
    if (key !== present) rewrapFile(ready, key, present, now())
    const { documents } = mustBeWhole(inspectFile(ready, present), backup)
    const isWhole = isReadable(join(dataDir, DATABASE))
    const kept = swap(dataDir, ready, now())
    const done: Restored = { folder: dataDir, madeAt, documents, kept, carried: epoch !== null, faults }
    print(json ? `${JSON.stringify(done)}\n` : told(done, isWhole))
    return 0
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(ready + end, { force: true })
    release()
  }
}

function rewrapFile(file: string, from: Uint8Array, to: Uint8Array, at: number) {
  const raw = new DatabaseSync(file)
  try {
    rewrap(raw, from, to, at)
  } finally {
    raw.close()
  }
}

interface Making {
  backup: string
  ready: string
  key: Uint8Array
  dataDir: string
}

async function makeReady({ backup, ready, key, dataDir }: Making) {
  try {
    await copyDatabase(backup, ready)
  } catch (error) {
    throw new StartupFault(
      `${backup} can't be restored, and nothing was changed: ${error instanceof Error ? error.message : error}.`,
    )
  }
  const raw = new DatabaseSync(ready)
  try {
    // What Sidegate itself kept aside is whole, but carries no digests.
    const isKept = basename(backup).startsWith(keptName(''))
    const checked = checkBackup(raw) ?? (isKept ? { at: statSync(backup).mtimeMs, faults: [] } : null)
    if (!checked)
      throw new StartupFault(`${backup} is no backup made by "sidegate backup": nothing was changed.`)
    const { documents, updates, faults } = inspect(raw, { key, whyUnsound })
    mustBeWhole({ documents, updates, faults: [...checked.faults, ...faults] }, backup)
    unsealBackup(raw)
    return { madeAt: checked.at, faults, epoch: carry(raw, join(dataDir, DATABASE)) }
  } finally {
    raw.close()
  }
}

function mustBeWhole(inspection: Inspection, backup: string): Inspection {
  const [barrier, ...more] = inspection.faults.filter(({ what }) => BARRIERS.includes(what))
  if (!barrier) return inspection
  const others = more.length > 0 ? ` (and ${more.length} more)` : ''
  throw new StartupFault(`${backup} can't be restored, and nothing was changed: ${barrier.says}${others}`)
}

/** The highest epoch of the database of before; null when there is none that can be read. */
function carry(raw: DatabaseSync, previous: string): number | null {
  if (!isReadable(previous)) return null
  try {
    return carryOver(raw, previous)
  } catch {
    // Of another version, with other tables. The clock alone keeps the epochs apart then.
    return null
  }
}

/** Asked by a connection that changes nothing: SQLite throws away the log of a file that it takes for no database. */
function isReadable(file: string): boolean {
  if (!existsSync(file)) return false
  try {
    const raw = new DatabaseSync(file, { readOnly: true })
    try {
      return raw.prepare('pragma quick_check').get()?.quick_check === 'ok'
    } finally {
      raw.close()
    }
  } catch {
    // That may be why a backup is brought back.
    return false
  }
}

async function refound({
  ready,
  key,
  now,
  floor,
}: Pick<Making, 'ready' | 'key'> & { now: () => number; floor: number }) {
  const store = await openStoreFile({ file: ready, key, now, release: () => undefined })
  try {
    await documentsRefoundAll(store.sqlite, { now, floor })
    await store.mails.abandon()
  } finally {
    await store.close()
  }
}

/** At no moment is there no database: a crash leaves the one before, or the restored one. */
function swap(dataDir: string, ready: string, at: number): string | null {
  const file = join(dataDir, DATABASE)
  const kept = freeName(dataDir, at)
  const hadOne = existsSync(file)
  if (hadOne) {
    fold(file, kept)
    linkSync(file, kept)
    utimesSync(kept, at / 1000, at / 1000)
    toDisk(dataDir)
  }
  renameSync(ready, file)
  toDisk(dataDir)
  return hadOne ? kept : null
}

function freeName(dataDir: string, at: number): string {
  const name = keptName(`restore-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}`)
  for (let number = 1; ; number++) {
    const path = join(dataDir, number === 1 ? name : `${name}-${number}`)
    if (!existsSync(path)) return path
  }
}

/** A write-ahead log that is left beside another database would be played into it. */
function fold(file: string, kept: string) {
  if (isReadable(file)) {
    const raw = new DatabaseSync(file)
    raw.exec('pragma wal_checkpoint(truncate)')
    raw.close()
  }
  // Of a damaged database it is kept as it is.
  for (const end of ['-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, kept + end)
}

const NOT_CARRIED = [
  'Devices that were signed out since then are in again: sign them out once more.',
  'Who left, who answers for which kid and who holds an office are as they were then, too: please look through them.',
]

function told({ folder, madeAt, documents, kept, carried, faults }: Restored, isWhole: boolean): string {
  const wayBack = isWhole
    ? `What was there before is kept for 30 days; this brings it back: sidegate restore ${kept}`
    : `What was there before was damaged; it is kept for 30 days as it was: ${kept}`
  const day = new Date(madeAt).toISOString().slice(0, 16).replace('T', ' ')
  return [
    `The house is back as it was on ${day} UTC, with ${documents} documents in ${folder}.`,
    ...(kept ? [wayBack] : []),
    ...(carried ? [] : NOT_CARRIED),
    'Phones load everything anew; what they had not sent yet is offered to their people as text.',
    ...faults.map(({ says }) => `As in the backup: ${says}`),
    '',
  ].join('\n')
}
