/**
 * Undoing a change goes forward: it is one more edit of the living document, which sets back what the change did and
 * touches nothing that others did meanwhile.
 * - An entry goes back to what stood before, if it still is what the change made of it.
 * - Of a text, exactly the characters that the change brought go, and those that it took away stand again where they
 *   stood. Their tombstones keep the place.
 */
import * as Y from 'yjs'
import { type Actor, can } from '../roles.ts'
import {
  type Change,
  type EntryChange,
  isEqual,
  isTextChange,
  type TextChange,
  type Value,
} from './changes.ts'
import { type Collection, type DocumentDefinition, ownerOfKey } from './definition.ts'
import type { Run } from './text-runs.ts'

export interface UndoRights {
  actor: Actor
  over: boolean
  familyOf(record: string): string | undefined
}

/** Whether this person may make the edit that undoes the change: no more than they may do by hand now. */
export function mayUndo(
  definition: DocumentDefinition,
  change: Change,
  { actor, over, familyOf }: UndoRights,
): boolean {
  const { root, key, field } = partsOf(change.path)
  const collection = definition.collections[root]
  if (!collection) return false
  if (isTextChange(change) || field !== null || collection.shape === 'fields') {
    const owner = key === null ? undefined : familyOf(`${root}/${key}`)
    return can(actor, 'write', { collection, change: 'edit', owner, over })
  }
  const owner =
    collection.shape === 'answer'
      ? (ownerOfKey(collection, key ?? '') ?? undefined)
      : familyOf(`${root}/${key}`)
  const kind = change.before === null ? 'remove' : change.after === null ? 'add' : 'edit'
  return can(actor, 'write', { collection, change: kind, owner, over })
}

/** Whether there is something left to undo. */
export function canUndo(definition: DocumentDefinition, doc: Y.Doc, change: Change): boolean {
  if (isTextChange(change)) {
    const text = doc.getText(change.path)
    return (
      change.removed.some((run) => pieces(doc, text, run).some(({ item }) => item.deleted)) ||
      change.inserted.some((run) => pieces(doc, text, run).some(({ item }) => !item.deleted))
    )
  }
  return isEqual(valueAt(definition, doc, change.path), change.after) && hasPlace(doc, change.path)
}

/** Makes the edit, in one transaction. 'changed-since': nothing was edited. */
export function undoChange(
  definition: DocumentDefinition,
  doc: Y.Doc,
  change: Change,
): 'done' | 'changed-since' {
  if (!canUndo(definition, doc, change)) return 'changed-since'
  doc.transact(() => {
    if (isTextChange(change)) {
      takeAway(doc, change)
      putBack(doc, change)
    } else setBack(definition, doc, change)
  })
  return 'done'
}

/**
 * Puts back what the change took away and leaves what it brought: words, records, values that nobody has set since.
 * Answers stay as they are: nobody but their family gives them. Says whether something came back.
 */
export function bringBack(definition: DocumentDefinition, doc: Y.Doc, change: Change): boolean {
  if (isTextChange(change)) {
    if (change.removed.length === 0) return false
    doc.transact(() => putBack(doc, change))
    return true
  }
  const { shape } = definition.collections[partsOf(change.path).root] as Collection
  if (shape === 'answer' || change.before === null || !canUndo(definition, doc, change)) return false
  doc.transact(() => setBack(definition, doc, change))
  return true
}

function partsOf(path: string) {
  const [root = '', key = null, field = null] = path.split('/') as [string, string?, string?]
  return { root, key, field }
}

/** What stands at a path now; null: nothing. */
function valueAt(definition: DocumentDefinition, doc: Y.Doc, path: string): Value | null {
  const { root, key, field } = partsOf(path)
  if (!definition.collections[root] || key === null) return null
  const entry = doc.getMap(root).get(key)
  const value = field !== null && entry instanceof Y.Map ? entry.get(field) : entry
  // The gate lets plain values and maps of plain values through.
  return ((value instanceof Y.Map ? value.toJSON() : value) ?? null) as Value | null
}

/** A field needs its record. */
function hasPlace(doc: Y.Doc, path: string): boolean {
  const { root, key, field } = partsOf(path)
  return field === null || (key !== null && doc.getMap(root).get(key) instanceof Y.Map)
}

function setBack(definition: DocumentDefinition, doc: Y.Doc, { path, before }: EntryChange) {
  const { root, key, field } = partsOf(path)
  if (key === null) return
  const map = doc.getMap<unknown>(root)
  const holder = field === null ? map : (map.get(key) as Y.Map<unknown>)
  const name = field ?? key
  if (before === null) holder.delete(name)
  else if (definition.collections[root]?.shape === 'record' && field === null)
    holder.set(name, new Y.Map(Object.entries(before)))
  else holder.set(name, before)
}

function takeAway(doc: Y.Doc, { path, inserted }: TextChange) {
  const text = doc.getText(path)
  for (const run of inserted) {
    for (const piece of pieces(doc, text, run)) {
      // Deleting splits items; the ids of those that follow hold.
      if (!piece.item.deleted) text.delete(indexOf(piece.item) + piece.from, piece.to - piece.from)
    }
  }
}

/**
 * Each piece right behind its tombstone. Y.Text's own insert goes by position, where tombstones have none: what was
 * taken away in several runs would come back in another order.
 */
function putBack(doc: Y.Doc, { path, removed }: TextChange) {
  const text = doc.getText(path)
  doc.transact((transaction) => {
    for (const run of removed) {
      for (const { item, at, from, to } of pieces(doc, text, run)) {
        const end = new Y.ID(item.id.client, item.id.clock + to - 1)
        const left = Y.getItemCleanEnd(transaction, doc.store, end)
        const { right } = left
        const id = new Y.ID(doc.clientID, Y.getState(doc.store, doc.clientID))
        const words = new Y.ContentString(run.text.slice(at, at + to - from))
        new Y.Item(id, left, left.lastId, right, right?.id ?? null, text, null, words).integrate(
          transaction,
          0,
        )
      }
    }
    // Positions that Y.Text remembers.
    if (text._searchMarker) text._searchMarker.length = 0
  })
}

/** The stored items that hold a run's characters: `[from, to)` within the item, `at` within the run's text. */
function pieces(doc: Y.Doc, text: Y.Text, { client, clock, text: words }: Run) {
  const found: { item: Y.Item; from: number; to: number; at: number }[] = []
  const structs = doc.store.clients.get(client)
  const end = clock + words.length
  // From another epoch: nothing of it is known here. Of an empty run nothing is to be found, and where a client's
  // structs end there is none to begin at.
  if (!structs || words === '' || end > Y.getState(doc.store, client)) return found
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const item = structs[i] as Y.Item | Y.GC
    if (item.id.clock >= end) break
    const from = Math.max(0, clock - item.id.clock)
    const to = Math.min(item.length, end - item.id.clock)
    if (item instanceof Y.Item && (item.parent as unknown) === text)
      found.push({ item, from, to, at: item.id.clock + from - clock })
  }
  return found
}

/** How many characters that can be read stand left of an item. */
function indexOf(item: Y.Item): number {
  let index = 0
  for (let { left } = item; left; left = left.left) if (!left.deleted && left.countable) index += left.length
  return index
}
