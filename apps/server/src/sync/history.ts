/**
 * What a room's documents tell of themselves for the history: each transaction's changes, and the restore points that
 * make themselves: one an hour while somebody edits, with the state from before the edit; and one when somebody takes
 * away more than 30 % of what is written within a minute, with the state from before they began (P27).
 */
import { type Change, changesOf } from '@sidegate/core/documents/changes'
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import type { OpenDocument } from '@sidegate/core/documents/open'
import { type SharedState, sharedOf } from '@sidegate/core/documents/restore'
import type * as Y from 'yjs'
import type { HistoryWrite, NewPoint } from '../store/history.ts'
import { watchDeletions } from './deletions.ts'
import { newPointId } from './point-id.ts'

export interface RoomHistoryOptions {
  definition: DocumentDefinition
  now: () => number
  /** When the document's latest restore point was made; null: never. */
  lastPointAt: number | null
}

/** What a command says of itself to the history. */
export type CommandMarks = Partial<Pick<HistoryWrite, 'points' | 'undone' | 'restored'>>

/** The server's own edit; 'declined': it found nothing to do, and nothing is recorded. */
export type CommandEdit =
  | ((document: OpenDocument, doc: Y.Doc) => void)
  | ((document: OpenDocument, doc: Y.Doc) => CommandMarks | 'declined')

export interface RoomHistory {
  /** Listens to a live document of the room; returns what ends it. */
  watch(live: { doc: Y.Doc; open: OpenDocument }): () => void
  /** What was done since it was last asked, by this guardian (null: by the house). undefined: nothing. */
  take(guardianId: string | null, marks?: CommandMarks): HistoryWrite | undefined
  /** What was taken did not get on disk; when the latest restore point was made that did. */
  rewind(lastPointAt: number | null): void
}

const NONE: readonly never[] = []
const HOUR = 60 * 60_000

export function createRoomHistory({ definition, now, lastPointAt }: RoomHistoryOptions): RoomHistory {
  const deletions = watchDeletions(definition)
  let live: { doc: Y.Doc; open: OpenDocument } | null = null
  let pointAt = lastPointAt
  /** The shared state before the first edit after an hour. */
  let before: SharedState | null = null
  let changes: readonly Change[] = NONE

  const isPointDue = (at: number) => pointAt === null || at - pointAt >= HOUR

  function hourlyPoint(state: SharedState, at: number): NewPoint {
    pointAt = at
    return { id: newPointId(), reason: 'hourly', guardianId: null, note: null, sinceAt: at, state }
  }

  return {
    watch(woken) {
      const { doc, open } = woken
      live = woken
      deletions.reset()
      const beforeEdit = () => {
        if (isPointDue(now())) before ??= sharedOf(definition, open.read())
      }
      const afterEdit = (transaction: Y.Transaction) => {
        const made = changesOf(definition, transaction)
        changes = changes.length === 0 ? made : changes.concat(made)
      }
      doc.on('beforeTransaction', beforeEdit)
      doc.on('afterTransaction', afterEdit)
      return () => {
        doc.off('beforeTransaction', beforeEdit)
        doc.off('afterTransaction', afterEdit)
        if (live === woken) live = null
      }
    },

    take(guardianId, marks) {
      const made = changes
      const state = before
      changes = NONE
      before = null
      if (made.length === 0 && !marks) return undefined
      const at = now()
      const points = marks?.points ? [...marks.points] : []
      if (state && isPointDue(at)) points.unshift(hourlyPoint(state, at))
      const wasMass =
        guardianId !== null && !marks && live ? deletions.take(live, guardianId, made, at) : null
      if (wasMass) points.push(wasMass)
      return { guardianId, changes: made, apart: marks !== undefined || wasMass !== null, ...marks, points }
    },

    rewind(lastPointAt) {
      pointAt = lastPointAt
    },
  }
}
