/**
 * A restore point holds the shared fields of a document as they stood: texts, records, fields. Restoring goes forward,
 * by edits of the living document: what was taken away or overwritten since comes back, what was added since stays.
 * Answers are never among it, for nobody gives them but their family, and neither is what the server alone writes.
 */
import { type Scalar, type Value, writtenIn } from './changes.ts'
import type { Collection, DocumentDefinition } from './definition.ts'
import { insertionsOf } from './merge-words.ts'
import type { OpenDocument, TextHandle } from './open.ts'

type Entry = { id: string } & { [field: string]: Scalar }

/** By collection: a text, the fields, or the records. */
export type SharedState = Record<string, string | Record<string, Scalar> | Entry[]>

/** What comes back at one place. `now`: null where nothing stands. For texts `kept` is the words that come back. */
export interface Return {
  path: string
  label: string | null
  now: Scalar | null
  kept: Scalar | null
}

/**
 * So many times its limit a text may be once its words are back: all that stood and all that stands, each a little over
 * the limit. Restored over and over it would grow without end; who makes room first gets the rest.
 */
const MOST_TIMES = 2.2

const isShared = (collection: Collection) =>
  collection.shape === 'record'
    ? collection.any.length + collection.own.length > 0
    : collection.shape !== 'answer' && collection.write.length > 0

/** Asked at every edit. */
export function isSharedPath({ collections }: DocumentDefinition, path: string): boolean {
  const end = path.indexOf('/')
  const collection = collections[end < 0 ? path : path.slice(0, end)]
  return collection !== undefined && isShared(collection)
}

/** The shared part of a document's plain value, to be kept. */
export function sharedOf({ collections }: DocumentDefinition, state: object): SharedState {
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => isShared(collections[name] as Collection)),
  ) as SharedState // what open.ts reads for these shapes
}

/** All that restoring would bring back, in the order of the definition. */
export function returnsOf(
  { collections }: DocumentDefinition,
  now: SharedState,
  then: SharedState,
): Return[] {
  return Object.entries(collections).flatMap(([name, collection]) => {
    const [kept, standing] = [then[name], now[name]]
    // A collection that a later version added, or took away.
    if (kept === undefined || standing === undefined) return []
    if (typeof kept === 'string')
      return typeof standing === 'string' && collection.shape === 'text'
        ? textReturns(name, kept, standing, MOST_TIMES * collection.limit)
        : []
    if (!Array.isArray(kept)) return fieldReturns(name, null, standing as Record<string, Scalar>, kept)
    return collection.shape === 'record' ? recordReturns(name, standing as Entry[], kept) : []
  })
}

function textReturns(path: string, then: string, now: string, most: number): Return[] {
  const insertions = insertionsOf(then, now)
  if (insertions.reduce((sum, { insert }) => sum + insert.length, now.length) > most) return []
  const words = insertions.map(({ insert }) => insert.trim())
  return words.length === 0 ? [] : [{ path, label: null, now: null, kept: words.join('\n') }]
}

function fieldReturns(
  path: string,
  label: string | null,
  now: Record<string, Scalar>,
  then: Record<string, Scalar>,
): Return[] {
  return Object.entries(then)
    .filter(([field, value]) => field in now && now[field] !== value)
    .map(([field, value]) => ({ path: `${path}/${field}`, label, now: now[field] ?? null, kept: value }))
}

function recordReturns(name: string, now: Entry[], then: Entry[]): Return[] {
  const nowById = new Map(now.map((record) => [record.id, record]))
  return then.flatMap((record) => {
    const path = `${name}/${record.id}`
    const label = typeof record.title === 'string' ? record.title : null
    const standing = nowById.get(record.id)
    return standing ? fieldReturns(path, label, standing, record) : [{ path, label, now: null, kept: label }]
  })
}

/** The edit that restores, in one transaction; returns how many places came back. */
export function restoreShared(document: OpenDocument, then: SharedState): number {
  const { definition } = document
  const returns = returnsOf(definition, sharedOf(definition, document.read()), then)
  const keptRecord = (root: string, id: string) => (then[root] as Entry[]).find((record) => record.id === id)
  document.change((edit) => {
    for (const { path, kept: value } of returns) {
      const [root = '', key, field] = path.split('/')
      // The path's collection says which of the three it is.
      const handle = edit[root] as unknown
      if (key === undefined) bringWordsBack(handle as TextHandle, then[root] as string)
      else if (field !== undefined) (handle as RecordEdit).set(key, { [field]: value as Scalar })
      else if (Array.isArray(then[root]))
        (handle as RecordEdit).put(key, fieldsOf(keptRecord(root, key) as Entry))
      else (handle as FieldsEdit).set({ [key]: value as Scalar })
    }
  })
  return returns.length
}

interface RecordEdit {
  put(id: string, value: Record<string, Scalar>): void
  set(id: string, patch: Record<string, Scalar>): void
}

interface FieldsEdit {
  set(patch: Record<string, Scalar>): void
}

function bringWordsBack(text: TextHandle, then: string) {
  // From the end, so that the places ahead hold.
  for (const { at, insert } of insertionsOf(then, text.toString()).reverse()) text.splice(at, 0, insert)
}

/** How many characters are written in a document, of what is shared. */
export function liveWriting(state: SharedState): number {
  const entries = Object.values(state).flatMap<Value>((value) =>
    Array.isArray(value) ? value.map(fieldsOf) : [value],
  )
  return entries.reduce<number>((sum, entry) => sum + writtenIn(entry), 0)
}

function fieldsOf({ id: _, ...fields }: Entry): { [field: string]: Scalar } {
  return fields
}
