/** What an attacker knows of a document: enough to name its parts, read off a phone's copy now and then. */
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import * as Y from 'yjs'
import type { randomFrom } from '../waiting.ts'
import type { Id } from './bytes.ts'

export type Random = ReturnType<typeof randomFrom>

export interface View {
  definition: DocumentDefinition
  clients: number[]
  stateVector: Uint8Array
  /** By root of text: some ids in it, the last one at the end. */
  idsByText: Map<string, Id[]>
  /** By root of a map, then by key: the value that stands. */
  entriesByRoot: Map<string, Map<string, Entry>>
  clockOf(client: number): number
  /** Any id that stands in the document. */
  anyId(random: Random): Id
}

export interface Entry {
  /** Of the value itself: what a new value is set after. */
  last: Id
  /** Where a record stands: what its fields name as their parent, and the values they hold. */
  holder: Id | null
  fields: Map<string, Id>
}

export function readView(definition: DocumentDefinition, doc: Y.Doc): View {
  const clients = [...doc.store.clients.keys()]
  const clockByClient = Y.decodeStateVector(Y.encodeStateVector(doc))
  const idsByText = new Map<string, Id[]>()
  const entriesByRoot = new Map<string, Map<string, Entry>>()
  for (const [name, { shape }] of Object.entries(definition.collections)) {
    if (shape === 'text') idsByText.set(name, idsOf(doc.getText(name)))
    else {
      const map = doc.getMap(name)
      const entries = new Map<string, Entry>()
      for (const [key, item] of map._map) {
        const record = item.content instanceof Y.ContentType ? (item.content.type as Y.Map<unknown>) : null
        const fields = [...(record?._map ?? [])].map(([field, value]) => [field, lastOf(value)] as const)
        const holder: Id | null = record && [item.id.client, item.id.clock]
        entries.set(key, { last: lastOf(item), holder, fields: new Map(fields) })
      }
      entriesByRoot.set(name, entries)
    }
  }
  return {
    definition,
    clients,
    stateVector: Y.encodeStateVector(doc),
    idsByText,
    entriesByRoot,
    clockOf: (client) => clockByClient.get(client) ?? 0,
    anyId(random) {
      const client = random.pick(clients)
      return [client, random.below(clockByClient.get(client) ?? 1)]
    },
  }
}

function idsOf(text: Y.Text): Id[] {
  const ids: Id[] = []
  for (let item = text._start; item; item = item.right) ids.push(lastOf(item))
  return ids
}

const lastOf = (item: Y.Item): Id => [item.lastId.client, item.lastId.clock]
