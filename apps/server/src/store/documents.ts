/**
 * Documents at rest: who is current (documents), an append-only log (document_updates), one snapshot that covers
 * the log's beginning and the one before it, the Yjs client ids bound to guardians (per epoch), and who owns which
 * record (over all epochs). The log is the truth; every insert carries the epoch, which fences. What is written has
 * a checksum, so that bytes that come back whole need not be loaded into a document to be trusted.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import { prepareCard } from './card.ts'
import { type CommandKey, prepareCommand } from './commands.ts'
import { foundIn } from './founding.ts'
import type { HistoryWrite } from './history.ts'
import { prepareHistory } from './history-log.ts'
import { checksum, pack, unpack } from './packing.ts'
import { type Refounding, refoundIn } from './refound.ts'
import type { Sqlite } from './sqlite.ts'

/** In `guardiansByClient`: a client id under which the server itself wrote. */
export const SERVER = 'server'

/** A snapshot as sync made and proved it; the store knows no Yjs. */
export interface Snapshot {
  bytes: Uint8Array
  stateVector: Uint8Array
  /** The delete set alone. */
  deletions: Uint8Array
}

export interface StoredDocument {
  snapshot: Uint8Array | null
  /** Of the snapshot; null: written before it was kept, or by the founding. */
  stateVector: Uint8Array | null
  deletions: Uint8Array | null
  /** The log after the snapshot, oldest first; up to the first damaged row. */
  updates: Uint8Array[]
  lastSeq: number
  /** All bytes have a checksum, and it is right. */
  isProven: boolean
  /** What is damaged, in words for the operator; a damaged snapshot is left out. */
  fault: string | null
  /** The operator is told that this document can't be loaded whole. */
  isNoted: boolean
  guardiansByClient: Map<number, string>
  /** By record path, `slots/<id>`. */
  familiesByRecord: Map<string, string>
  /** When the latest restore point was made; null: never. */
  lastPointAt: number | null
}

export interface Owned {
  record: string
  familyId: string
}

export interface Append {
  address: DocumentAddress
  /** null: nothing for the log, only bindings, owners or the card. */
  update: Uint8Array | null
  /** null: the server's own edit. */
  guardianId: string | null
  at: number
  /** Newly bound to `guardianId`. */
  clients: number[]
  owned: Owned[]
  /** Written to the hangout's card columns in the same transaction. */
  card?: PlanCard
  /** Recorded in the same transaction; throws when it is recorded already, so ask `outcomeOf` first. */
  command?: CommandKey
  /** What the edit changed, for the history, in the same transaction. */
  history?: HistoryWrite
}

export interface DocumentStore {
  /** null: no such document, or the epoch is not the current one. */
  load(address: DocumentAddress): Promise<StoredDocument | null>
  currentEpoch(kind: DocumentKind, id: string): Promise<number | null>
  /** First content, in one transaction. Throws when the document exists. */
  found(address: DocumentAddress, update: Uint8Array, owned: Owned[]): Promise<void>
  /**
   * ONE transaction for the whole batch, results in its order; a throw leaves nothing behind. Throws when an
   * epoch is not current and when a client id is somebody else's. Neighbours of one document share a row of the log,
   * and its seq. Without any update, `seq` is the document's last.
   */
  append(batch: Append[]): Promise<{ seq: number }[]>
  /**
   * Snapshot in, log rows up to and with `throughSeq` out, one transaction; the snapshot that was there is kept as
   * the last good one. Does nothing when the log is folded further already. Throws when the epoch is not current.
   */
  compact(address: DocumentAddress, snapshot: Snapshot, throughSeq: number): Promise<void>
  /** The current epoch, and the version of the definition that it was written with; null: no such document. */
  current(kind: DocumentKind, id: string): Promise<{ epoch: number; version: number } | null>
  /** A new epoch for the old one, in one transaction. Throws when the address is not current. */
  refound(refounding: Omit<Refounding, 'at'>): Promise<void>
  /** The snapshot before the present one; null when there is none, or it is damaged, too. */
  lastGood(address: DocumentAddress): Promise<Uint8Array | null>
  /**
   * Documents whose log was last folded before: it may hold what was taken away long ago. A snapshot that was kept for
   * as long becomes the present one, so that nothing of it is left either.
   */
  forget(before: number): Promise<DocumentAddress[]>
  /** For the operator: the document can't be loaded whole; null: it can. */
  noteFault(address: DocumentAddress, reason: string | null): Promise<void>
  /** The paths of the records that belong to this family: told to that family alone. */
  recordsOf(kind: DocumentKind, id: string, familyId: string): Promise<string[]>
}

export function createDocumentStore({ db, read, transact }: Sqlite, now: () => number): DocumentStore {
  let kept: ReturnType<typeof prepareAppend> | undefined
  let loading: ReturnType<typeof prepareLoad> | undefined
  let epochOf: StatementSync | undefined
  let currentOf: StatementSync | undefined
  return {
    load: (address) =>
      read((raw) => {
        loading ??= prepareLoad(raw)
        return loading(address)
      }),

    currentEpoch: (kind, id) =>
      read((raw) => {
        epochOf ??= raw.prepare('select epoch from documents where kind = ? and id = ?')
        const row = epochOf.get(kind, id)
        return row ? Number(row.epoch) : null
      }),

    found: (address, update, owned) =>
      db.transaction().execute((trx) => foundIn(trx, { address, update, owned, at: now() })),

    async append(batch) {
      try {
        return await transact((raw) => {
          kept ??= prepareAppend(raw)
          return kept.write(batch)
        })
      } catch (error) {
        kept?.forget()
        throw error
      }
    },

    compact: ({ kind, id, epoch }, { bytes, stateVector, deletions }, throughSeq) =>
      transact((raw) => {
        const at = [kind, id, epoch]
        if (!raw.prepare(CURRENT).get(...at)) throw new StaleEpoch({ kind, id, epoch })
        const further = `select 1 from document_snapshots where ${THIS} and through_seq > ?`
        if (raw.prepare(further).get(...at, throughSeq)) return
        raw
          .prepare(
            `insert or replace into document_snapshots_before
               (kind, id, epoch, bytes, through_seq, written_at, checksum)
             select kind, id, epoch, bytes, through_seq, written_at, checksum from document_snapshots
             where ${THIS} and through_seq < ?`,
          )
          .run(...at, throughSeq)
        raw
          .prepare(
            `insert or replace into document_snapshots
               (kind, id, epoch, bytes, through_seq, written_at, state_vector, deletions, checksum)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(...at, bytes, throughSeq, now(), stateVector, deletions, checksum(bytes))
        raw.prepare(`delete from document_updates where ${THIS} and seq <= ?`).run(...at, throughSeq)
      }),

    lastGood: ({ kind, id, epoch }) =>
      read((raw) => {
        const row = raw
          .prepare(`select bytes, checksum from document_snapshots_before where ${THIS}`)
          .get(kind, id, epoch) as Checked | undefined
        return row && isWhole(row) ? row.bytes : null
      }),

    forget: (before) =>
      transact((raw) => {
        raw
          .prepare(
            `insert or replace into document_snapshots_before
               (kind, id, epoch, bytes, through_seq, written_at, checksum)
             select kind, id, epoch, bytes, through_seq, written_at, checksum from document_snapshots as now
             where written_at < ? and exists (
               select 1 from document_snapshots_before as old
               where (old.kind, old.id, old.epoch) = (now.kind, now.id, now.epoch) and old.through_seq < now.through_seq)`,
          )
          .run(before)
        const rows = raw
          .prepare(
            'select kind, id, epoch from document_updates where written_at < ? group by kind, id, epoch limit ?',
          )
          .all(before, OLD_LOGS)
        return rows as unknown as DocumentAddress[] // the columns of an address
      }),

    noteFault: ({ kind, id, epoch }, reason) =>
      transact((raw) => {
        if (reason === null) {
          const known = raw.prepare('select 1 from document_faults where kind = ? and id = ?').get(kind, id)
          if (known) raw.prepare('delete from document_faults where kind = ? and id = ?').run(kind, id)
          return
        }
        raw
          .prepare(
            `insert into document_faults (kind, id, epoch, found_at, reason) values (?, ?, ?, ?, ?)
             on conflict (kind, id) do update set epoch = excluded.epoch, reason = excluded.reason`,
          )
          .run(kind, id, epoch, now(), reason)
      }),

    current: (kind, id) =>
      read((raw) => {
        currentOf ??= raw.prepare('select epoch, version from documents where kind = ? and id = ?')
        return (currentOf.get(kind, id) as { epoch: number; version: number } | undefined) ?? null
      }),

    refound: (refounding) =>
      transact((raw) => {
        if (!refoundIn(raw, { ...refounding, at: now() })) throw new StaleEpoch(refounding.address)
        kept?.forget()
      }),

    async recordsOf(kind, id, familyId) {
      const rows = await db
        .selectFrom('document_owners')
        .select('record')
        .where((eb) => eb.and({ kind, id, family_id: familyId }))
        .execute()
      return rows.map((row) => row.record)
    },
  }
}

/** The epoch of an append or a compaction is not the current one: the document was re-founded or is gone (R9). */
export class StaleEpoch extends Error {
  constructor({ kind, id, epoch }: DocumentAddress) {
    super(`stale epoch ${kind}/${id}/${epoch}`)
  }
}

// The rest an hour later.
const OLD_LOGS = 200
const THIS = 'kind = ? and id = ? and epoch = ?'
const CURRENT = `select 1 from documents where ${THIS}`
const CURRENT_1 = 'select 1 from documents where kind = ?1 and id = ?2 and epoch = ?3'

interface Checked {
  bytes: Uint8Array
  checksum: number | null
}

const isWhole = (row: Checked) => row.checksum === null || checksum(row.bytes) === row.checksum

/** Statements kept for the life of the connection: hundreds of rooms may open at once. */
function prepareLoad(raw: DatabaseSync) {
  const isCurrent = raw.prepare(CURRENT)
  const snapshotOf = raw.prepare(
    `select bytes, through_seq, state_vector, deletions, checksum from document_snapshots where ${THIS}`,
  )
  const logOf = raw.prepare(`select seq, bytes, checksum from document_updates where ${THIS} order by seq`)
  const clientsOf = raw.prepare(`select client_id, guardian_id from document_clients where ${THIS}`)
  const faultOf = raw.prepare('select 1 from document_faults where kind = ? and id = ?')
  const ownersOf = raw.prepare('select record, family_id from document_owners where kind = ? and id = ?')
  const pointOf = raw.prepare('select max(made_at) as at from restore_points where kind = ? and id = ?')

  return ({ kind, id, epoch }: DocumentAddress): StoredDocument | null => {
    if (!isCurrent.get(kind, id, epoch)) return null
    const snapshot = snapshotOf.get(kind, id, epoch) as
      | (Checked & { through_seq: number; state_vector: Uint8Array | null; deletions: Uint8Array | null })
      | undefined
    const rows = logOf.all(kind, id, epoch) as unknown as (Checked & { seq: number })[]
    const isGood = snapshot !== undefined && isWhole(snapshot)
    let fault = snapshot ? (isGood ? null : 'the snapshot is damaged') : 'there is no snapshot'
    const updates: Uint8Array[] = []
    for (const row of rows) {
      const unpacked = unpack(row)
      if (unpacked) updates.push(...unpacked)
      else {
        fault ??= `row ${row.seq} of the log is damaged`
        break
      }
    }
    const clients = clientsOf.all(kind, id, epoch) as { client_id: number; guardian_id: string | null }[]
    const owners = ownersOf.all(kind, id) as { record: string; family_id: string }[]
    return {
      snapshot: isGood ? snapshot.bytes : null,
      stateVector: isGood ? snapshot.state_vector : null,
      deletions: isGood ? snapshot.deletions : null,
      updates,
      lastSeq: rows.at(-1)?.seq ?? snapshot?.through_seq ?? 0,
      isProven: isGood && snapshot.checksum !== null && rows.every((row) => row.checksum !== null),
      fault,
      isNoted: faultOf.get(kind, id) !== undefined,
      guardiansByClient: new Map(clients.map((row) => [row.client_id, row.guardian_id ?? SERVER])),
      familiesByRecord: new Map(owners.map((row) => [row.record, row.family_id])),
      lastPointAt: (pointOf.get(kind, id)?.at as number | null) ?? null,
    }
  }
}

/** Statements kept for the life of the connection: Kysely would prepare each of them anew at every edit. */
function prepareAppend(raw: DatabaseSync) {
  const isCurrent = raw.prepare(CURRENT)
  const log = raw.prepare(
    // The epoch is a condition of the insert itself: whatever was asked before, a stale one writes nothing.
    `insert into document_updates (kind, id, epoch, bytes, guardian_id, written_at, checksum)
     select ?1, ?2, ?3, ?4, ?5, ?6, ?7 where exists (${CURRENT_1})`,
  )
  const last = raw.prepare(
    `select max(
       coalesce((select max(seq) from document_updates where kind = ?1 and id = ?2 and epoch = ?3), 0),
       coalesce((select through_seq from document_snapshots where kind = ?1 and id = ?2 and epoch = ?3), 0)) as seq`,
  )
  // A second binding of the same id by the same guardian is no conflict; by another one it changes no row.
  const bind = raw.prepare(
    `insert into document_clients (kind, id, epoch, client_id, guardian_id) values (?, ?, ?, ?, ?)
     on conflict (kind, id, epoch, client_id) do update set guardian_id = excluded.guardian_id where guardian_id is excluded.guardian_id`,
  )
  const own = raw.prepare(
    'insert into document_owners (kind, id, record, family_id) values (?, ?, ?, ?) on conflict do nothing',
  )
  const writeCard = prepareCard(raw)
  const record = prepareCommand(raw)
  const history = prepareHistory(raw)

  function writeAround(entry: Append) {
    const { kind, id, epoch } = entry.address
    for (const client of entry.clients) {
      if (bind.run(kind, id, epoch, client, entry.guardianId).changes === 0)
        throw new Error(`client ${client} of ${kind}/${id}/${epoch} is bound to another guardian`)
    }
    for (const { record, familyId } of entry.owned) own.run(kind, id, record, familyId)
    if (entry.card) writeCard(id, entry.card)
    if (entry.command) record(entry.command)
    if (entry.history) history.write(entry.address, entry.at, entry.history)
  }

  /** The appends of one document. */
  function write(address: DocumentAddress, entries: Append[]): number {
    const seq = writeLog(address, entries)
    if (seq === null) throw new StaleEpoch(address)
    for (const entry of entries) writeAround(entry)
    return seq
  }

  /** null: the epoch is not the current one. */
  function writeLog({ kind, id, epoch }: DocumentAddress, entries: Append[]): number | null {
    const updates: Uint8Array[] = []
    const authors = new Set<string | null>()
    let at = 0
    for (const entry of entries) {
      if (!entry.update) continue
      updates.push(entry.update)
      authors.add(entry.guardianId)
      at = entry.at
    }
    if (updates.length === 0)
      return isCurrent.get(kind, id, epoch) ? Number(last.get(kind, id, epoch)?.seq ?? 0) : null
    const bytes = pack(updates)
    const [author] = authors.size === 1 ? authors : [null]
    const written = log.run(kind, id, epoch, bytes, author ?? null, at, checksum(bytes))
    return written.changes === 0 ? null : Number(written.lastInsertRowid)
  }

  function writeAll(batch: Append[]): { seq: number }[] {
    const seqs: { seq: number }[] = []
    for (let from = 0; from < batch.length; ) {
      const { address } = batch[from] as Append
      let to = from + 1
      while (to < batch.length && isSame((batch[to] as Append).address, address)) to++
      const seq = write(address, batch.slice(from, to))
      for (; from < to; from++) seqs.push({ seq })
    }
    history.flush()
    return seqs
  }

  return {
    write: writeAll,
    /** The transaction failed. */
    forget: history.forget,
  }
}

const isSame = (a: DocumentAddress, b: DocumentAddress) =>
  a === b || (a.id === b.id && a.kind === b.kind && a.epoch === b.epoch)
