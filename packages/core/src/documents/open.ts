/**
 * Typed access to one document. With update.ts and gate.ts this is where core names Yjs types: callers read
 * plain values and write through verbs. Reading is lenient (an unreadable record is skipped, a missing field
 * has its default); writing throws on a value that the gate would refuse, for that is a bug of the caller.
 */
import * as v from 'valibot'
import * as Y from 'yjs'
import {
  type AnswerCollection,
  type Collection,
  type Collections,
  type DocumentDefinition,
  type FieldSchemas,
  type FieldsCollection,
  type FieldsInput,
  keyToText,
  type RecordCollection,
  type StateOf,
  type TextCollection,
  textToKey,
} from './definition.ts'
import { sendable } from './values.ts'

/** One place that changed: `slots/<id>`, `slots/<id>/title`, `claims/<slotId>:<familyId>`, `about`. */
export interface Change {
  path: string
  kind: 'added' | 'changed' | 'removed'
}

export interface ChangeContext {
  /** Made on this replica, not received. */
  local: boolean
  origin: unknown
}

export interface TextHandle {
  toString(): string
  readonly length: number
  /** Positions count UTF-16 units; out of range is clamped. */
  splice(at: number, remove: number, insert: string): void
}

interface FieldsHandle<F extends FieldSchemas> {
  set(patch: Partial<FieldsInput<F>>): void
}

interface RecordHandle<F extends FieldSchemas> {
  /** Adds the record, or replaces it whole. */
  put(id: string, value: FieldsInput<F>): void
  /** Merges fields into a record; does nothing when it is gone (removing wins over a late edit). */
  set(id: string, patch: Partial<FieldsInput<F>>): void
  remove(id: string): void
  has(id: string): boolean
}

interface AnswerHandle<K extends readonly string[], F extends FieldSchemas> {
  put(key: Record<K[number], string>, value: FieldsInput<F>): void
  remove(key: Record<K[number], string>): void
}

export type EditOf<C extends Collections> = {
  [N in keyof C]: C[N] extends TextCollection
    ? TextHandle
    : C[N] extends FieldsCollection<infer F>
      ? FieldsHandle<F>
      : C[N] extends RecordCollection<infer F>
        ? RecordHandle<F>
        : C[N] extends AnswerCollection<infer K, infer F>
          ? AnswerHandle<K, F>
          : never
}

export type TextName<C extends Collections> = {
  [N in keyof C]: C[N] extends TextCollection ? N : never
}[keyof C] &
  string

export type TextDelta = { retain?: number; insert?: string; delete?: number }[]

export interface OpenDocument<D extends DocumentDefinition = DocumentDefinition> {
  readonly definition: D
  read(): StateOf<D>
  /** One transaction, so one update on the wire and one step to undo. */
  change(edit: (edit: EditOf<D['collections']>) => void, origin?: unknown): void
  /** Calls back once a transaction, after it; returns the way to stop. */
  observe(listener: (changes: Change[], context: ChangeContext) => void): () => void
  text(name: TextName<D['collections']>): TextHandle & {
    observe(listener: (delta: TextDelta, context: ChangeContext) => void): () => void
  }
}

export function openDocument<D extends DocumentDefinition>(definition: D, doc: Y.Doc): OpenDocument<D> {
  const roots = rootsOf(definition, doc)
  const edit = Object.fromEntries(
    Object.entries(definition.collections).map(([name, collection]) => [
      name,
      handleOf(collection, roots.get(name) as Y.Text & Y.Map<unknown>),
    ]),
  ) as unknown as EditOf<D['collections']> // built key by key from the definition

  return {
    definition,
    read: () => readRoots(definition, roots) as StateOf<D>,
    change: (run, origin) => doc.transact(() => run(edit), origin),
    observe(listener) {
      const stops = [...roots].map(([name, root]) => {
        const heard = (events: unknown[], transaction: Y.Transaction) =>
          collect(name, root, events as YEvents, transaction)
        root.observeDeep(heard)
        return () => root.unobserveDeep(heard)
      })
      // Roots report one by one; a listener hears a transaction whole.
      let pending: Change[] = []
      function collect(name: string, root: unknown, events: YEvents, transaction: Y.Transaction) {
        if (pending.length === 0) {
          doc.once('afterTransaction', () => {
            const changes = pending
            pending = []
            listener(changes, { local: transaction.local, origin: transaction.origin })
          })
        }
        pending.push(...changesOf(name, root, events))
      }
      return () => {
        for (const stop of stops) stop()
      }
    },
    text(name) {
      const root = roots.get(name) as Y.Text
      return Object.assign(textHandle(root), {
        observe(listener: (delta: TextDelta, context: ChangeContext) => void) {
          const heard = (event: Y.YTextEvent, transaction: Y.Transaction) =>
            listener(event.delta as TextDelta, { local: transaction.local, origin: transaction.origin })
          root.observe(heard)
          return () => root.unobserve(heard)
        },
      })
    },
  }
}

function handleOf(collection: Collection, root: Y.Text & Y.Map<unknown>): unknown {
  switch (collection.shape) {
    case 'text':
      return textHandle(root)
    case 'fields':
      return { set: (patch: Record<string, unknown>) => setFields(root, collection.fields, patch) }
    case 'record':
      return recordHandle(root as Y.Map<Y.Map<unknown>>, collection)
    case 'answer':
      return answerHandle(root, collection)
  }
}

/** The root types by name, made on first touch; a document has no others. */
export function rootsOf(definition: DocumentDefinition, doc: Y.Doc): Map<string, Y.Text | Y.Map<unknown>> {
  const roots = new Map<string, Y.Text | Y.Map<unknown>>()
  for (const [name, collection] of Object.entries(definition.collections)) {
    roots.set(name, collection.shape === 'text' ? doc.getText(name) : doc.getMap(name))
  }
  return roots
}

function readRoots(definition: DocumentDefinition, roots: Map<string, Y.Text | Y.Map<unknown>>) {
  const state: Record<string, unknown> = {}
  for (const [name, collection] of Object.entries(definition.collections)) {
    const root = roots.get(name) as Y.Text & Y.Map<unknown>
    switch (collection.shape) {
      case 'text':
        state[name] = root.toString()
        break
      case 'fields':
        state[name] = readFields(collection.fields, (field) => root.get(field))
        break
      case 'record':
        state[name] = readRecords(root, collection)
        break
      case 'answer':
        state[name] = readAnswers(root, collection)
        break
    }
  }
  return state
}

function readRecords(root: Y.Map<unknown>, collection: RecordCollection) {
  const records: ({ id: string; order?: unknown } & Record<string, unknown>)[] = []
  for (const [id, value] of root.entries()) {
    if (!(value instanceof Y.Map)) continue
    const fields = readFields(collection.fields, (field) => value.get(field))
    if (fields) records.push({ id, ...fields })
  }
  return records.sort((a, b) => compare(String(a.order ?? ''), String(b.order ?? '')) || compare(a.id, b.id))
}

function readAnswers(root: Y.Map<unknown>, collection: AnswerCollection) {
  const answers: Record<string, unknown>[] = []
  for (const text of [...root.keys()].sort(compare)) {
    const key = textToKey(collection, text)
    const value = root.get(text)
    if (!key || typeof value !== 'object' || value === null) continue
    const fields = readFields(collection.fields, (field) => (value as Record<string, unknown>)[field])
    if (fields) answers.push({ ...key, ...fields })
  }
  return answers
}

/** null when a field without a default is missing or unreadable. */
function readFields(schemas: FieldSchemas, get: (field: string) => unknown): Record<string, unknown> | null {
  const value: Record<string, unknown> = {}
  for (const [field, schema] of Object.entries(schemas)) {
    const read = v.safeParse(schema, get(field))
    const result = read.success ? read : v.safeParse(schema, undefined)
    if (!result.success) return null
    value[field] = result.output
  }
  return value
}

function textHandle(text: Y.Text): TextHandle {
  return {
    toString: () => text.toString(),
    get length() {
      return text.length
    },
    splice(at, remove, insert) {
      const start = Math.min(Math.max(at, 0), text.length)
      const count = Math.min(Math.max(remove, 0), text.length - start)
      const words = sendable(insert)
      const run = () => {
        if (count > 0) text.delete(start, count)
        if (words) text.insert(start, words)
      }
      if (text.doc) text.doc.transact(run)
      else run()
    },
  }
}

function setFields(map: Y.Map<unknown>, schemas: FieldSchemas, patch: Record<string, unknown>) {
  for (const [field, value] of Object.entries(patch)) {
    const schema = schemas[field]
    if (!schema) throw new TypeError(`no field ${field}`)
    const fit = v.parse(schema, value)
    if (map.get(field) !== fit) map.set(field, fit)
  }
}

function recordHandle(root: Y.Map<Y.Map<unknown>>, { fields }: RecordCollection): RecordHandle<FieldSchemas> {
  return {
    put(id, value) {
      const fit = v.parse(v.object(fields), value) as Record<string, unknown>
      root.set(id, new Y.Map(Object.entries(fit)))
    },
    set(id, patch) {
      const record = root.get(id)
      if (record) setFields(record, fields, patch as Record<string, unknown>)
    },
    remove: (id) => root.delete(id),
    has: (id) => root.has(id),
  }
}

function answerHandle(
  root: Y.Map<unknown>,
  collection: AnswerCollection,
): AnswerHandle<string[], FieldSchemas> {
  return {
    put: (key, value) => root.set(keyToText(collection, key), v.parse(v.object(collection.fields), value)),
    remove: (key) => root.delete(keyToText(collection, key)),
  }
}

// Yjs types its events by the observed type; here only what all of them share is read.
type YEvents = {
  target: unknown
  path: (string | number)[]
  changes: { keys: Map<string, { action: 'add' | 'update' | 'delete' }> }
}[]

function changesOf(name: string, root: unknown, events: YEvents): Change[] {
  const changes: Change[] = []
  for (const event of events) {
    if (root instanceof Y.Text) {
      changes.push({ path: name, kind: 'changed' })
      continue
    }
    const inside = event.target === root ? name : `${name}/${event.path[0]}`
    for (const [key, { action }] of event.changes.keys) {
      changes.push({
        path: `${inside}/${key}`,
        kind: action === 'add' ? 'added' : action === 'delete' ? 'removed' : 'changed',
      })
    }
  }
  return changes
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
