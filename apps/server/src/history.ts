/** A plan's history as the HTTP side uses it: undo of one's own, restore points, restoring. All of it goes forward. */
import { createHash } from 'node:crypto'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { isTextChange } from '@sidegate/core/documents/changes'
import { undoJudged } from '@sidegate/core/documents/judged-undo'
import { seamsOf } from '@sidegate/core/documents/merge-words'
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
import { newPointId } from './sync/point-id.ts'
import { createTurns } from './turns.ts'

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

type Point = StoredPoint & { state: SharedState }

/** Changes that are taken back one by one; says how many places came back. */
interface Reversal {
  changes: StoredChange[]
  run(doc: Y.Doc): number
}

export function createHistory({ history }: Pick<Store, 'history'>, documents: Documents): History {
  /** What a point takes back change by change, where their ids still hold; null: it restores what it holds. */
  async function reversalOf(address: DocumentAddress, point: Point): Promise<Reversal | null> {
    const { reason, guardianId, epoch, sinceAt, at } = point
    if (guardianId === null || epoch !== address.epoch) return null
    if (reason !== 'before-deletion' && reason !== 'before-restore') return null
    const changes = await history.changesBy('plan', address.id, guardianId, sinceAt)
    if (reason === 'before-deletion')
      return { changes, run: (doc) => bringAllBack(doc, changes, point.state) }
    // Undoing a restore takes its own edits back, and no later ones.
    const own = changes.filter((change) => change.at === at)
    if (own.length === 0) return null
    return {
      changes: own,
      run: (doc) => own.filter((one) => undoChange(plan, doc, one.change) === 'done').length,
    }
  }

  // What is put back stands twice when two look at once whether it has come back already.
  const takeTurn = createTurns()

  return {
    async undo(address, command, { id, change, epoch }, rights) {
      if (!mayUndo(plan, change, rights)) return 'not-yours'
      return takeTurn(address.id, async () => {
        const stored = await history.change('plan', address.id, id)
        const isGone = !stored || stored.isUndone || (isTextChange(change) && epoch !== address.epoch)
        const outcome = await documents.commandPlan(address, command, (_, doc) => {
          if (isGone || undoJudged(plan, doc, change, rights) === 'changed-since') return 'declined'
          return { undone: id }
        })
        return outcome === 'declined' ? 'changed-since' : outcome
      })
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
      const reversal = point && (await reversalOf(address, point))
      if (!point) return null
      const returns = await documents.lookIntoPlan(address, (document, doc) =>
        reversal ? returnsOn(doc, reversal) : returnsOf(plan, shared(document), point.state),
      )
      if (!returns) return null
      const { state: _, ...kept } = point
      return { point: kept, returns }
    },

    restore: (address, command, pointId) =>
      takeTurn(address.id, async () => {
        const point = await history.point('plan', address.id, pointId)
        if (!point) return { outcome: 'not-found', restored: 0 }
        const reversal = await reversalOf(address, point)
        let restored = 0
        const outcome = await documents.commandPlan(address, command, (document, doc) => {
          const before = pointNow(document, {
            id: newPointId(),
            reason: 'before-restore',
            note: null,
            command,
          })
          if (reversal) restored = reversal.run(doc)
          else restored = restoreShared(document as unknown as OpenDocument, point.state) // a plan is one
          const changeIds = reversal?.changes.map((change) => change.id) ?? null
          return { points: restored > 0 ? [before] : [], restored: { pointId, changeIds } }
        })
        return { outcome: mustBeMade(outcome), restored }
      }),
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

/** The latest first; answers and what the server writes stay, and so does what came since. */
function bringAllBack(doc: Y.Doc, losses: readonly StoredChange[], point: SharedState): number {
  const before = shared(planIn(doc))
  const back = losses.filter(({ change }) => isSharedPath(plan, change.path) && bringBack(plan, doc, change))
  for (const path of new Set(
    back.filter(({ change }) => isTextChange(change)).map(({ change }) => change.path),
  )) {
    const text = doc.getText(path)
    const known = [point[path], before[path]].filter((one) => typeof one === 'string')
    for (const at of seamsOf(text.toString(), known).reverse()) text.insert(at, ' ')
  }
  return back.length
}

/** Tried on a copy. */
function returnsOn(doc: Y.Doc, { run }: Reversal): Return[] {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const now = shared(planIn(copy))
  run(copy)
  const then = shared(planIn(copy))
  copy.destroy()
  const goes = returnsOf(plan, then, now).filter((one) => one.now === null)
  return [
    ...returnsOf(plan, now, then),
    ...goes.map(({ kept, ...one }) => ({ ...one, now: kept, kept: null })),
  ]
}

const planIn = (doc: Y.Doc) => openDocument(plan, doc)

/** The same for each copy of a command. */
function pointIdOf({ guardianId, key }: CommandKey): string {
  if (key === null) return newPointId()
  return newId(createHash('sha256').update(`${guardianId} ${key}`).digest().subarray(0, 16))
}

function mustBeMade(outcome: Commanded | 'declined'): Commanded {
  if (outcome === 'declined') throw new Error('nothing was there to decline')
  return outcome
}
