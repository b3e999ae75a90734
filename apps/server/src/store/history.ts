/**
 * A document's history: who changed what, with what stood there before, and its restore points. Written in the
 * transaction of the log, so that there is no edit without its line and no line without its edit.
 *
 * One person's edits of one place in a burst are one line. The lines that may still grow are kept in memory, so that
 * a keystroke costs one update of one row a flush; after a failed transaction they are forgotten, and a new line begins.
 */

import type { DatabaseSync } from 'node:sqlite'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { type Change, isTextChange, mergeChange, weightOf } from '@sidegate/core/documents/changes'
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

/** Since the last keystroke, and since the first. */
const PAUSE = 2 * 60_000
const LONGEST = 10 * 60_000
// A line is written anew whenever it grows; about a page of text.
const MOST_WRITTEN = 4000
// Each person typing has one or a few.
const MOST_OPEN = 2000
const HOUR = 60 * 60_000
// Two days hour by hour; the others are few, for they are made by hand or after something happened.
const HOURLY_POINTS = 48
const OTHER_POINTS = 52

interface Burst {
  id: number
  change: Change
  /** Characters that came and went, at most. */
  weight: number
  madeAt: number
  untilAt: number
}

/** Statements kept for the life of the connection. `write` each edit of a batch, then `flush`, in its transaction. */
export function prepareHistory(raw: DatabaseSync) {
  const insert = raw.prepare(
    `insert into document_changes (kind, id, epoch, path, label, content, guardian_id, made_at, until_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = raw.prepare(
    'update document_changes set label = ?, content = ?, until_at = ? where change_id = ?',
  )
  const remove = raw.prepare('delete from document_changes where change_id = ?')
  const undo = raw.prepare('update document_changes set undone_at = ? where change_id = ?')
  const point = raw.prepare(
    `insert into restore_points (point_id, kind, id, epoch, reason, guardian_id, note, made_at, since_at, state)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  // Who goes on deleting is in the first point already: all of it comes back from there.
  const isKnown = raw.prepare(
    `select 1 from restore_points where kind = ? and id = ? and reason = 'before-deletion' and guardian_id is ?
     and restored_at is null and made_at > ?`,
  )
  const thin = raw.prepare(
    `delete from restore_points where point_id in (
       select point_id from restore_points where kind = ?1 and id = ?2 and (reason = 'hourly') = ?3
       order by made_at desc limit -1 offset ?4)`,
  )
  const restore = raw.prepare('update restore_points set restored_at = ? where point_id = ?')
  const closeTexts = raw.prepare(
    `update document_changes set undone_at = ?1 where kind = ?2 and id = ?3 and undone_at is null
     and until_at >= (select since_at from restore_points where point_id = ?4)
     and json_array_length(content, '$.removed') > 0`,
  )
  const burstsByPlace = new Map<string, Burst>()
  const grown = new Set<Burst>()

  function write(address: DocumentAddress, at: number, history: HistoryWrite) {
    const { guardianId, apart } = history
    for (const change of history.changes) writeChange(address, guardianId, at, change, apart)
    if (history.undone !== undefined) undo.run(at, history.undone)
    if (history.restored) writeRestored(address, at, history.restored)
    for (const made of history.points) writePoint(address, at, made)
  }

  function writeChange(
    address: DocumentAddress,
    guardianId: string | null,
    at: number,
    change: Change,
    apart: boolean,
  ) {
    const { kind, id, epoch } = address
    const place = (path: string) => `${kind}/${id}/${epoch} ${guardianId} ${path}`
    const key = place(change.path)
    const burst = apart ? undefined : openBurst(key, at)
    const { added, removed } = weightOf(change)
    if (burst) {
      burst.weight += added + removed
      grow(key, burst, mergeChange(burst.change, change), at)
      return
    }
    const parent = apart ? undefined : openBurst(place(parentOf(change.path)), at)
    const whole = parent && withField(parent.change, change)
    if (parent && whole) {
      grow(place(parentOf(change.path)), parent, whole, at)
      return
    }
    const { path, label, content } = rowOf(change)
    const row = insert.run(kind, id, epoch, path, label, content, guardianId, at, at)
    if (apart) burstsByPlace.delete(key)
    else {
      // It grows by those after it; the caller's own stays as it is, for a batch that fails is written again.
      const own = structuredClone(change)
      keepOpen(key, {
        id: Number(row.lastInsertRowid),
        change: own,
        weight: added + removed,
        madeAt: at,
        untilAt: at,
      })
    }
  }

  function openBurst(key: string, at: number): Burst | undefined {
    const burst = burstsByPlace.get(key)
    if (!burst) return undefined
    const isOpen = at - burst.untilAt <= PAUSE && at - burst.madeAt <= LONGEST && burst.weight <= MOST_WRITTEN
    if (!isOpen) burstsByPlace.delete(key)
    return isOpen ? burst : undefined
  }

  function keepOpen(key: string, burst: Burst) {
    if (burstsByPlace.size >= MOST_OPEN) {
      for (const [other, { untilAt }] of burstsByPlace)
        if (burst.madeAt - untilAt > PAUSE) burstsByPlace.delete(other)
      if (burstsByPlace.size >= MOST_OPEN) burstsByPlace.clear()
    }
    burstsByPlace.set(key, burst)
  }

  function grow(key: string, burst: Burst, change: Change | null, at: number) {
    burst.untilAt = at
    if (change) {
      burst.change = change
      grown.add(burst)
    } else {
      remove.run(burst.id)
      burstsByPlace.delete(key)
      grown.delete(burst)
    }
  }

  function writePoint({ kind, id, epoch }: DocumentAddress, at: number, made: NewPoint) {
    const { id: pointId, reason, guardianId, note, sinceAt, state } = made
    if (reason === 'before-deletion' && isKnown.get(kind, id, guardianId, at - HOUR)) return
    point.run(pointId, kind, id, epoch, reason, guardianId, note, at, sinceAt, JSON.stringify(state))
    thin.run(kind, id, 1, HOURLY_POINTS)
    thin.run(kind, id, 0, OTHER_POINTS)
  }

  /** Words that came back are no longer there to be put back by undoing their removal: they would stand twice. */
  function writeRestored(
    { kind, id, epoch }: DocumentAddress,
    at: number,
    { pointId, changeIds }: NonNullable<HistoryWrite['restored']>,
  ) {
    if (changeIds === null) closeTexts.run(at, kind, id, pointId)
    else for (const changeId of changeIds) undo.run(at, changeId)
    restore.run(at, pointId)
    for (const key of burstsByPlace.keys())
      if (key.startsWith(`${kind}/${id}/${epoch} `)) burstsByPlace.delete(key)
  }

  return {
    write,
    /** Writes what has grown; the last step of a batch. */
    flush() {
      for (const burst of grown) {
        const { label, content } = rowOf(burst.change)
        // Erased meanwhile: what was in it must not come back, so it is closed.
        if (update.run(label, content, burst.untilAt, burst.id).changes === 0)
          burst.weight = Number.POSITIVE_INFINITY
      }
      grown.clear()
    },
    /** The transaction failed: what is in memory is not on disk. */
    forget() {
      grown.clear()
      burstsByPlace.clear()
    },
  }
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'))

/** A record that was just added, with one more of its fields set; null: the change is another line. */
function withField(parent: Change, change: Change): Change | null {
  if (isTextChange(parent) || isTextChange(change) || change.after === null) return null
  if (parent.before !== null || typeof parent.after !== 'object' || parent.after === null) return null
  if (typeof change.after === 'object') return null
  const field = change.path.slice(change.path.lastIndexOf('/') + 1)
  return { ...parent, label: change.label, after: { ...parent.after, [field]: change.after } }
}

function rowOf(change: Change) {
  if (!isTextChange(change)) {
    const { path, label, before, after } = change
    return { path, label, content: JSON.stringify({ before, after }) }
  }
  const { path, inserted, removed } = change
  return { path, label: null, content: JSON.stringify({ inserted, removed }) }
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
