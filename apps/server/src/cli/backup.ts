/** Copies the database while the house goes on, and proves that the copy can be read. */
import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { sealBackup } from '../store/backup.ts'
import { copyDatabase } from '../store/copy.ts'
import { DATABASE, MASTER_KEY, PRIVATE, readMasterKey, StartupFault } from '../store/folder.ts'
import type { Fault } from '../store/inspect.ts'
import { noteBackup } from '../store/last-backup.ts'
import type { CliContext } from './context.ts'
import { inspectFile } from './doctor.ts'

/** What `backup --json` prints. */
export interface BackedUp {
  file: string
  bytes: number
  at: number
  documents: number
  /** What is wrong in the house itself, and so in its backup. */
  faults: Fault[]
  /** Not in the backup: keep a copy of it somewhere else. */
  masterKey: string
}

/**
 * Exit code 0: the backup is whole. 1: it was made, and holds what is wrong in the house (each fault is told).
 * A copy that is damaged as a file is no backup: it is not kept, and that throws.
 */
export async function backUp(
  { config, now, print }: CliContext,
  { to, json }: { to: string; json: boolean },
): Promise<number> {
  const { dataDir } = config
  const from = join(dataDir, DATABASE)
  const file = resolve(to)
  if (!existsSync(from))
    throw new StartupFault(`There is no ${DATABASE} in ${dataDir}: set DATA_DIR to the folder to back up.`)
  if (existsSync(file)) throw new StartupFault(`${file} is there already: give the backup a new name.`)
  if (!existsSync(dirname(file)))
    throw new StartupFault(`There is no folder ${dirname(file)}: make it first, or name another.`)
  const key = readMasterKey(dataDir, false)
  const at = now()
  process.umask(PRIVATE)
  await copy(from, file, at)
  // The backup itself is asked, not what it was made of.
  const { documents, faults } = inspectFile(file, key)
  if (faults.some(({ what }) => what === 'database')) {
    rmSync(file)
    throw new StartupFault(
      `No backup was made, for the database is damaged ("sidegate doctor" tells more): ${faults[0]?.says}`,
    )
  }
  await noteBackup(dataDir, { at, bytes: statSync(file).size })
  const masterKey = join(dataDir, MASTER_KEY)
  const done: BackedUp = { file, bytes: statSync(file).size, at, documents, faults, masterKey }
  if (json) print(`${JSON.stringify(done)}\n`)
  else print(told(done))
  return faults.length === 0 ? 0 : 1
}

async function copy(from: string, file: string, at: number): Promise<void> {
  try {
    await copyDatabase(from, file, (raw) => sealBackup(raw, at))
  } catch (error) {
    // What the disk or the operating system says: no room, no right to write, a damaged page.
    throw new StartupFault(`No backup was made: ${error instanceof Error ? error.message : error}.`)
  }
}

function told({ file, bytes, documents, faults, masterKey }: BackedUp): string {
  const wrong = faults.map(({ says }) => `${says}\n`).join('')
  return `${wrong}The backup is in ${file} (${Math.ceil(bytes / 1024)} kB, ${documents} documents, ${
    faults.length === 0 ? 'each loaded whole' : 'with the faults above, as they are in the house'
  }).
The master key is not in it: without ${masterKey} no name in it can be read, so keep a copy of that file
somewhere else than the backups.
`
}
