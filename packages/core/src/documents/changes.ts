/**
 * What a transaction did to a document, in the words of its definition: which place, what stood there before, what
 * stands there now. The history is made of these; who it was is added by the server, never read from bytes.
 *
 * Two kinds. An *entry* (a field, a record, an answer) has a value before and a value after; null: it didn't stand.
 * A *text* has runs: what was written and what was taken away, each with the ids of its characters, so that undo
 * finds exactly these whatever others have typed meanwhile.
 */
import * as Y from 'yjs'
import type { Collection, DocumentDefinition } from './definition.ts'
import { addRun, type Run, type Runs, runsOf, takeBack } from './text-runs.ts'

export type Scalar = string | number | boolean
/** A field's value, or all fields of a record or an answer. */
export type Value = Scalar | { [field: string]: Scalar }

export interface EntryChange {
  /** `frame/title`, `slots/<id>`, `slots/<id>/title`, `claims/<slotId>:<familyId>` */
  path: string
  /** The title of the record that it is about, at that time. */
  label: string | null
  before: Value | null
  after: Value | null
}

export interface TextChange extends Runs {
  /** `about`, `notes` */
  path: string
}

export type Change = EntryChange | TextChange

export const isTextChange = (change: Change): change is TextChange => 'inserted' in change

/** Call it in `afterTransaction`: what was deleted is still there to be read then, and collected right after. */
export function changesOf(definition: DocumentDefinition, transaction: Y.Transaction): Change[] {
  const changes: Change[] = []
  const { doc, changed } = transaction
  let runsByText: Map<unknown, Runs> | null = null
  // Yjs types its sets by the observed type; here a text and a map are told apart.
  for (const [type, keys] of changed as Map<unknown, Set<string | null>>) {
    if (type instanceof Y.Text) {
      runsByText ??= runsOf(transaction)
      const runs = runsByText.get(type)
      const path = rootOf(doc, type)
      if (runs && path !== null) changes.push({ path, inserted: runs.inserted, removed: runs.removed })
    } else if (type instanceof Y.Map) {
      const spot = spotOf(definition, type)
      if (!spot) continue
      for (const key of keys) {
        const change = key === null ? null : entryChange(transaction, spot, key)
        if (change) changes.push(change)
      }
    }
  }
  return changes
}

/** A map that holds entries: a root, or the record at a key of a root. */
interface Spot {
  map: Y.Map<unknown>
  root: string
  record: string | null
  collection: Collection
}

function spotOf({ collections }: DocumentDefinition, map: Y.Map<unknown>): Spot | null {
  const holder = map._item
  const root = map.doc && rootOf(map.doc, holder ? holder.parent : map)
  const collection = root === null ? undefined : collections[root]
  return root !== null && collection ? { map, root, record: holder?.parentSub ?? null, collection } : null
}

/** The name of a root; null: it is none. */
function rootOf(doc: Y.Doc, type: unknown): string | null {
  for (const [name, root] of doc.share) if ((root as unknown) === type) return name
  return null
}

function entryChange(
  transaction: Y.Transaction,
  { map, root, record, collection }: Spot,
  key: string,
): EntryChange | null {
  // A record that is new or gone in this transaction tells of its fields itself.
  if (map._item && (isNew(transaction, map._item) || map._item.deleted)) return null
  const newest = map._map.get(key)
  const before = valueBefore(transaction, newest)
  const after = newest && !newest.deleted ? plainOf(newest, (field) => field.deleted) : null
  if (isEqual(before, after)) return null
  const path = record === null ? `${root}/${key}` : `${root}/${record}/${key}`
  if (collection.shape === 'answer') {
    const subject = key.slice(0, key.indexOf(':'))
    return { path, label: titleIn(transaction.doc, collection.to, subject), before, after }
  }
  if (collection.shape !== 'record') return { path, label: null, before, after }
  const label = record === null ? titleOf(after ?? before) : titleIn(transaction.doc, root, record)
  return { path, label, before, after }
}

/** What stood at a key before the transaction, told from the newest item of that key. */
function valueBefore(transaction: Y.Transaction, newest: Y.Item | undefined): Value | null {
  const item = lastOld(transaction, newest)
  if (!item || !wasLive(transaction, item)) return null
  return plainOf(
    item,
    (field) => !wasLive(transaction, field),
    (field) => lastOld(transaction, field),
  )
}

function lastOld(transaction: Y.Transaction, newest: Y.Item | undefined): Y.Item | undefined {
  let item: Y.Item | null | undefined = newest
  // The values of a key stand in one list, the newest last.
  while (item && isNew(transaction, item)) item = item.left
  return item ?? undefined
}

function plainOf(
  item: Y.Item,
  isGone: (field: Y.Item) => boolean,
  pick: (field: Y.Item) => Y.Item | undefined = (field) => field,
): Value | null {
  const { content } = item
  // The gate lets one plain value a key through, and maps of such values.
  if (content instanceof Y.ContentAny) return content.arr.at(-1) as Value
  if (!(content instanceof Y.ContentType) || !(content.type instanceof Y.Map)) return null
  const value: { [field: string]: Scalar } = {}
  for (const [name, newest] of content.type._map) {
    const field = pick(newest)
    if (field && !isGone(field) && field.content instanceof Y.ContentAny)
      value[name] = field.content.arr.at(-1) as Scalar
  }
  return value
}

const isNew = ({ beforeState }: Y.Transaction, { id }: Y.Item) =>
  id.clock >= (beforeState.get(id.client) ?? 0)

const wasLive = ({ deleteSet }: Y.Transaction, item: Y.Item) =>
  !item.deleted || Y.isDeleted(deleteSet, item.id)

const titleOf = (value: unknown) =>
  typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string'
    ? value.title
    : null

function titleIn(doc: Y.Doc, root: string, key: string): string | null {
  const record = doc.getMap(root).get(key)
  const title = record instanceof Y.Map ? record.get('title') : null
  return typeof title === 'string' ? title : null
}

/**
 * Takes a later change of the same person at the same path up into an earlier one, which is changed by that. null:
 * nothing is left of the two.
 */
export function mergeChange(earlier: Change, later: Change): Change | null {
  if (isTextChange(earlier) !== isTextChange(later)) return later
  if (!isTextChange(earlier) || !isTextChange(later)) {
    const { before } = earlier as EntryChange
    const { after, label, path } = later as EntryChange
    return isEqual(before, after) ? null : { path, label, before, after }
  }
  for (const run of later.removed) takeBack(earlier, run)
  for (const run of later.inserted) addRun(earlier.inserted, { ...run })
  return earlier.inserted.length + earlier.removed.length === 0 ? null : earlier
}

export function isEqual(a: Value | null, b: Value | null): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

/** How many characters of free text and written fields a change brings and takes away. */
export function weightOf(change: Change): { added: number; removed: number } {
  if (isTextChange(change)) return { added: lengthOf(change.inserted), removed: lengthOf(change.removed) }
  return { added: writtenIn(change.after), removed: writtenIn(change.before) }
}

const lengthOf = (runs: readonly Run[]) => runs.reduce((sum, { text }) => sum + text.length, 0)

export function writtenIn(value: Value | null): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce<number>((sum, field) => sum + writtenIn(field), 0)
}
