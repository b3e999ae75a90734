/** Looks a database over without changing it, as the doctor, a backup and a restore do. Faults carry ids only. */
import type { DatabaseSync } from 'node:sqlite'
import { type DocumentAddress, type DocumentKind, formatAddress } from '@sidegate/core/documents/address'
import { createNames } from './names.ts'
import { checksum as checksumOf, unpack } from './packing.ts'
import { unknownMigrations } from './upgrade.ts'
import { createVault } from './vault.ts'

export interface Fault {
  what: 'database' | 'version' | 'reference' | 'orphan' | 'sequence' | 'document' | 'key' | 'file'
  /** An address, a table, a file. */
  where: string
  /** One whole sentence. */
  says: string
}

export interface Inspection {
  documents: number
  /** Rows of the log. */
  updates: number
  faults: Fault[]
}

/** Loads a document: null, or why it isn't whole, as the end of a sentence. Handed in, for Yjs is known to sync/ alone. */
export type WhyUnsound = (
  kind: DocumentKind,
  snapshot: Uint8Array | null,
  updates: readonly Uint8Array[],
) => string | null

export interface InspectOptions {
  /** null: there is none to try, which has been told already. */
  key: Uint8Array | null
  whyUnsound: WhyUnsound
}

/** In one read transaction: somebody else may be writing. */
export function inspect(raw: DatabaseSync, options: InspectOptions): Inspection {
  const faults: Fault[] = []
  let documents = 0
  let updates = 0
  const steps: (() => Iterable<Fault>)[] = [
    () => integrity(raw),
    () => version(raw),
    () => references(raw),
    () => orphans(raw),
    () => sequences(raw),
    () => (options.key ? sealed(raw, options.key) : []),
    () => {
      documents = count(raw, 'documents')
      updates = count(raw, 'document_updates')
      return unsound(raw, options.whyUnsound)
    },
  ]
  const seen = new Set<string>()
  try {
    raw.exec('begin')
    for (const step of steps) {
      try {
        faults.push(...step())
      } catch (error) {
        // What lies on a damaged page can't be read, and that is the finding; each is told once.
        const says = `The database can't be read through: ${error instanceof Error ? error.message : error}.`
        if (!seen.has(says)) faults.push({ what: 'database', where: 'sidegate.db', says })
        seen.add(says)
      }
    }
  } catch (error) {
    const says = `The database can't be opened: ${error instanceof Error ? error.message : error}.`
    faults.push({ what: 'database', where: 'sidegate.db', says })
  } finally {
    if (raw.isTransaction) raw.exec('rollback')
  }
  return { documents, updates, faults }
}

function* integrity(raw: DatabaseSync): Generator<Fault> {
  for (const { integrity_check: found } of raw.prepare('pragma integrity_check').iterate())
    if (found !== 'ok')
      yield { what: 'database', where: 'sidegate.db', says: `The database is damaged: ${found}.` }
}

function* version(raw: DatabaseSync): Generator<Fault> {
  const done = raw
    .prepare('select name from migrations')
    .all()
    .map((row) => String(row.name))
  for (const name of unknownMigrations(done))
    yield { what: 'version', where: name, says: `The database was written by a newer Sidegate (${name}).` }
}

function* references(raw: DatabaseSync): Generator<Fault> {
  for (const { table, rowid, parent } of raw.prepare('pragma foreign_key_check').iterate())
    yield {
      what: 'reference',
      where: `${table}`,
      says: `Row ${rowid} of ${table} belongs to a row of ${parent} that is gone.`,
    }
}

/** Rows of things that are gone. Tables of documents are found by their columns, so that a new one is covered. */
function* orphans(raw: DatabaseSync): Generator<Fault> {
  for (const table of documentTables(raw)) {
    const rows = raw.prepare(
      `select kind, id, count(*) as rows from ${table} as t
       where not exists (select 1 from documents d where d.kind = t.kind and d.id = t.id) group by kind, id`,
    )
    for (const { kind, id, rows: n } of rows.iterate())
      yield orphan(`${kind}/${id}`, `${n} rows of ${table} belong to ${kind}/${id}, which is gone.`)
  }
  for (const table of documentTables(raw).filter((name) => OF_AN_EPOCH.includes(name))) {
    const rows = raw.prepare(
      `select t.kind, t.id, t.epoch, count(*) as rows from ${table} as t
       join documents d on d.kind = t.kind and d.id = t.id where d.epoch <> t.epoch group by t.kind, t.id, t.epoch`,
    )
    for (const { kind, id, epoch, rows: n } of rows.iterate())
      yield orphan(
        `${kind}/${id}/${epoch}`,
        `${n} rows of ${table} belong to ${kind}/${id}/${epoch}, an epoch that is not the current one.`,
      )
  }
  const homeless = raw.prepare(
    `select kind, id from documents where (kind = 'board' and id not in (select id from circles))
     or (kind <> 'board' and id not in (select id from hangouts))`,
  )
  for (const { kind, id } of homeless.iterate())
    yield orphan(`${kind}/${id}`, `The document ${kind}/${id} belongs to a ${home(kind)} that is gone.`)
  const lacking = raw.prepare(
    `select t.kind, t.id from (select 'board' as kind, id from circles
       union all select 'plan', id from hangouts union all select 'play', id from hangouts) t
     where not exists (select 1 from documents d where d.kind = t.kind and d.id = t.id)`,
  )
  for (const { kind, id } of lacking.iterate())
    yield orphan(`${kind}/${id}`, `The ${home(kind)} ${id} has no ${kind}.`)
}

// Owners and history outlive an epoch.
const OF_AN_EPOCH = [
  'document_updates',
  'document_snapshots',
  'document_snapshots_before',
  'document_clients',
]
const home = (kind: unknown) => (kind === 'board' ? 'circle' : 'hangout')
const orphan = (where: string, says: string): Fault => ({ what: 'orphan', where, says })

function documentTables(raw: DatabaseSync): string[] {
  const rows = raw
    .prepare(
      `select m.name from sqlite_master m where m.type = 'table' and m.name <> 'documents'
       and (select count(*) from pragma_table_info(m.name) where name in ('kind', 'id')) = 2
       and m.name like 'document%'`,
    )
    .all()
  return rows.map((row) => String(row.name))
}

/** A snapshot covers the log up to a seq: nothing of that may be left, nor may it name what never was. */
function* sequences(raw: DatabaseSync): Generator<Fault> {
  const left = raw.prepare(
    `select s.kind, s.id, s.epoch, s.through_seq, count(u.seq) as rows from document_snapshots s
     join document_updates u on u.kind = s.kind and u.id = s.id and u.epoch = s.epoch and u.seq <= s.through_seq
     group by s.kind, s.id, s.epoch`,
  )
  for (const { kind, id, epoch, through_seq: seq, rows } of left.iterate())
    yield {
      what: 'sequence',
      where: `${kind}/${id}/${epoch}`,
      says: `The log of ${kind}/${id}/${epoch} still has ${rows} rows that its snapshot covers (up to ${seq}).`,
    }
  const last = Number(
    raw.prepare("select seq from sqlite_sequence where name = 'document_updates'").get()?.seq ?? 0,
  )
  const ahead = raw.prepare(
    'select kind, id, epoch, through_seq from document_snapshots where through_seq > ?',
  )
  for (const { kind, id, epoch, through_seq: seq } of ahead.iterate(last))
    yield {
      what: 'sequence',
      where: `${kind}/${id}/${epoch}`,
      says: `The snapshot of ${kind}/${id}/${epoch} covers the log up to ${seq}, and the log never came further than ${last}.`,
    }
}

/** Every name opens under its data key, and so every data key under the master key. */
function* sealed(raw: DatabaseSync, key: Uint8Array): Generator<Fault> {
  const names = createNames(createVault(key))
  const kinds = [
    { table: 'families', column: 'id', open: names.family },
    { table: 'guardians', column: 'family_id', open: names.guardian },
    { table: 'kids', column: 'id', open: names.kid },
  ]
  let closed = 0
  let first = ''
  for (const { table, column, open } of kinds) {
    const rows = raw.prepare(
      `select t.*, k.wrapped from ${table} t left join data_keys k on k.subject_id = t.${column}`,
    )
    for (const row of rows.iterate()) {
      if (row.wrapped !== null && opens(() => open(row as unknown as Parameters<typeof open>[0]))) continue
      closed++
      first ||= String(row.id)
    }
  }
  if (closed > 0)
    yield {
      what: 'key',
      where: first,
      says: `${closed} names can't be read, the first is that of ${first}: master.key is not the one that they were written with, or their data keys are damaged.`,
    }
  const spare = raw.prepare(
    'select subject_id as id from data_keys where subject_id not in (select id from families union all select id from kids)',
  )
  for (const { id } of spare.iterate()) yield orphan(`${id}`, `There is a data key of ${id}, who is gone.`)
}

function opens(open: () => unknown): boolean {
  try {
    open()
    return true
  } catch {
    return false
  }
}

function* unsound(raw: DatabaseSync, whyUnsound: WhyUnsound): Generator<Fault> {
  // All columns: a database from before has no checksums.
  const snapshotOf = raw.prepare('select * from document_snapshots where kind = ? and id = ? and epoch = ?')
  const logOf = raw.prepare(
    'select * from document_updates where kind = ? and id = ? and epoch = ? order by seq',
  )
  const documents = raw.prepare('select kind, id, epoch from documents order by kind, id').all()
  for (const row of documents) {
    const { kind, id, epoch } = row as unknown as DocumentAddress
    const snapshot = snapshotOf.get(kind, id, epoch) as Stored | undefined
    const log = logOf.all(kind, id, epoch) as unknown as Stored[]
    const where = formatAddress({ kind, id, epoch })
    const why = changed(snapshot, log) ?? whyUnsound(kind, snapshot?.bytes ?? null, log.flatMap(updatesOf))
    if (why) yield { what: 'document', where, says: `The document ${where} ${why}.` }
  }
}

interface Stored {
  seq: number
  bytes: Uint8Array
  checksum?: number | null
}

const updatesOf = ({ bytes, checksum = null }: Stored) => unpack({ bytes, checksum }) ?? []

/** Bytes that are not those that were written. */
function changed(snapshot: Stored | undefined, log: Stored[]): string | null {
  if (!snapshot && log.length === 0) return 'has neither a snapshot nor a log'
  const sum = snapshot?.checksum ?? null
  if (snapshot && sum !== null && checksumOf(snapshot.bytes) !== sum) return 'has a snapshot that is damaged'
  const row = log.find(({ bytes, checksum = null }) => unpack({ bytes, checksum }) === null)
  return row ? `has a log that is damaged in row ${row.seq}` : null
}

const count = (raw: DatabaseSync, table: string) =>
  Number(raw.prepare(`select count(*) as rows from ${table}`).get()?.rows)
