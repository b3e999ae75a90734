/**
 * Documents at rest: who is current (documents), an append-only log (document_updates), one snapshot that covers
 * the log's beginning, the Yjs client ids bound to guardians (per epoch), and who owns which record (over all
 * epochs). The log is the truth; every insert carries the epoch, which fences.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import type { CommandKey } from './commands.ts'
import type { Sqlite } from './sqlite.ts'

/** In `guardiansByClient`: a client id under which the server itself wrote. */
export const SERVER = 'server'

export interface StoredDocument {
  snapshot: Uint8Array | null
  /** The log after the snapshot, oldest first. */
  updates: Uint8Array[]
  lastSeq: number
  guardiansByClient: Map<number, string>
  /** By record path, `slots/<id>`. */
  familiesByRecord: Map<string, string>
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
}

export interface DocumentStore {
  /** null: no such document, or the epoch is not the current one. */
  load(address: DocumentAddress): Promise<StoredDocument | null>
  currentEpoch(kind: DocumentKind, id: string): Promise<number | null>
  /** First content, in one transaction. Throws when the document exists. */
  found(address: DocumentAddress, update: Uint8Array, owned: Owned[]): Promise<void>
  /**
   * ONE transaction for the whole batch, results in its order; a throw leaves nothing behind. Throws when an
   * epoch is not current and when a client id is somebody else's. Without an update, `seq` is the document's last.
   */
  append(batch: Append[]): Promise<{ seq: number }[]>
  /** Snapshot in, log rows up to and with `throughSeq` out, one transaction. Throws when the epoch is not current. */
  compact(address: DocumentAddress, snapshot: Uint8Array, throughSeq: number): Promise<void>
  /** The paths of the records that belong to this family: told to that family alone. */
  recordsOf(kind: DocumentKind, id: string, familyId: string): Promise<string[]>
}

export function createDocumentStore({ db, transact }: Sqlite, now: () => number): DocumentStore {
  let kept: ReturnType<typeof prepareAppend> | undefined
  return {
    async load({ kind, id, epoch }) {
      // One transaction, so that a compaction can't fall between the snapshot and the log.
      return db.transaction().execute(async (trx) => {
        const current = await trx
          .selectFrom('documents')
          .select('epoch')
          .where((eb) => eb.and({ kind, id, epoch }))
          .executeTakeFirst()
        if (!current) return null
        const snapshot = await trx
          .selectFrom('document_snapshots')
          .select(['bytes', 'through_seq'])
          .where((eb) => eb.and({ kind, id, epoch }))
          .executeTakeFirst()
        const updates = await trx
          .selectFrom('document_updates')
          .select(['seq', 'bytes'])
          .where((eb) => eb.and({ kind, id, epoch }))
          .orderBy('seq')
          .execute()
        const clients = await trx
          .selectFrom('document_clients')
          .select(['client_id', 'guardian_id'])
          .where((eb) => eb.and({ kind, id, epoch }))
          .execute()
        const owners = await trx
          .selectFrom('document_owners')
          .select(['record', 'family_id'])
          .where((eb) => eb.and({ kind, id }))
          .execute()
        return {
          snapshot: snapshot?.bytes ?? null,
          updates: updates.map((row) => row.bytes),
          lastSeq: updates.at(-1)?.seq ?? snapshot?.through_seq ?? 0,
          guardiansByClient: new Map(clients.map((row) => [row.client_id, row.guardian_id ?? SERVER])),
          familiesByRecord: new Map(owners.map((row) => [row.record, row.family_id])),
        }
      })
    },

    async currentEpoch(kind, id) {
      const row = await db
        .selectFrom('documents')
        .select('epoch')
        .where((eb) => eb.and({ kind, id }))
        .executeTakeFirst()
      return row?.epoch ?? null
    },

    async found({ kind, id, epoch }, update, owned) {
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('documents').values({ kind, id, epoch, founded_at: now() }).execute()
        await trx
          .insertInto('document_snapshots')
          .values({ kind, id, epoch, bytes: update, through_seq: 0, written_at: now() })
          .execute()
        for (const { record, familyId } of owned)
          await trx.insertInto('document_owners').values({ kind, id, record, family_id: familyId }).execute()
      })
    },

    append: (batch) =>
      transact((raw) => {
        kept ??= prepareAppend(raw)
        return batch.map(kept)
      }),

    compact: ({ kind, id, epoch }, snapshot, throughSeq) =>
      db.transaction().execute(async (trx) => {
        const current = await trx
          .selectFrom('documents')
          .select('epoch')
          .where((eb) => eb.and({ kind, id, epoch }))
          .executeTakeFirst()
        if (!current) throw new StaleEpoch({ kind, id, epoch })
        await trx
          .insertInto('document_snapshots')
          .values({ kind, id, epoch, bytes: snapshot, through_seq: throughSeq, written_at: now() })
          .onConflict((conflict) =>
            conflict
              .columns(['kind', 'id', 'epoch'])
              .doUpdateSet({ bytes: snapshot, through_seq: throughSeq, written_at: now() }),
          )
          .execute()
        await trx
          .deleteFrom('document_updates')
          .where((eb) => eb.and({ kind, id, epoch }))
          .where('seq', '<=', throughSeq)
          .execute()
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

/** Statements kept for the life of the connection: Kysely would prepare each of them anew at every edit. */
function prepareAppend(raw: DatabaseSync) {
  const isCurrent = raw.prepare('select 1 from documents where kind = ? and id = ? and epoch = ?')
  const log = raw.prepare(
    `insert into document_updates (kind, id, epoch, bytes, guardian_id, written_at) values (?, ?, ?, ?, ?, ?)`,
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
  const card = raw.prepare(
    `update hangouts set title = ?, starts_at = ?, ends_at = ?, zone = ?, area = ?, cost_band = ?, state = ?,
     drawing = ? where id = ?`,
  )
  const record = raw.prepare('insert into commands (guardian_id, key, digest, done_at) values (?, ?, ?, ?)')

  return (entry: Append): { seq: number } => {
    const { kind, id, epoch } = entry.address
    if (!isCurrent.get(kind, id, epoch)) throw new StaleEpoch(entry.address)
    for (const client of entry.clients) {
      if (bind.run(kind, id, epoch, client, entry.guardianId).changes === 0)
        throw new Error(`client ${client} of ${kind}/${id}/${epoch} is bound to another guardian`)
    }
    for (const { record, familyId } of entry.owned) own.run(kind, id, record, familyId)
    if (entry.card) writeCard(card, id, entry.card)
    if (entry.command && entry.command.key !== null) {
      const { guardianId, key, digest, at } = entry.command
      record.run(guardianId, key, digest, at)
    }
    if (entry.update === null) return { seq: Number(last.get(kind, id, epoch)?.seq ?? 0) }
    const { lastInsertRowid } = log.run(kind, id, epoch, entry.update, entry.guardianId, entry.at)
    return { seq: Number(lastInsertRowid) }
  }
}

function writeCard(statement: StatementSync, hangoutId: string, card: PlanCard) {
  const { title, startsAt, endsAt, zone, area, costBand, state, drawing } = card
  statement.run(title, startsAt, endsAt, zone, area, costBand, state, drawing, hangoutId)
}
