/**
 * Undo for somebody who asks for it. It is their edit, so the gate judges it like one: what came since may have filled
 * a list or a text, and undoing must not be the way past a limit that they meet by hand.
 */
import * as Y from 'yjs'
import type { Change } from './changes.ts'
import type { DocumentDefinition } from './definition.ts'
import { judgeUpdate } from './gate.ts'
import type { GateLimits } from './gate-context.ts'
import { canUndo, type UndoRights, undoChange } from './undo.ts'

// How much one change may be was asked when it was made.
const ANY_SIZE: GateLimits = {
  updateBytes: Number.POSITIVE_INFINITY,
  structs: Number.POSITIVE_INFINITY,
  newClients: 1,
  steps: Number.POSITIVE_INFINITY,
}

/** Makes the edit, in one transaction. 'changed-since': nothing was edited, for it is gone, or has no room any more. */
export function undoJudged(
  definition: DocumentDefinition,
  doc: Y.Doc,
  change: Change,
  rights: UndoRights,
): 'done' | 'changed-since' {
  if (!canUndo(definition, doc, change)) return 'changed-since'
  const update = triedOn(doc, (copy) => undoChange(definition, copy, change))
  const guardianOf = (client: number) => (client === doc.clientID ? rights.actor.guardianId : undefined)
  const verdict = judgeUpdate(definition, doc, update, { ...rights, guardianOf, limits: ANY_SIZE })
  return verdict.outcome === 'refused' ? 'changed-since' : undoChange(definition, doc, change)
}

/** The edit as an update of the document, which stays as it is. */
function triedOn(doc: Y.Doc, edit: (copy: Y.Doc) => void): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = doc.clientID
  const made: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => made.push(update))
  copy.transact(() => edit(copy))
  copy.destroy()
  return Y.mergeUpdates(made)
}
