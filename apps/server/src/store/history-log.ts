/**
 * Writing a document's history: in the transaction of the log, so that there is no edit without its line and no line
 * without its edit.
 *
 * One person's edits of one place in a burst are one line. The lines that may still grow are kept in memory, so that
 * a keystroke costs one update of one row a flush; after a failed transaction they are forgotten, and a new line begins.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { type Change, isTextChange, mergeChange, weightOf } from '@sidegate/core/documents/changes'
import type { HistoryWrite, NewPoint } from './history.ts'

/** Since the last keystroke, and since the first. */
const PAUSE = 2 * 60_000
const LONGEST = 10 * 60_000
// A line is written anew whenever it grows, and kept whole in memory while it may: a paragraph, and not in too many pieces.
const MOST_WRITTEN = 1000
const MOST_RUNS = 64
// Each person typing has one or a few.
const MOST_OPEN = 2000
const HOUR = 60 * 60_000
// Two days hour by hour; the others are few. Each reason by itself: nobody crowds out the way back from what they did.
const POINTS = { hourly: 48, 'by-hand': 28, 'before-deletion': 12, 'before-restore': 12 } as const

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
       select point_id from restore_points where kind = ?1 and id = ?2 and reason = ?3
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
    const isOpen = at - burst.untilAt <= PAUSE && at - burst.madeAt <= LONGEST && !isFull(burst)
    if (!isOpen) burstsByPlace.delete(key)
    return isOpen ? burst : undefined
  }

  function keepOpen(key: string, burst: Burst) {
    if (isFull(burst)) {
      burstsByPlace.delete(key)
      return
    }
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
      if (isFull(burst)) burstsByPlace.delete(key)
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
    thin.run(kind, id, reason, POINTS[reason])
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

/** It grows no more, and need not be remembered. */
function isFull({ weight, change }: Burst): boolean {
  const runs = isTextChange(change) ? change.inserted.length + change.removed.length : 0
  return weight > MOST_WRITTEN || runs > MOST_RUNS
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
