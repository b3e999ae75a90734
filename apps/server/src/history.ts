/** A plan's history as the HTTP side uses it: undo of one's own, restore points, restoring. All of it goes forward. */
import { createHash } from 'node:crypto'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import {
  isSharedPath,
  type Return,
  restoreShared,
  returnsOf,
  type SharedState,
  sharedOf,
} from '@sidegate/core/documents/restore'
import { bringBack, mayUndo, type UndoRights, undoChange } from '@sidegate/core/documents/undo'
import type { OpenPlan } from '@sidegate/core/hangouts/verbs'
import { newId } from '@sidegate/core/ids'
import * as Y from 'yjs'
import type { Documents } from './documents.ts'
import type { CommandKey, Outcome } from './store/commands.ts'
import type { NewPoint, StoredChange, StoredPoint } from './store/history.ts'
import type { Store } from './store/store.ts'
import { newPointId } from './sync/history.ts'

type Commanded = Outcome | 'not-found' | 'not-saved'

export interface History {
  /** 'not-yours': more than this person may do by hand. */
  undo(
    address: DocumentAddress,
    command: CommandKey,
    change: StoredChange,
    rights: UndoRights,
  ): Promise<Commanded | 'changed-since' | 'not-yours'>
  /** A point by hand; a copy of the same command names the same point. */
  keepPoint(
    address: DocumentAddress,
    command: CommandKey,
    note: string | null,
  ): Promise<{ outcome: Commanded; pointId: string }>
  /** What would come back. null: no such point or document. */
  preview(
    address: DocumentAddress,
    pointId: string,
  ): Promise<{ point: StoredPoint; returns: Return[] } | null>
  restore(
    address: DocumentAddress,
    command: CommandKey,
    pointId: string,
  ): Promise<{ outcome: Commanded; restored: number }>
}

export function createHistory({ history }: Pick<Store, 'history'>, documents: Documents): History {
  /** Those whose ids hold: a text of another epoch knows nothing of them. */
  async function lossesOf(address: DocumentAddress, point: StoredPoint): Promise<StoredChange[] | null> {
    if (point.reason !== 'before-deletion' || point.guardianId === null || point.epoch !== address.epoch)
      return null
    return history.changesBy('plan', address.id, point.guardianId, point.sinceAt)
  }

  return {
    async undo(address, command, stored, rights) {
      if (!mayUndo(plan, stored.change, rights)) return 'not-yours'
      const isGone = stored.isUndone || ('inserted' in stored.change && stored.epoch !== address.epoch)
      const outcome = await documents.commandPlan(address, command, (_, doc) => {
        if (isGone || undoChange(plan, doc, stored.change) === 'changed-since') return 'declined'
        return { undone: stored.id }
      })
      return outcome === 'declined' ? 'changed-since' : outcome
    },

    async keepPoint(address, command, note) {
      const pointId = pointIdOf(command)
      const outcome = await documents.commandPlan(address, command, (document) => ({
        points: [pointNow(document, { id: pointId, reason: 'by-hand', note, command })],
      }))
      return { outcome: mustBeMade(outcome), pointId }
    },

    async preview(address, pointId) {
      const point = await history.point('plan', address.id, pointId)
      const losses = point && (await lossesOf(address, point))
      if (!point) return null
      const returns = await documents.lookIntoPlan(address, (document, doc) =>
        losses ? returnsOn(doc, losses) : returnsOf(plan, shared(document), point.state),
      )
      if (!returns) return null
      const { state: _, ...kept } = point
      return { point: kept, returns }
    },

    async restore(address, command, pointId) {
      const point = await history.point('plan', address.id, pointId)
      if (!point) return { outcome: 'not-found', restored: 0 }
      const losses = await lossesOf(address, point)
      let restored = 0
      const outcome = await documents.commandPlan(address, command, (document, doc) => {
        const before = pointNow(document, { id: newPointId(), reason: 'before-restore', note: null, command })
        if (losses) restored = bringAllBack(doc, losses)
        else restored = restoreShared(document as unknown as OpenDocument, point.state) // a plan is one
        const changeIds = losses?.map((loss) => loss.id) ?? null
        return { points: restored > 0 ? [before] : [], restored: { pointId, changeIds } }
      })
      return { outcome: mustBeMade(outcome), restored }
    },
  }
}

const shared = (document: OpenPlan): SharedState => sharedOf(plan, document.read())

function pointNow(
  document: OpenPlan,
  { id, reason, note, command }: Pick<NewPoint, 'id' | 'reason' | 'note'> & { command: CommandKey },
): NewPoint {
  const { guardianId, at } = command
  return { id, reason, guardianId, note, sinceAt: at, state: shared(document) }
}

/** The latest first; answers and what the server writes stay. */
function bringAllBack(doc: Y.Doc, losses: readonly StoredChange[]): number {
  return losses.filter(({ change }) => isSharedPath(plan, change.path) && bringBack(plan, doc, change)).length
}

/** Tried on a copy. */
function returnsOn(doc: Y.Doc, losses: readonly StoredChange[]): Return[] {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const document = openDocument(plan, copy)
  const now = shared(document)
  bringAllBack(copy, losses)
  const returns = returnsOf(plan, now, shared(document))
  copy.destroy()
  return returns
}

/** The same for each copy of a command. */
function pointIdOf({ guardianId, key }: CommandKey): string {
  if (key === null) return newPointId()
  return newId(createHash('sha256').update(`${guardianId} ${key}`).digest().subarray(0, 16))
}

function mustBeMade(outcome: Commanded | 'declined'): Commanded {
  if (outcome === 'declined') throw new Error('nothing was there to decline')
  return outcome
}
