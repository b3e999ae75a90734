/**
 * The readable words of edits that could not be saved, so that their author may send them again: text typed into free
 * text, and field values that a person writes (titles, notes; not kinds, orders or ids).
 */
import type { DocumentDefinition, FieldSchemas } from '@sidegate/core/documents/definition'
import { rootsOf } from '@sidegate/core/documents/open'
import * as Y from 'yjs'
import type { NotSaved } from './local-store.ts'

/** `doc` holds the edits already; words that were removed again are not listed. */
export function unsentWords(
  definition: DocumentDefinition,
  doc: Y.Doc,
  unsent: Uint8Array[],
  reason: string,
): NotSaved[] {
  const ranges = rangesOf(unsent)
  const words: NotSaved[] = []
  const add = (path: string, text: string, { client, clock }: Y.ID, context: Context) => {
    if (text.trim()) words.push({ reason, path, text, client, clock, ...context })
  }
  for (const [name, root] of rootsOf(definition, doc)) {
    const collection = definition.collections[name]
    if (!collection) continue
    if (collection.shape === 'text') {
      for (const { text, id, after } of runsOf(root, ranges)) add(name, text, id, { after })
      continue
    }
    for (const [key, item] of root._map) {
      if (item.deleted) continue
      const value: unknown = item.content.getContent()[0]
      const path = `${name}/${key}`
      if (value instanceof Y.Map) {
        const record = value.toJSON()
        for (const [field, entry] of value._map) {
          const text: unknown = entry.content.getContent()[0]
          if (entry.deleted || !isUnsent(ranges, entry.id) || !isWritten(collection.fields, field, text))
            continue
          add(`${path}/${field}`, text, entry.id, { record })
        }
      } else if (isUnsent(ranges, item.id)) {
        if (isWritten(collection.fields, key, value)) add(path, value, item.id, {})
        if (typeof value !== 'object' || value === null) continue
        const record = { ...value }
        for (const [field, text] of Object.entries(value)) {
          if (isWritten(collection.fields, field, text)) add(`${path}/${field}`, text, item.id, { record })
        }
      }
    }
  }
  return words
}

type Context = Pick<NotSaved, 'record' | 'after'>

const MOST_AFTER = 40 // enough to find the place again, too little to be a copy of the text

/** Which clocks the updates hold, `[start, end)` by client. */
type Ranges = Map<number, { start: number; end: number }[]>

function rangesOf(updates: Uint8Array[]): Ranges {
  const ranges: Ranges = new Map()
  for (const update of updates) {
    for (const struct of Y.decodeUpdate(update).structs) {
      if (!(struct instanceof Y.Item)) continue
      const { client, clock } = struct.id
      const known = ranges.get(client) ?? []
      const last = known.at(-1)
      if (last?.end === clock) last.end += struct.length
      else known.push({ start: clock, end: clock + struct.length })
      ranges.set(client, known)
    }
  }
  return ranges
}

function isUnsent(ranges: Ranges, { client, clock }: Y.ID): boolean {
  return ranges.get(client)?.some(({ start, end }) => start <= clock && clock < end) ?? false
}

type Run = { text: string; id: Y.ID; after: string }

/** The unsent stretches of a text, joined where nobody else's words stand between them. Each has its latest struct and what stands before it. */
function runsOf(text: { _start: Y.Item | null }, ranges: Ranges): Run[] {
  const runs: Run[] = []
  let run: Run | null = null
  let passed = ''
  for (let item = text._start; item; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    // Yjs joins neighbours, so one item may be half sent.
    for (const [i, unit] of item.content.str.split('').entries()) {
      const id = Y.createID(item.id.client, item.id.clock + i)
      if (!isUnsent(ranges, id)) run = null
      else if (run?.id.client === id.client) {
        run.text += unit
        if (run.id.clock < id.clock) run.id = id
      } else {
        run = { text: unit, id, after: passed }
        runs.push(run)
      }
      passed = (passed + unit).slice(-MOST_AFTER)
    }
  }
  return runs
}

// A field that takes any such words is one that people write in; a kind, an order or a time does not.
const ANY_WORDS = 'Any, ?'

function isWritten(fields: FieldSchemas, field: string, value: unknown): value is string {
  const schema = fields[field]
  if (!schema || typeof value !== 'string') return false
  const result = schema['~standard'].validate(ANY_WORDS)
  return !(result instanceof Promise) && result.issues === undefined
}
