/**
 * The gate: judges an update before it is applied, and lets it through whole or not at all.
 *
 *   bytes -> decode whole -> normalise -> order -> place -> may they? -> accepted | nothing | refused
 *
 * - Normalise: what the document knows already is taken away (known structs, partial overlaps, deletions that
 *   happened, edits inside removed records, which stay as collected structs only). An honest reconnect carries
 *   a whole delete set; nothing of it is left, and nothing is refused.
 * - Order: every struct must follow known state, with each dependency known or earlier in this update. Nothing
 *   may become pending in a document (R11).
 * - Place: each struct and each deletion is resolved to its path in the live document without applying it: its
 *   parent, else the parent of its left or right origin.
 * - May they: the place is declared, the value fits, the client id is theirs (R12), and `can()` allows it.
 *
 * A bare Y.applyUpdate on client bytes is unsafe; reliability.md section 5 lists what one update can do.
 */
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
import { rootsOf } from './open.ts'
import type { RefusalReason } from './protocol.ts'
import { type DeletedRange, decodeUpdate, encodeUpdate, type KeptStruct } from './update.ts'

export interface GateContext {
  actor: Actor
  /** The hangout is over: nobody but the server writes. */
  over: boolean
  /** Who a Yjs client id is bound to in this document and epoch. */
  guardianOf(client: number): string | undefined
  /** Who owns a record, `slots/<id>`; undefined when it never stood here. */
  familyOf(record: string): string | undefined
  limits: GateLimits
}

export interface GateLimits {
  /** Bytes of one update; a whole backlog comes as one. */
  updateBytes: number
  structs: number
  /** Client ids that one update may bind: tabs and restarts of one person. */
  newClients: number
}

export type Verdict =
  | {
      outcome: 'accepted'
      /** The bytes as received, or what normalising left of them. */
      update: Uint8Array
      /** Client ids to bind to the actor. */
      newClients: number[]
      /** Records that stand for the first time: their owner is the actor's family. */
      newRecords: string[]
    }
  | { outcome: 'nothing' }
  | { outcome: 'refused'; reason: RefusalReason; path?: string }

/** Limits bite a little later than the forms do, so that two honest edits are never refused together. */
const SLACK = 1.1

export function judgeUpdate(
  definition: DocumentDefinition,
  doc: Y.Doc,
  bytes: Uint8Array,
  context: GateContext,
): Verdict {
  if (bytes.byteLength > context.limits.updateBytes) return refused('too-big')
  const decoded = decodeUpdate(bytes)
  if (!decoded) return refused('malformed')

  const fresh = new FreshStructs(doc)
  let structCount = 0
  const newClients: number[] = []
  for (const [client, structs] of decoded.structsByClient) {
    structCount += structs.length
    if (structCount > context.limits.structs) return refused('too-big')
    const problem = fresh.add(client, structs)
    if (problem) return refused(problem)
    if (!fresh.has(client)) continue
    const guardianId = context.guardianOf(client)
    if (guardianId === undefined) newClients.push(client)
    else if (guardianId !== context.actor.guardianId) return refused('client-taken')
  }
  if (newClients.length > context.limits.newClients) return refused('too-big')

  const places = new Places(definition, doc, fresh)
  const placed = places.resolveAll()
  if ('reason' in placed) return placed
  const deletes = liveDeletes(doc, fresh, decoded.deletes)
  if (deletes === null) return refused('gap')

  const writes = new Writes(definition, doc)
  for (const { item, place, length } of placed.items) {
    const problem = writes.addItem(item, place, length)
    if (problem) return refused(problem, pathOf(place))
  }
  for (const { item, length } of deletes.items) {
    const place = places.ofStored(item)
    if (place) writes.addDeletion(place, length)
  }
  const denied = writes.judge(context)
  if (denied) return denied

  const changed = fresh.trimmed || placed.collected > 0 || deletes.trimmed
  if (fresh.size === 0 && deletes.ranges.length === 0) return { outcome: 'nothing' }
  return {
    outcome: 'accepted',
    update: changed ? encodeUpdate(fresh.keptByClient, deletes.ranges) : bytes,
    newClients,
    newRecords: writes.newRecords(context),
  }
}

function refused(reason: RefusalReason, path?: string): Verdict & { outcome: 'refused' } {
  return path === undefined ? { outcome: 'refused', reason } : { outcome: 'refused', reason, path }
}

/** The structs of an update that the document doesn't know yet, by client, contiguous from its known state on. */
class FreshStructs {
  readonly keptByClient = new Map<number, KeptStruct[]>()
  /** Whether something known was taken away. */
  trimmed = false
  size = 0
  readonly #doc: Y.Doc

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  add(client: number, structs: (Y.Item | Y.GC | Y.Skip)[]): RefusalReason | null {
    let next = this.known(client)
    const kept: KeptStruct[] = []
    for (const struct of structs) {
      if (struct instanceof Y.Skip) return 'malformed'
      const { clock } = struct.id
      const end = clock + struct.length
      if (end <= next && kept.length === 0) {
        this.trimmed = true
        continue
      }
      if (clock > next) return 'gap'
      // Twice the same clock within one update.
      if (clock < next && kept.length > 0) return 'malformed'
      if (clock < next) this.trimmed = true
      kept.push({ struct, offset: next - clock })
      next = end
    }
    if (kept.length > 0) this.keptByClient.set(client, kept)
    this.size += kept.length
    return null
  }

  has(client: number): boolean {
    return this.keptByClient.has(client)
  }

  /** The first clock of a client that the document doesn't hold. */
  known(client: number): number {
    return Y.getState(this.#doc.store, client)
  }

  /** The first clock of a client that neither the document nor this update holds. */
  end(client: number): number {
    const last = this.keptByClient.get(client)?.at(-1)
    return last ? last.struct.id.clock + last.struct.length : this.known(client)
  }

  /** The kept struct that covers a clock. */
  find(client: number, clock: number): KeptStruct | undefined {
    const kept = this.keptByClient.get(client)
    if (!kept) return undefined
    let low = 0
    let high = kept.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const candidate = kept[middle] as KeptStruct
      const { clock: start } = candidate.struct.id
      if (clock < start) high = middle - 1
      else if (clock >= start + candidate.struct.length) low = middle + 1
      else return candidate
    }
    return undefined
  }
}

/** Where a struct stands: a whole root (text), an entry of a root, or a field of an entry. null: collected. */
interface Place {
  root: string
  key: string | null
  field: string | null
}

/** What holds a struct: a root, or the record at a key of a root. */
interface Container {
  root: string
  key: string | null
}

interface PlacedItem {
  item: Y.Item
  place: Place
  /** Without what was known already. */
  length: number
}

function pathOf({ root, key, field }: Place): string {
  return [root, key, field].filter((part) => part !== null).join('/')
}

/** Resolves structs to places against the live document and the update's own earlier structs. */
class Places {
  readonly #doc: Y.Doc
  readonly #fresh: FreshStructs
  readonly #nameByRoot = new Map<unknown, string>()
  readonly #roots: ReadonlySet<string>
  readonly #placeByStruct = new Map<Y.Item | Y.GC, Place | null>()

  constructor(definition: DocumentDefinition, doc: Y.Doc, fresh: FreshStructs) {
    this.#doc = doc
    this.#fresh = fresh
    for (const [name, root] of rootsOf(definition, doc)) this.#nameByRoot.set(root, name)
    this.#roots = new Set(Object.keys(definition.collections))
  }

  /** Walks the update in an order in which it can be integrated, so that each dependency has its place already. */
  resolveAll(): { items: PlacedItem[]; collected: number } | (Verdict & { outcome: 'refused' }) {
    const items: PlacedItem[] = []
    let collected = 0
    const nextByClient = new Map<number, number>()
    const isReady = (id: Y.ID | null, struct: Y.Item) => {
      if (!id) return true
      if (id.client === struct.id.client) return id.clock < struct.id.clock
      const kept = this.#fresh.keptByClient.get(id.client)
      const at = kept?.[nextByClient.get(id.client) ?? 0]
      return id.clock < (at ? at.struct.id.clock + at.offset : this.#fresh.end(id.client))
    }
    for (let moved = true; moved; ) {
      moved = false
      for (const [client, kept] of this.#fresh.keptByClient) {
        let i = nextByClient.get(client) ?? 0
        for (; i < kept.length; i++) {
          const entry = kept[i] as KeptStruct
          const { struct } = entry
          if (struct instanceof Y.Item) {
            const parent = struct.parent as unknown
            const parentId = parent instanceof Y.ID ? parent : null
            if (
              !isReady(struct.origin, struct) ||
              !isReady(struct.rightOrigin, struct) ||
              !isReady(parentId, struct)
            ) {
              break
            }
            const place = this.#resolve(struct)
            if (place === 'unknown-place' || place === 'malformed') return refused(place)
            this.#placeByStruct.set(struct, place)
            if (place) items.push({ item: struct, place, length: struct.length - entry.offset })
            else {
              // Inside a removed record: the document keeps the clock, not the content.
              entry.struct = new Y.GC(struct.id, struct.length)
              this.#placeByStruct.set(entry.struct, null)
              collected++
            }
          } else this.#placeByStruct.set(struct, null)
          moved = true
        }
        nextByClient.set(client, i)
      }
    }
    for (const [client, kept] of this.#fresh.keptByClient) {
      if ((nextByClient.get(client) ?? 0) < kept.length) return refused('gap')
    }
    return { items, collected }
  }

  /** The place of a stored, live item; null when its container is being collected. */
  ofStored(item: Y.Item): Place | null {
    const container = this.#containerOfType(item.parent as Y.AbstractType<unknown>)
    return container && placeIn(container, item.parentSub)
  }

  #resolve(item: Y.Item): Place | null | 'unknown-place' | 'malformed' {
    const { origin, rightOrigin, parentSub } = item
    // Decoded, not integrated: a root stands as its name, a nested parent as the id of its item.
    const parent = item.parent as unknown
    if (origin || rightOrigin) {
      const left = origin && this.#placeOfId(origin)
      const right = rightOrigin && this.#placeOfId(rightOrigin)
      if ((origin && !left) || (rightOrigin && !right)) return null
      // Neighbours of one list, or the list would be torn.
      if (left && right && pathOf(left) !== pathOf(right)) return 'malformed'
      const place = (left ?? right) as Place
      // In a map a value is set after the one before it, never before another.
      if (rightOrigin && place.key !== null) return 'malformed'
      return place
    }
    if (typeof parent === 'string') {
      return this.#roots.has(parent) ? placeIn({ root: parent, key: null }, parentSub) : 'unknown-place'
    }
    if (!(parent instanceof Y.ID)) return 'malformed'
    const container = this.#containerOfId(parent)
    if (container === null) return null
    return container === 'malformed' ? container : placeIn(container, parentSub)
  }

  #placeOfId(id: Y.ID): Place | null {
    const known = this.#fresh.known(id.client)
    if (id.clock >= known) {
      const kept = this.#fresh.find(id.client, id.clock)
      return (kept && this.#placeByStruct.get(kept.struct)) ?? null
    }
    const stored = Y.getItem(this.#doc.store, id) as Y.Item | Y.GC
    return stored instanceof Y.Item ? this.ofStored(stored) : null
  }

  /** The record that an item holds. A parent that holds none is nothing an honest client writes. */
  #containerOfId(id: Y.ID): Container | null | 'malformed' {
    const isFresh = id.clock >= this.#fresh.known(id.client)
    const struct = isFresh
      ? this.#fresh.find(id.client, id.clock)?.struct
      : (Y.getItem(this.#doc.store, id) as Y.Item | Y.GC)
    if (!(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted) return null
    if (!(struct.content instanceof Y.ContentType)) return 'malformed'
    const place = isFresh ? this.#placeByStruct.get(struct) : this.ofStored(struct)
    if (!place) return null
    return place.field === null && place.key !== null ? { root: place.root, key: place.key } : 'malformed'
  }

  #containerOfType(type: Y.AbstractType<unknown>): Container | null {
    const item = type._item
    if (!item) {
      const root = this.#nameByRoot.get(type)
      return root === undefined ? null : { root, key: null }
    }
    if (item.deleted) return null
    const root = this.#nameByRoot.get(item.parent)
    return root === undefined || item.parentSub === null ? null : { root, key: item.parentSub }
  }
}

function placeIn(container: Container, sub: string | null): Place {
  return container.key === null
    ? { root: container.root, key: sub, field: null }
    : { root: container.root, key: container.key, field: sub ?? '' }
}

/** The stored, live items that the ranges delete, and the ranges that still say something. null: a range past known state. */
function liveDeletes(doc: Y.Doc, fresh: FreshStructs, deletes: DeletedRange[]) {
  const items: { item: Y.Item; length: number }[] = []
  const ranges: DeletedRange[] = []
  let trimmed = false
  const keep = (client: number, clock: number, length: number) => {
    const last = ranges.at(-1)
    if (last && last.client === client && last.clock + last.length === clock) last.length += length
    else ranges.push({ client, clock, length })
  }
  for (const { client, clock, length } of deletes) {
    const end = clock + length
    if (end > fresh.end(client)) return null
    const known = fresh.known(client)
    const structs = doc.store.clients.get(client)
    let at = clock
    if (structs && clock < known) {
      let i = Y.findIndexSS(structs, clock)
      while (at < end && i < structs.length) {
        const struct = structs[i++] as Y.Item | Y.GC
        const stop = Math.min(struct.id.clock + struct.length, end)
        if (struct.deleted) trimmed = true
        else {
          items.push({ item: struct as Y.Item, length: stop - at })
          keep(client, at, stop - at)
        }
        at = stop
      }
    }
    if (at < end) keep(client, at, end - at)
  }
  return { items, ranges, trimmed }
}

interface EntryWrite {
  added: boolean
  edited: boolean
  removed: boolean
  fields: Set<string>
}

/** What an update does, gathered by entry, then judged once for each. */
class Writes {
  readonly #definition: DocumentDefinition
  readonly #doc: Y.Doc
  readonly #entriesByRoot = new Map<string, Map<string, EntryWrite>>()
  readonly #growthByText = new Map<string, number>()

  constructor(definition: DocumentDefinition, doc: Y.Doc) {
    this.#definition = definition
    this.#doc = doc
  }

  addItem(item: Y.Item, place: Place, length: number): RefusalReason | null {
    const collection = this.#collection(place)
    const { content } = item
    const isGone = content instanceof Y.ContentDeleted
    if (collection.shape === 'text') {
      if (place.key !== null) return 'unknown-place'
      if (!isGone && !(content instanceof Y.ContentString)) return 'bad-value'
      this.#grow(place.root, isGone ? 0 : length)
      return null
    }
    if (place.key === null) return 'unknown-place'
    if (collection.shape === 'fields') {
      const schema = schemaOf(collection.fields, place.key)
      if (!schema || place.field !== null) return 'unknown-place'
      if (!isGone && !holds(content, schema)) return 'bad-value'
      this.#entry(place.root, '').edited = true
      return null
    }
    const entry = this.#entry(place.root, place.key)
    if (collection.shape === 'answer') {
      if (place.field !== null || !textToKey(collection, place.key)) return 'unknown-place'
      if (isGone) entry.removed = true
      else if (holds(content, v.strictObject(collection.fields))) entry.edited = true
      else return 'bad-value'
      return null
    }
    if (!isRecordId(place.key)) return 'unknown-place'
    if (place.field === null) {
      if (isGone) entry.removed = true
      else if (content instanceof Y.ContentType && content.type.constructor === Y.Map) entry.added = true
      else return 'bad-value'
      return null
    }
    const schema = schemaOf(collection.fields, place.field)
    if (!schema) return 'unknown-place'
    entry.edited = true
    if (isGone) return null
    if (!holds(content, schema)) return 'bad-value'
    entry.fields.add(place.field)
    return null
  }

  addDeletion(place: Place, length: number) {
    const collection = this.#collection(place)
    if (collection.shape === 'text') this.#grow(place.root, -length)
    else if (collection.shape === 'fields') this.#entry(place.root, '').edited = true
    else if (place.field === null) this.#entry(place.root, place.key as string).removed = true
    else this.#entry(place.root, place.key as string).edited = true
  }

  judge({ actor, over, familyOf }: GateContext): (Verdict & { outcome: 'refused' }) | null {
    for (const [root, growth] of this.#growthByText) {
      const collection = this.#definition.collections[root] as Collection & { shape: 'text' }
      if (!can(actor, 'write', { collection, change: 'edit', over })) return refused('not-yours', root)
      if (growth > 0 && this.#doc.getText(root).length + growth > collection.limit * SLACK)
        return refused('too-big', root)
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
        if (write.added && !allows(stands ? 'remove' : 'add')) return refused('not-yours', path)
        // Added and removed again before anyone saw it: a removal of what never stood asks what adding asks.
        const isUnseen = collection.shape === 'record' && owner === undefined && !stands
        if (write.removed && !allows(isUnseen ? 'add' : 'remove')) return refused('not-yours', path)
        if (write.edited && !write.added && !allows('edit')) return refused('not-yours', path)
        if (
          collection.shape === 'record' &&
          write.added &&
          !stands &&
          !isComplete(collection.fields, write.fields)
        ) {
          return refused('bad-value', path)
        }
        if (!stands && (write.added || (collection.shape === 'answer' && write.edited))) grown++
      }
      if (grown > 0 && collection.shape !== 'fields' && collection.shape !== 'text') {
        if (map.size + grown > collection.limit * SLACK) return refused('full', root)
      }
    }
    return null
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
      entry = { added: false, edited: false, removed: false, fields: new Set() }
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

/** One plain value that fits. Nested objects are copied by Yjs as they are, so the schema must name each key. */
function holds(content: Y.Item['content'], schema: v.GenericSchema): boolean {
  if (!(content instanceof Y.ContentAny) || content.arr.length !== 1) return false
  const [value] = content.arr
  // A key `__proto__` in the bytes becomes the prototype: read here, gone from the next snapshot.
  const isPlain =
    typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === Object.prototype
  return isPlain && v.is(schema, value)
}

/** A new record brings every field that has no default. */
function isComplete(schemas: Record<string, v.GenericSchema>, fields: Set<string>): boolean {
  return Object.entries(schemas).every(([field, schema]) => fields.has(field) || v.is(schema, undefined))
}
