/**
 * A backup is one database file with a table of its own: when it was made, and of each table how many rows it has and
 * their digest. SQLite's own check sees a torn page, not a flipped bit in a blob. The master key is not in it.
 */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Fault } from './inspect.ts'

const MADE = 'backup_made'
const CONTENTS = 'backup_contents'

export function sealBackup(raw: DatabaseSync, at: number) {
  const contents = tablesOf(raw).map((table) => ({ table, ...digestOf(raw, table) }))
  raw.exec(`begin;
    create table ${MADE} (at integer not null);
    create table ${CONTENTS} (name text primary key, rows integer not null, digest text not null)`)
  raw.prepare(`insert into ${MADE} (at) values (?)`).run(at)
  const insert = raw.prepare(`insert into ${CONTENTS} (name, rows, digest) values (?, ?, ?)`)
  for (const { table, rows, digest } of contents) insert.run(table, rows, digest)
  raw.exec('commit')
}

/** When the backup was made, and what in it isn't as it was written; null: no backup of ours. */
export function checkBackup(raw: DatabaseSync): { at: number; faults: Fault[] } | null {
  if (!raw.prepare('select 1 from sqlite_master where name = ?').get(CONTENTS)) return null
  const at = Number(raw.prepare(`select at from ${MADE}`).get()?.at)
  const written = new Map(
    raw
      .prepare(`select name, rows, digest from ${CONTENTS}`)
      .all()
      .map((row) => [row.name as string, { rows: row.rows as number, digest: row.digest as string }]),
  )
  const faults: Fault[] = []
  const tables = new Set([...written.keys(), ...tablesOf(raw)])
  for (const table of tables) {
    const before = written.get(table)
    const now = tablesOf(raw).includes(table) ? digestOf(raw, table) : { rows: 0, digest: '' }
    if (before?.digest === now.digest) continue
    const says = `The backup's table ${table} is not as it was written (${before?.rows ?? 0} rows then, ${now.rows} now).`
    faults.push({ what: 'database', where: table, says })
  }
  return { at, faults }
}

/** Makes a plain database of it again; one that was kept aside is one already. */
export function unsealBackup(raw: DatabaseSync) {
  raw.exec(`begin; drop table if exists ${MADE}; drop table if exists ${CONTENTS}; commit`)
}

function tablesOf(raw: DatabaseSync): string[] {
  const rows = raw
    .prepare(
      `select name from sqlite_master where type = 'table' and name not in ('${MADE}', '${CONTENTS}') order by name`,
    )
    .all()
  return rows.map((row) => String(row.name))
}

function digestOf(raw: DatabaseSync, table: string): { rows: number; digest: string } {
  const hash = createHash('sha256')
  let rows = 0
  for (const row of raw.prepare(`select * from "${table}" order by rowid`).iterate()) {
    rows++
    for (const [column, value] of Object.entries(row)) {
      // A blob's bytes as they are; the lengths keep neighbours apart.
      const bytes = value instanceof Uint8Array ? value : Buffer.from(`${typeof value} ${value}`)
      hash.update(`${column} ${bytes.length} `).update(bytes)
    }
  }
  return { rows, digest: hash.digest('hex') }
}
