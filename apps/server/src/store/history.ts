/**
 * A document's history: who changed what, with what stood there before, and its restore points. history-log.ts
 * writes it; here it is read, and forgotten.
 */

import type { DocumentKind } from '@sidegate/core/documents/address'
import type { Change } from '@sidegate/core/documents/changes'
import type { SharedState } from '@sidegate/core/documents/restore'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

export type PointReason = Database['restore_points']['reason']

export interface NewPoint {
  id: string
  reason: PointReason
  /** Whose hand; before a deletion: who deleted; null: nobody's, it was time. */
  guardianId: string | null
  note: string | null
  /** What was changed from then on came after the state. */
  sinceAt: number
  state: SharedState
}

/** What goes to disk with an edit. */
export interface HistoryWrite {
  /** Whose edit; null: by the house. */
  guardianId: string | null
  changes: readonly Change[]
  /** An edit that is a line of its own, never taken up into another: by command, or much at once. */
  apart: boolean
  points: NewPoint[]
  /** The change that the edit undoes: it can't be undone again. */
  undone?: number
  /** The point that the edit brings back, and the changes that it takes back for it; null: all since. */
  restored?: { pointId: string; changeIds: number[] | null }
}

export interface StoredChange {
  id: number
  epoch: number
  at: number
  guardianId: string | null
  change: Change
  isUndone: boolean
}

export interface StoredPoint extends Omit<NewPoint, 'state'> {
  epoch: number
  at: number
}

export interface HistoryStore {
  /** Latest first; `before`: only those ahead of this id. */
  changes(
    kind: DocumentKind,
    id: string,
    page: { before: number | null; limit: number },
  ): Promise<StoredChange[]>
  change(kind: DocumentKind, id: string, changeId: number): Promise<StoredChange | null>
  /** Somebody's changes of a document from an instant on that are not undone, latest first. */
  changesBy(kind: DocumentKind, id: string, guardianId: string, sinceAt: number): Promise<StoredChange[]>
  /** Latest first. */
  points(kind: DocumentKind, id: string): Promise<StoredPoint[]>
  point(
    kind: DocumentKind,
    id: string,
    pointId: string,
  ): Promise<(StoredPoint & { state: SharedState }) | null>
  /** The latest mass deletion since an instant that nobody has restored. */
  deletion(kind: DocumentKind, id: string, sinceAt: number): Promise<StoredPoint | null>
  forget(before: number): Promise<void>
  /** All that a guardian did, and their name on restore points. */
  eraseGuardian(guardianId: string): Promise<void>
  eraseDocument(kind: DocumentKind, id: string): Promise<void>
}

export function createHistoryStore(db: Kysely<Database>): HistoryStore {
  const changesIn = (kind: DocumentKind, id: string) =>
    db
      .selectFrom('document_changes')
      .selectAll()
      .where((eb) => eb.and({ kind, id }))
  const pointColumns = ['point_id', 'epoch', 'reason', 'guardian_id', 'note', 'made_at', 'since_at'] as const
  const pointsIn = (kind: DocumentKind, id: string) =>
    db
      .selectFrom('restore_points')
      .select(pointColumns)
      .where((eb) => eb.and({ kind, id }))

  return {
    async changes(kind, id, { before, limit }) {
      const rows = await changesIn(kind, id)
        .$if(before !== null, (query) => query.where('change_id', '<', before as number))
        .orderBy('change_id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(rowToChange)
    },

    async change(kind, id, changeId) {
      const row = await changesIn(kind, id).where('change_id', '=', changeId).executeTakeFirst()
      return row ? rowToChange(row) : null
    },

    async changesBy(kind, id, guardianId, sinceAt) {
      const rows = await changesIn(kind, id)
        .where('guardian_id', '=', guardianId)
        .where('until_at', '>=', sinceAt)
        .where('undone_at', 'is', null)
        .orderBy('change_id', 'desc')
        .execute()
      return rows.map(rowToChange)
    },

    async points(kind, id) {
      const rows = await pointsIn(kind, id).orderBy('made_at', 'desc').orderBy('point_id').execute()
      return rows.map(rowToPoint)
    },

    async point(kind, id, pointId) {
      const row = await pointsIn(kind, id).select('state').where('point_id', '=', pointId).executeTakeFirst()
      return row ? { ...rowToPoint(row), state: JSON.parse(row.state) } : null
    },

    async deletion(kind, id, sinceAt) {
      const row = await pointsIn(kind, id)
        .where('reason', '=', 'before-deletion')
        .where('restored_at', 'is', null)
        .where('made_at', '>', sinceAt)
        .orderBy('made_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? rowToPoint(row) : null
    },

    async forget(before) {
      await db.deleteFrom('document_changes').where('until_at', '<', before).execute()
      await db.deleteFrom('restore_points').where('made_at', '<', before).execute()
    },

    eraseGuardian: (guardianId) =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom('document_changes').where('guardian_id', '=', guardianId).execute()
        await trx
          .updateTable('restore_points')
          .set({ guardian_id: null, note: null })
          .where('guardian_id', '=', guardianId)
          .execute()
      }),

    eraseDocument: (kind, id) =>
      db.transaction().execute(async (trx) => {
        for (const table of ['document_changes', 'restore_points'] as const)
          await trx
            .deleteFrom(table)
            .where((eb) => eb.and({ kind, id }))
            .execute()
      }),
  }
}

function rowToChange(
  row: { [C in keyof Database['document_changes']]: unknown } & { content: string },
): StoredChange {
  // Written by rowOf.
  const content = JSON.parse(row.content)
  const { path, label } = row as { path: string; label: string | null }
  return {
    id: Number(row.change_id),
    epoch: Number(row.epoch),
    at: Number(row.made_at),
    guardianId: row.guardian_id as string | null,
    change: 'inserted' in content ? { path, ...content } : { path, label, ...content },
    isUndone: row.undone_at !== null,
  }
}

function rowToPoint(
  row: Omit<Database['restore_points'], 'kind' | 'id' | 'state' | 'restored_at'>,
): StoredPoint {
  return {
    id: row.point_id,
    epoch: row.epoch,
    at: row.made_at,
    reason: row.reason,
    guardianId: row.guardian_id,
    note: row.note,
    sinceAt: row.since_at,
  }
}
