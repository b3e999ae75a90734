/** Whole copies of a database, and what is kept aside of it before something irrevocable. */
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { DATABASE, toDisk } from './folder.ts'

// One step, so one read transaction: in several, each commit of somebody else would start the copy over again.
const ALL_PAGES = 2 ** 31 - 1

/**
 * Copies a database that somebody else may be writing to, as it was at one moment, into one file that needs no other.
 * `prepare` runs on the copy before it gets its name: `to` is whole or not there.
 */
export async function copyDatabase(
  from: string,
  to: string,
  prepare: (copy: DatabaseSync) => void = () => undefined,
): Promise<void> {
  const part = `${to}.part`
  rmSync(part, { force: true })
  try {
    const source = new DatabaseSync(from, { readOnly: true, timeout: 1000 })
    try {
      await backup(source, part, { rate: ALL_PAGES })
    } finally {
      source.close()
    }
    const copy = new DatabaseSync(part)
    try {
      copy.exec('pragma journal_mode = delete')
      prepare(copy)
    } finally {
      copy.close()
    }
    toDisk(part)
    renameSync(part, to)
    toDisk(dirname(to))
  } finally {
    rmSync(part, { force: true })
  }
}

/** The name under which the database is kept aside: 'before-0003-history', 'before-restore-...'. */
export const keptName = (why: string) => `${DATABASE}.before-${why}`

/** Removes what was kept aside longer ago than families are told that anything erased may live on. */
export function forgetKept(dataDir: string, before: number) {
  for (const name of readdirSync(dataDir)) {
    const file = join(dataDir, name)
    if (name.startsWith(keptName('')) && statSync(file).mtimeMs < before) rmSync(file, { force: true })
  }
}
