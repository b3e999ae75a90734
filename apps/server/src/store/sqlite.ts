/**
 * SQLite for one machine: one connection and one queue for everything. All is synchronous underneath, so a second
 * writer would block the whole event loop for the busy timeout and then fail. Kysely's queries stand in the queue, and
 * so does what bypasses Kysely (the door, the append to the log); that runs at once when nobody is before it.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, SqliteAdapter, SqliteDialect, type SqliteDialectConfig, SqliteDriver } from 'kysely'
import { Queue } from './queue.ts'
import type { Database } from './schema.ts'

// A checkpoint leaves no more of the write-ahead log than this behind (R29).
export const JOURNAL_BYTES = 32 * 1024 * 1024
// How long (ms) a statement waits for somebody else's write: another process, for this one has one connection.
export const BUSY_TIMEOUT = 1000
const MAX_STATEMENTS = 500

export interface Sqlite {
  db: Kysely<Database>
  /** Runs `work`, which changes nothing that anybody reads, on the bare connection, queued behind everything else. */
  read<T>(work: (raw: DatabaseSync) => T): Promise<T>
  /** Runs `work` in one transaction on the bare connection, queued behind everything else; a throw rolls back. */
  transact<T>(work: (raw: DatabaseSync) => T): Promise<T>
  pragma(name: 'synchronous' | 'journal_mode' | 'secure_delete' | 'foreign_keys'): unknown
}

export function openSqlite(file: string): Sqlite {
  const raw = new DatabaseSync(file, { timeout: BUSY_TIMEOUT })
  raw.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma secure_delete = on;
    pragma foreign_keys = on;
    pragma journal_size_limit = ${JOURNAL_BYTES};`)
  const queue = new Queue()
  const db = new Kysely<Database>({ dialect: new QueuedDialect(raw, queue) })
  const begin = raw.prepare('begin immediate')
  const commit = raw.prepare('commit')
  return {
    db,
    // All of it is synchronous, so nothing comes between two statements; a disk that takes no writes can be read.
    read: (work) => queue.run(() => work(raw)),
    transact: (work) =>
      queue.run(() => {
        begin.run()
        try {
          const result = work(raw)
          commit.run()
          return result
        } catch (error) {
          // A full disk ends the transaction by itself.
          if (raw.isTransaction) raw.exec('rollback')
          throw error
        }
      }),
    pragma: (name) => Object.values(raw.prepare(`pragma ${name}`).get() ?? {})[0],
  }
}

/** Kysely's SQLite with our queue in the place of its own lock, which nobody else could see. */
class QueuedDialect extends SqliteDialect {
  readonly #driver: QueuedDriver

  constructor(raw: DatabaseSync, queue: Queue) {
    const config = { database: shim(raw) }
    super(config)
    this.#driver = new QueuedDriver(config, queue)
  }

  override createDriver() {
    return this.#driver
  }

  override createAdapter() {
    return new QueuedAdapter()
  }
}

class QueuedDriver extends SqliteDriver {
  readonly #queue: Queue

  constructor(config: SqliteDialectConfig, queue: Queue) {
    super(config)
    this.#queue = queue
  }

  override async acquireConnection() {
    await this.#queue.enter()
    return super.acquireConnection()
  }

  override async releaseConnection() {
    this.#queue.leave()
  }
}

class QueuedAdapter extends SqliteAdapter {
  /** There is one; who gets it is decided by the queue, so Kysely need not lock it once more. */
  override get supportsMultipleConnections() {
    return true
  }
}

/**
 * node:sqlite in the shape that Kysely knows from better-sqlite3. Parsing a statement anew took a fifth of the time
 * of a socket's handshake, so statements are kept.
 */
function shim(raw: DatabaseSync) {
  const statementBySql = new Map<string, StatementSync>()
  const statementOf = (sql: string) => {
    const kept = statementBySql.get(sql)
    if (kept) return kept
    // Lists of any length make statements without end.
    if (statementBySql.size >= MAX_STATEMENTS) statementBySql.clear()
    const statement = raw.prepare(sql)
    statementBySql.set(sql, statement)
    return statement
  }
  return {
    close: () => raw.close(),
    prepare(sql: string) {
      const statement = statementOf(sql)
      // Kysely types parameters as unknown; what reaches here are the column types of schema.ts.
      const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...bind(parameters)),
        run: (parameters: readonly unknown[]) => statement.run(...bind(parameters)),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...bind(parameters)),
      }
    },
  }
}
