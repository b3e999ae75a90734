/**
 * Founding a document anew (R9): what stands in it is written into a fresh one, and nothing else comes along, neither
 * deleted words nor the ids under which people wrote, nor the keys of what was taken away.
 */
import * as Y from 'yjs'
import {
  type AnswerCollection,
  type Collection,
  type DocumentDefinition,
  keyToText,
  type RawState,
  textToKey,
} from './definition.ts'
import { foundingUpdate } from './found.ts'
import { type OpenDocument, openDocument } from './open.ts'

/** The first update of the new epoch. `change`: made on the way, and not to be told from the rest. */
export function refoundingUpdate(
  definition: DocumentDefinition,
  doc: Y.Doc,
  change?: (document: OpenDocument) => void,
): Uint8Array {
  const state = openDocument(definition, doc).read()
  return change ? changedUpdate(definition, state, change) : stateUpdate(definition, state)
}

/** The same for a document that was written with an earlier version of its definition. */
export function migratingUpdate(definition: DocumentDefinition, doc: Y.Doc, from: number): Uint8Array {
  const { migrate } = definition
  return migrate ? stateUpdate(definition, migrate(rawStateOf(doc), from)) : refoundingUpdate(definition, doc)
}

function changedUpdate(
  definition: DocumentDefinition,
  state: object,
  change: (document: OpenDocument) => void,
): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, stateUpdate(definition, state))
  const document = openDocument(definition, doc)
  change(document)
  const update = stateUpdate(definition, document.read())
  doc.destroy()
  return update
}

/** A plain state as an update. Throws on a value that the definition doesn't allow. */
function stateUpdate(definition: DocumentDefinition, state: object): Uint8Array {
  return foundingUpdate(definition, (edit) => {
    for (const [name, collection] of Object.entries(definition.collections))
      write(collection, edit[name], (state as Record<string, unknown>)[name])
  })
}

/** What open.ts reads of a shape is what its handle writes. */
function write(collection: Collection, handle: unknown, value: unknown) {
  switch (collection.shape) {
    case 'text':
      ;(handle as { splice(at: number, remove: number, insert: string): void }).splice(0, 0, value as string)
      break
    case 'fields':
      ;(handle as { set(value: unknown): void }).set(value)
      break
    case 'record':
      for (const { id, ...fields } of value as { id: string }[])
        (handle as { put(id: string, fields: unknown): void }).put(id, fields)
      break
    case 'answer':
      for (const answer of value as Record<string, string>[]) writeAnswer(collection, handle, answer)
      break
  }
}

function writeAnswer(collection: AnswerCollection, handle: unknown, answer: Record<string, string>) {
  const { key } = collection
  const text = keyToText(collection, answer)
  if (!textToKey(collection, text)) throw new TypeError(`${text} is no key of an answer`)
  const fields = Object.fromEntries(Object.entries(answer).filter(([name]) => !key.includes(name)))
  ;(handle as { put(key: unknown, fields: unknown): void }).put(answer, fields)
}

function rawStateOf(doc: Y.Doc): RawState {
  const raw: RawState = {}
  // A root that nobody has named yet has no type: what it holds tells which it is.
  for (const [name, root] of doc.share)
    raw[name] = root._map.size > 0 ? doc.getMap(name).toJSON() : doc.getText(name).toString()
  return raw
}
