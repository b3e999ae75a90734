/** What an update does to a document, gathered entry by entry, and whether the one who sends it may. */
import * as v from 'valibot'
import * as Y from 'yjs'
import { isRecordId } from '../ids.ts'
import { type Actor, can } from '../roles.ts'
import {
  type Collection,
  type DocumentDefinition,
  type FieldSchemas,
  ownerOfKey,
  textToKey,
} from './definition.ts'
import type { GateContext } from './gate-context.ts'
import type { Place, PlacedItem } from './place.ts'
import type { RefusalReason } from './protocol.ts'

export interface Denial {
  reason: RefusalReason
  path: string
}

/** Limits bite a little later than the forms do, so that two honest edits are never refused together. */
const SLACK = 1.1
/** An owner whom nobody is: who may add for them may add for anyone, and has no share of their own. */
const NOBODY = ''

interface EntryWrite {
  added: boolean
  edited: boolean
  removed: boolean
  /** Of a record: the fields that it gives a value. */
  given: Set<string>
  /** Of a record: what the update sets at its key last, if that stands. */
  newest: Y.AbstractType<unknown> | null
  /** Of a record, whichever stands at its key: what becomes of the fields. */
  valuesByRecord: Map<unknown, FieldWrites>
}

/** Fields that have a value after the update, and fields whose stored value it takes away. */
interface FieldWrites {
  filled: Set<string>
  emptied: Set<string>
}

/** What an update does, gathered by entry, then judged once for each. */
export class Writes {
  readonly #definition: DocumentDefinition
  readonly #doc: Y.Doc
  readonly #entriesByRoot = new Map<string, Map<string, EntryWrite>>()
  readonly #growthByText = new Map<string, number>()

  constructor(definition: DocumentDefinition, doc: Y.Doc) {
    this.#definition = definition
    this.#doc = doc
  }

  /** `isDeleted`: the same update takes it away again, whole. */
  addItem({ item, spot: { place }, offset }: PlacedItem, isDeleted: boolean): RefusalReason | null {
    const collection = this.#collection(place)
    const { content } = item
    const isGone = content instanceof Y.ContentDeleted
    if (collection.shape === 'text') {
      if (place.key !== null) return 'unknown-place'
      if (!isGone && !(content instanceof Y.ContentString)) return 'bad-value'
      this.#grow(place.root, isGone ? 0 : item.length - offset)
      return null
    }
    if (place.key === null) return 'unknown-place'
    if (collection.shape === 'fields') {
      const schema = schemaOf(collection.fields, place.key)
      if (!schema || place.field !== null) return 'unknown-place'
      if (!isGone && !holds(content, schema, isDeleted)) return 'bad-value'
      this.#entry(place.root, '').edited = true
      return null
    }
    const entry = this.#entry(place.root, place.key)
    if (collection.shape === 'answer') {
      if (place.field !== null || !textToKey(collection, place.key)) return 'unknown-place'
      if (isGone) entry.removed = true
      else if (holds(content, answerOf(collection.fields), isDeleted)) entry.edited = true
      else return 'bad-value'
      return null
    }
    if (!isRecordId(place.key)) return 'unknown-place'
    if (place.field === null) {
      if (!isGone && !(content instanceof Y.ContentType && content.type.constructor === Y.Map))
        return 'bad-value'
      // A client that remembers what it may undo sends whole what it has taken away again.
      if (isGone || isDeleted) entry.removed = true
      else entry.added = true
      return null
    }
    const schema = schemaOf(collection.fields, place.field)
    if (!schema) return 'unknown-place'
    entry.edited = true
    if (isGone) return null
    entry.given.add(place.field)
    return holds(content, schema, isDeleted) ? null : 'bad-value'
  }

  /** An item that Yjs makes the newest value of its key; one that others had outdone takes nobody's place. */
  addValue({ item: { content }, spot: { place, list } }: PlacedItem, isDeleted: boolean) {
    if (place.key === null || this.#collection(place).shape !== 'record') return
    const entry = this.#entry(place.root, place.key)
    if (place.field === null) {
      entry.newest = content instanceof Y.ContentType && !isDeleted ? content.type : null
      return
    }
    const { filled, emptied } = valuesOf(entry, list)
    if (isDeleted || content instanceof Y.ContentDeleted) {
      filled.delete(place.field)
      emptied.add(place.field)
    } else filled.add(place.field)
  }

  /** `item`: stored, and live until now. */
  addDeletion(place: Place, item: Y.Item, length: number) {
    const collection = this.#collection(place)
    if (collection.shape === 'text') this.#grow(place.root, -length)
    else if (collection.shape === 'fields') this.#entry(place.root, '').edited = true
    else if (place.field === null) this.#entry(place.root, place.key as string).removed = true
    else {
      const entry = this.#entry(place.root, place.key as string)
      entry.edited = true
      valuesOf(entry, item.parent).emptied.add(place.field)
    }
  }

  judge({ actor, over, familyOf }: GateContext): Denial | null {
    for (const [root, growth] of this.#growthByText) {
      const collection = this.#definition.collections[root] as Collection & { shape: 'text' }
      if (!can(actor, 'write', { collection, change: 'edit', over }))
        return { reason: 'not-yours', path: root }
      if (growth > 0 && this.#doc.getText(root).length + growth > collection.limit * SLACK)
        return { reason: 'too-big', path: root }
    }
    for (const [root, entries] of this.#entriesByRoot) {
      const collection = this.#definition.collections[root] as Collection
      const map = this.#doc.getMap(root)
      let grown = 0
      for (const [key, write] of entries) {
        const path = key === '' ? root : `${root}/${key}`
        const owner =
          collection.shape === 'answer' ? (ownerOfKey(collection, key) ?? undefined) : familyOf(path)
        const stands = collection.shape !== 'fields' && map.has(key)
        const allows = (change: 'add' | 'edit' | 'remove') =>
          can(actor, 'write', { collection, change, owner, over })
        // Setting an existing record's key replaces it, whether the update says so by a deletion or not.
        if (write.added && !allows(stands ? 'remove' : 'add')) return { reason: 'not-yours', path }
        // Added and removed again before anyone saw it: a removal of what never stood asks what adding asks.
        const isUnseen = collection.shape === 'record' && owner === undefined && !stands
        if (write.removed && !allows(isUnseen ? 'add' : 'remove')) return { reason: 'not-yours', path }
        if (write.edited && !write.added && !isUnseen && !allows('edit')) return { reason: 'not-yours', path }
        if (collection.shape === 'record' && !isReadable(collection.fields, write, storedAt(map, key))) {
          return { reason: 'bad-value', path }
        }
        const isNew = write.added || (collection.shape === 'answer' && write.edited)
        if (!isNew || stands) continue
        if (!this.#hasSubject(collection, key)) return { reason: 'unknown-place', path }
        grown++
      }
      if (grown === 0 || collection.shape === 'fields' || collection.shape === 'text') continue
      // Its size with all that was ever taken away costs nothing to ask; mostly that says enough.
      const most = map._map.size + grown
      if (most > collection.limit * SLACK && map.size + grown > collection.limit * SLACK)
        return { reason: 'full', path: root }
      if (most <= collection.perFamily * SLACK) continue
      if (can(actor, 'write', { collection, change: 'add', owner: NOBODY, over })) continue
      if (this.#countOwn(root, collection, actor, familyOf) + grown > collection.perFamily * SLACK) {
        return { reason: 'full', path: root }
      }
    }
    return null
  }

  /** An answer is to something that stands, or stood when it was given. */
  #hasSubject(collection: Collection, key: string): boolean {
    if (collection.shape !== 'answer') return true
    const id = key.slice(0, key.indexOf(':'))
    return (
      this.#doc.getMap(collection.to)._map.has(id) || this.#entriesByRoot.get(collection.to)?.has(id) === true
    )
  }

  #countOwn(
    root: string,
    collection: Collection,
    { familyId }: Actor,
    familyOf: GateContext['familyOf'],
  ): number {
    let own = 0
    for (const [key, item] of this.#doc.getMap(root)._map) {
      if (item.deleted) continue
      const owner = collection.shape === 'answer' ? ownerOfKey(collection, key) : familyOf(`${root}/${key}`)
      if (owner === familyId) own++
    }
    return own
  }

  newRecords({ actor, familyOf }: GateContext): string[] {
    if (actor.part === 'server') return []
    const paths: string[] = []
    for (const [root, entries] of this.#entriesByRoot) {
      if (this.#definition.collections[root]?.shape !== 'record') continue
      for (const [key, write] of entries) {
        const path = `${root}/${key}`
        if (write.added && familyOf(path) === undefined) paths.push(path)
      }
    }
    return paths
  }

  #collection(place: Place): Collection {
    return this.#definition.collections[place.root] as Collection
  }

  #entry(root: string, key: string): EntryWrite {
    let entries = this.#entriesByRoot.get(root)
    if (!entries) {
      entries = new Map()
      this.#entriesByRoot.set(root, entries)
    }
    let entry = entries.get(key)
    if (!entry) {
      entry = {
        added: false,
        edited: false,
        removed: false,
        given: new Set(),
        newest: null,
        valuesByRecord: new Map(),
      }
      entries.set(key, entry)
    }
    return entry
  }

  #grow(root: string, by: number) {
    this.#growthByText.set(root, (this.#growthByText.get(root) ?? 0) + by)
  }
}

/** Only what the definition itself declares: `constructor` and the like are fields of every object. */
function schemaOf(schemas: FieldSchemas, field: string): v.GenericSchema | undefined {
  return Object.hasOwn(schemas, field) ? schemas[field] : undefined
}

const valueByFields = new WeakMap<FieldSchemas, v.GenericSchema>()

/** The one value of an answer: all of its fields and nothing else. */
function answerOf(fields: FieldSchemas): v.GenericSchema {
  const known = valueByFields.get(fields)
  if (known) return known
  const value = v.strictObject(fields)
  valueByFields.set(fields, value)
  return value
}

/**
 * One plain value that fits. Nested objects are copied by Yjs as they are, so the schema must name each key. Several
 * are what a phone that can undo keeps of a key's former values: nobody reads them, and they must be gone.
 */
function holds(content: Y.Item['content'], schema: v.GenericSchema, isDeleted: boolean): boolean {
  if (!(content instanceof Y.ContentAny)) return false
  if (content.arr.length !== 1 && !isDeleted) return false
  return content.arr.every((value) => v.is(schema, value))
}

const neededByFields = new WeakMap<FieldSchemas, string[]>()

/** The fields without a default. */
function neededOf(fields: FieldSchemas): string[] {
  const known = neededByFields.get(fields)
  if (known) return known
  const needed = Object.keys(fields).filter((field) => !v.is(fields[field] as v.GenericSchema, undefined))
  neededByFields.set(fields, needed)
  return needed
}

function valuesOf({ valuesByRecord }: EntryWrite, record: unknown): FieldWrites {
  const known = valuesByRecord.get(record)
  if (known) return known
  const values = { filled: new Set<string>(), emptied: new Set<string>() }
  valuesByRecord.set(record, values)
  return values
}

/** The record that stands at a key now. */
function storedAt(map: Y.Map<unknown>, key: string): unknown {
  const item = map._map.get(key)
  return item && !item.deleted && item.content instanceof Y.ContentType ? item.content.type : null
}

/** A record that stands after the update keeps every field that has no default: nobody hides one from those who read. */
function isReadable(
  schemas: FieldSchemas,
  { added, removed, given, newest, valuesByRecord }: EntryWrite,
  stored: unknown,
): boolean {
  const needed = neededOf(schemas)
  // One that the same update outdoes again was whole when it was made, too.
  if (added && !needed.every((field) => given.has(field))) return false
  if (newest) return needed.every((field) => valuesByRecord.get(newest)?.filled.has(field))
  const values = valuesByRecord.get(stored)
  if (removed || !stored || !values) return true
  return needed.every((field) => values.filled.has(field) || !values.emptied.has(field))
}
