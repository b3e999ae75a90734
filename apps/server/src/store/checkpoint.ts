/**
 * Copies the write-ahead log into the database now and then. SQLite does so by itself when a commit finds 1,000 pages
 * in it; this is for the quiet hours, and for a log that grew while somebody, a backup say, kept reading (R29).
 */
import { statSync } from 'node:fs'
import { BUSY_TIMEOUT, JOURNAL_BYTES, type Sqlite } from './sqlite.ts'

/** Resolves to the bytes of the log afterwards. Never waits for a reader: what can't be done now is done next time. */
export function checkpoint({ read }: Pick<Sqlite, 'read'>, file: string): Promise<number> {
  return read((raw) => {
    const size = () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
    const mode = size() > JOURNAL_BYTES ? 'truncate' : 'passive'
    // Commits stand in line behind this.
    raw.exec('pragma busy_timeout = 0')
    try {
      raw.exec(`pragma wal_checkpoint(${mode})`)
    } finally {
      raw.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`)
    }
    return size()
  })
}
