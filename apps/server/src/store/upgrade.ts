/** Brings an older database to the form of today, keeping the file as it was; a newer one is refused (P20). */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Kysely, sql } from 'kysely'
import { copyDatabase, keptName } from './copy.ts'
import { StartupFault } from './folder.ts'
import { migrate, migrationNames } from './migrations.ts'
import type { Database } from './schema.ts'
import { BUSY_TIMEOUT } from './sqlite.ts'

/** Resolves to the file that was kept aside, null when nothing had to be done or the database is new. */
export async function upgrade(db: Kysely<Database>, file: string): Promise<string | null> {
  const done = await migrationsOf(db)
  const newer = unknownMigrations(done)
  if (newer.length > 0) {
    const before = join(dirname(file), keptName(newer[0] ?? ''))
    const back = existsSync(before) ? `, or step back with "sidegate restore ${before}"` : ''
    throw new StartupFault(
      `${file} was written by a newer Sidegate (${newer.join(', ')}): start that version${back}. Nothing was changed.`,
    )
  }
  const [first] = migrationNames.filter((name) => !done.includes(name))
  const kept = first && done.length > 0 ? join(dirname(file), keptName(first)) : null
  // One copy for all steps of an upgrade: nobody ever worked on what lies between them.
  if (kept) await copyDatabase(file, kept)
  await migrate(db)
  return kept
}

/** Whether a file that somebody else works on has the tables of today, neither older nor newer. */
export function isUpToDate(file: string): boolean {
  const raw = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT })
  try {
    const done = raw.prepare('select name from migrations').all()
    return (
      done.length === migrationNames.length && done.every(({ name }) => migrationNames.includes(String(name)))
    )
  } finally {
    raw.close()
  }
}

export const unknownMigrations = (done: string[]) => done.filter((name) => !migrationNames.includes(name))

async function migrationsOf(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{
    name: string
  }>`select name from sqlite_master where name = 'migrations'`.execute(db)
  if (rows.length === 0) return []
  const done = await db.selectFrom('migrations').select('name').orderBy('name').execute()
  return done.map((row) => row.name)
}
