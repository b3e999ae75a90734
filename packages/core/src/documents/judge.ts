/**
 * The slow, obvious judge: applies the update to a copy, then looks at what came of it. The oracle of the fast
 * gate in tests (P7), never in a room: a copy costs 2 to 33 ms, and applying first is what the gate must not do.
 *
 * It shares the definition and `can()` with the gate, and nothing else: the bytes are decoded by bare Yjs; where an item
 * stands it reads from the copy into which Yjs has integrated it, not from origins; what goes, from the copy's deletions.
 */
import * as v from 'valibot'
import * as Y from 'yjs'
import { isRecordId } from '../ids.ts'
import { can } from '../roles.ts'
import { type BareUpdate, bareDecode, type Struct } from './bare-decode.ts'
import { type Collection, type DocumentDefinition, ownerOfKey, textToKey } from './definition.ts'
import type { GateContext } from './gate-context.ts'
import { openDocument } from './open.ts'

export type Judgement = { outcome: 'accepted' | 'nothing' } | { outcome: 'refused'; why: string }

const SLACK = 1.1
const MAX_CLIENTS = 1000

interface Touch {
  added: boolean
  edited: boolean
  removed: boolean
  fields: Set<string>
}

export function judgeSlowly(
  definition: DocumentDefinition,
  doc: Y.Doc,
  bytes: Uint8Array,
  context: GateContext,
): Judgement {
  if (bytes.byteLength > context.limits.updateBytes) return no('bytes')
  const decoded = bareDecode(bytes)
  if (!decoded) return no('not an update')
  const { structs, deletes } = decoded
  if (structs.length + decoded.deletes.length > context.limits.structs) return no('structs')
  if (structs.some((struct) => struct instanceof Y.Skip)) return no('skip')
  if (structs.some((struct) => struct instanceof Y.Item && isForeign(struct.content))) return no('content')
  const base = Y.encodeStateAsUpdate(doc)
  const before = copyOf(base)
  const after = copyOf(base)
  const known = Y.decodeStateVector(Y.encodeStateVector(before))
  const isNew = ({ client, clock }: { client: number; clock: number }) => clock >= (known.get(client) ?? 0)
  try {
    // Known structs say nothing, not even what they lean on; Yjs would wait for that.
    Y.applyUpdate(after, Y.diffUpdate(bytes, Y.encodeStateVector(before)))
  } catch (error) {
    return no(`does not apply: ${error}`)
  }
  if (after.store.pendingStructs || after.store.pendingDs) return no('gap')

  const isFresh = (struct: Struct) =>
    isNew({ client: struct.id.client, clock: struct.id.clock + struct.length - 1 })
  const fresh = structs.filter((struct) => struct instanceof Y.Item && isFresh(struct)) as Y.Item[]
  if (!fresh.every((item) => namesWhatStands(item, after))) return no('names what nobody wrote')
  // Inside a removed record nothing is placed, and nothing of what was written there is kept.
  const placed = fresh.filter((item) => isPlacedIn(after, item))
  const odd =
    // What is half known goes where its known half is, whatever it declares.
    fresh.find((item) => isNew(item.id) && hasOddParent(item, after)) ??
    placed.find((item) => isOddlyBuilt(item, decoded, { before, after })) ??
    placed.find((item) => !hasNeighbours(item, placed, { before, after }))
  if (odd) return no(`built as no client builds: ${odd.id.client}:${odd.id.clock}`)

  const grown = [...Y.decodeStateVector(Y.encodeStateVector(after))].filter(
    ([client, clock]) => clock > (known.get(client) ?? 0),
  )
  const { guardianId } = context.actor
  const bound = [...known.keys()].filter((client) => context.guardianOf(client) === guardianId).length
  const added = grown.filter(([client]) => !known.has(client)).length
  if (grown.length > context.limits.newClients) return no('clients')
  if (added > 0 && bound + added > MAX_CLIENTS) return no('clients of a lifetime')
  for (const [client] of grown) {
    if ((context.guardianOf(client) ?? guardianId) !== guardianId) return no('client taken')
  }

  const strangers = [...after.share.keys()].filter((name) => !Object.hasOwn(definition.collections, name))
  if (strangers.length > 0) return no(`roots ${strangers}`)

  const touches = new Map<string, Touch>()
  const growthByText = new Map<string, number>()
  const touch = (path: string) => {
    const found = touches.get(path) ?? { added: false, edited: false, removed: false, fields: new Set() }
    touches.set(path, found)
    return found
  }
  const nameByRoot = new Map([...after.share].map(([name, root]) => [root as unknown, name]))
  let deletions = 0
  for (const [client, stored] of after.store.clients) {
    for (const struct of stored) {
      if (!(struct instanceof Y.Item)) continue
      // Yjs merges neighbours, so one stored item may be old and new, or gone before and gone now: unit by unit.
      let written = 0
      let taken = 0
      for (let clock = struct.id.clock; clock < struct.id.clock + struct.length; clock++) {
        if (isNew({ client, clock })) written++
        else if (struct.deleted && !isDeletedIn(before, { client, clock })) taken++
      }
      deletions += taken
      if (written + taken === 0) continue
      const place = placeOf(
        struct,
        nameByRoot,
        (holder) => isNew(holder.id) || !isDeletedIn(before, holder.id),
      )
      if (place === null) continue
      if (taken > 0) take(taken, place)
      const problem = written > 0 ? write(struct, written, place) : null
      if (problem) return no(problem)
    }
  }

  for (const [root, growth] of growthByText) {
    const collection = definition.collections[root] as Collection & { shape: 'text' }
    if (!can(context.actor, 'write', { collection, change: 'edit', over: context.over }))
      return no(`may not write ${root}`)
    if (growth > 0 && before.getText(root).length + growth > collection.limit * SLACK)
      return no('text too long')
  }
  const newByRoot = new Map<string, number>()
  for (const [path, { added, edited, removed, fields }] of touches) {
    const [root, key = ''] = path.split('/') as [string, string?]
    const collection = definition.collections[root] as Exclude<Collection, { shape: 'text' }>
    const owner =
      collection.shape === 'answer' ? (ownerOfKey(collection, key) ?? undefined) : context.familyOf(path)
    const stood = collection.shape !== 'fields' && before.getMap(root).has(key)
    const may = (change: 'add' | 'edit' | 'remove') =>
      can(context.actor, 'write', { collection, change, owner, over: context.over })
    if (added && !may(stood ? 'remove' : 'add')) return no(`may not add ${path}`)
    const isUnseen = collection.shape === 'record' && !stood && owner === undefined
    if (removed && !may(isUnseen ? 'add' : 'remove')) return no(`may not remove ${path}`)
    if (edited && !added && !isUnseen && !may('edit')) return no(`may not edit ${path}`)
    if (collection.shape === 'record' && added) {
      const missing = Object.entries(collection.fields).filter(
        ([name, schema]) => !fields.has(name) && !v.is(schema, undefined),
      )
      if (missing.length > 0) return no(`incomplete ${path}`)
    }
    if (collection.shape === 'record' && after.getMap(root).has(key)) {
      const records = openDocument(definition, after).read() as Record<string, { id: string }[]>
      if (!records[root]?.some(({ id }) => id === key)) return no(`unreadable ${path}`)
    }
    if (collection.shape === 'answer' && edited && !stood) {
      if (!after.getMap(collection.to)._map.has(key.split(':')[0] as string))
        return no(`answer to nothing ${path}`)
    }
    if (!stood && (added || (collection.shape === 'answer' && edited)))
      newByRoot.set(root, (newByRoot.get(root) ?? 0) + 1)
  }
  for (const [root, count] of newByRoot) {
    const { limit } = definition.collections[root] as Extract<Collection, { limit: number }>
    if (before.getMap(root).size + count > limit * SLACK) return no('full')
    const share = definition.collections[root] as Extract<Collection, { perFamily: number }>
    const mayForAnyone = can(context.actor, 'write', {
      collection: share,
      change: 'add',
      owner: '',
      over: context.over,
    })
    const own = [...before.getMap(root).keys()].filter(
      (key) =>
        (share.shape === 'answer' ? ownerOfKey(share, key) : context.familyOf(`${root}/${key}`)) ===
        context.actor.familyId,
    )
    if (!mayForAnyone && own.length + count > share.perFamily * SLACK) return no('share full')
  }

  // What a reader sees must have changed nowhere else, whatever Yjs made of the update.
  for (const path of changedPaths(
    openDocument(definition, before).read(),
    openDocument(definition, after).read(),
  )) {
    if (!touches.has(path) && !growthByText.has(path)) return no(`changed unseen ${path}`)
  }
  return { outcome: grown.length > 0 || deletions > 0 ? 'accepted' : 'nothing' }

  function write(item: Y.Item, length: number, { root, key, field }: Place): string | null {
    const collection = definition.collections[root] as Collection
    const { content } = item
    const isGone = content instanceof Y.ContentDeleted
    if (collection.shape === 'text') {
      if (key !== null) return 'entry in a text'
      if (!isGone && !(content instanceof Y.ContentString)) return 'no plain text'
      growthByText.set(root, (growthByText.get(root) ?? 0) + (isGone ? 0 : length))
      return null
    }
    if (key === null) return 'list in a map'
    if (collection.shape === 'fields') {
      if (field !== null || !Object.hasOwn(collection.fields, key)) return 'unknown field'
      touch(root).edited = true
      return isGone || fits(content, collection.fields[key]) ? null : 'bad value'
    }
    const entry = touch(`${root}/${key}`)
    if (collection.shape === 'answer') {
      if (field !== null || !textToKey(collection, key)) return 'no key of an answer'
      if (isGone) entry.removed = true
      else entry.edited = true
      return isGone || fits(content, v.strictObject(collection.fields)) ? null : 'bad value'
    }
    if (!isRecordId(key)) return 'no record id'
    if (field === null) {
      if (isGone || isTakenAway(item.id)) entry.removed = true
      else entry.added = true
      return isGone || (content instanceof Y.ContentType && content.type.constructor === Y.Map)
        ? null
        : 'no record'
    }
    if (!Object.hasOwn(collection.fields, field)) return 'unknown field'
    entry.edited = true
    if (isGone) return null
    entry.fields.add(field)
    return fits(content, collection.fields[field]) ? null : 'bad value'
  }

  function isTakenAway({ client, clock }: Y.ID): boolean {
    return deletes.some(
      (range) => range.client === client && clock >= range.clock && clock < range.clock + range.length,
    )
  }

  function take(length: number, { root, key, field }: Place) {
    const { shape } = definition.collections[root] as Collection
    if (shape === 'text') growthByText.set(root, (growthByText.get(root) ?? 0) - length)
    else if (shape === 'fields') touch(root).edited = true
    else if (field === null) touch(`${root}/${key}`).removed = true
    else touch(`${root}/${key}`).edited = true
  }
}

interface Place {
  root: string
  key: string | null
  field: string | null
}

/** Where an integrated item stands; null: inside a record that was removed before. */
function placeOf(
  item: Y.Item,
  nameByRoot: Map<unknown, string>,
  isStanding: (holder: Y.Item) => boolean,
): Place | null {
  const parent = item.parent as Y.AbstractType<unknown>
  const root = nameByRoot.get(parent)
  if (root !== undefined) return { root, key: item.parentSub, field: null }
  const holder = parent._item
  if (!holder || !isStanding(holder)) return null
  const outer = placeOf(holder, nameByRoot, isStanding)
  if (!outer) return null
  return { root: outer.root, key: outer.key, field: outer.field === null ? (item.parentSub ?? '') : '' }
}

/** Not its own client's later items: Yjs looks for them all the same, and takes what it finds. */
function namesWhatStands({ id, origin, rightOrigin, parent }: Y.Item, after: Y.Doc): boolean {
  return [origin, rightOrigin, parent as unknown].every(
    (named) =>
      !(named instanceof Y.ID) ||
      named.clock < (named.client === id.client ? id.clock : Y.getState(after.store, named.client)),
  )
}

/** Not inside what was removed: there Yjs keeps a collected struct, or an item that belongs to nothing that stands. */
function isPlacedIn(after: Y.Doc, { id, length }: Struct): boolean {
  const stored = Y.getItem(after.store, new Y.ID(id.client, id.clock + length - 1)) as Y.Item | Y.GC
  return stored instanceof Y.Item && stored.parent !== null
}

/** What Yjs takes and makes something else of: it says nothing wrong, but no honest client writes it. */
function isOddlyBuilt(
  item: Y.Item,
  { deletes }: BareUpdate,
  { before, after }: { before: Y.Doc; after: Y.Doc },
): boolean {
  const { content } = item
  if (content instanceof Y.ContentAny) {
    // A key holds one value; several are former ones, and gone. The copy might have merged several.
    const isGone = (clock: number) =>
      clock < Y.getState(before.store, item.id.client) ||
      deletes.some(
        (range) =>
          range.client === item.id.client && clock >= range.clock && clock < range.clock + range.length,
      )
    const isList = content.arr.length !== 1 && !content.arr.every((_, i) => isGone(item.id.clock + i))
    if (isList) return true
  }
  const at = (id: Y.ID | null) => (id ? (Y.getItem(after.store, id) as Y.Item | Y.GC) : null)
  const { client, clock } = item.id
  const start = Math.max(clock, Y.getState(before.store, client))
  const left = at(start > clock ? new Y.ID(client, start - 1) : item.origin)
  const right = at(item.rightOrigin)
  if (left instanceof Y.GC || right instanceof Y.GC) return false
  // Torn between two lists, or set ahead of a value instead of after one.
  if (left && right && (left.parent !== right.parent || left.parentSub !== right.parentSub)) return true
  return right !== null && right.parentSub !== null
}

/** Yjs makes a collected struct of what hangs on a letter or a plain value. */
function hasOddParent(item: Y.Item, after: Y.Doc): boolean {
  const parent = item.parent as unknown
  if (!(parent instanceof Y.ID)) return false
  const holder = Y.getItem(after.store, parent) as Y.Item | Y.GC
  return (
    holder instanceof Y.Item &&
    !(holder.content instanceof Y.ContentType || holder.content instanceof Y.ContentDeleted)
  )
}

/**
 * Between an item's two neighbours nothing may stand that the author had: written by the same client before, or older
 * than what this item, the two that it names, or an earlier one of the same client names.
 */
function hasNeighbours(
  item: Y.Item,
  placed: readonly Y.Item[],
  { before, after }: { before: Y.Doc; after: Y.Doc },
): boolean {
  const { client } = item.id
  const start = Math.max(item.id.clock, Y.getState(before.store, client))
  const origin = start > item.id.clock ? { client, clock: start - 1 } : item.origin
  const right = item.rightOrigin
  const had = new Map<number, number>([[client, start]])
  for (const earlier of placed) {
    if (earlier.id.client !== client || earlier.id.clock > item.id.clock) continue
    const isHalfKnown = earlier.id.clock < Y.getState(before.store, client)
    for (const id of [isHalfKnown ? null : earlier.origin, earlier.rightOrigin]) {
      if (id && id.client !== client) had.set(id.client, Math.max(had.get(id.client) ?? 0, id.clock + 1))
    }
  }
  for (const id of [origin, right]) {
    const named = id ? Y.getItem(after.store, new Y.ID(id.client, id.clock)) : null
    if (!id || !(named instanceof Y.Item)) continue
    for (const its of [named.id.clock === id.clock ? named.origin : null, named.rightOrigin])
      if (its) had.set(its.client, Math.max(had.get(its.client) ?? 0, its.clock + 1))
  }
  let first = Y.getItem(after.store, new Y.ID(client, start)) as Y.Item
  while (first.left) first = first.left
  const units: Id[] = []
  for (let one: Y.Item | null = first; one; one = one.right) {
    for (let i = 0; i < one.length; i++) units.push({ client: one.id.client, clock: one.id.clock + i })
  }
  const at = (id: Id) => units.findIndex((unit) => unit.client === id.client && unit.clock === id.clock)
  const from = origin ? at(origin) + 1 : 0
  const to = right ? at(right) : units.length
  if (to < from) return false
  return units.slice(from, to).every((unit) => unit.clock >= (had.get(unit.client) ?? 0))
}

type Id = Pick<Y.ID, 'client' | 'clock'>

/** No document has it, wherever it would stand. */
function isForeign(content: Y.Item['content']): boolean {
  if (content instanceof Y.ContentDeleted) return false
  if (content instanceof Y.ContentType) return content.type.constructor !== Y.Map
  if (content instanceof Y.ContentString) return content.str.includes('\0')
  return !(content instanceof Y.ContentAny && content.arr.every((value) => isFlat(value)))
}

/** A key `__proto__` in the bytes is the prototype here; the copy no longer shows it. */
function isFlat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isScalar(value)
  if (Object.getPrototypeOf(value) !== Object.prototype || Object.keys(value).length > 16) return false
  return Object.values(value).every(isScalar)
}

const isScalar = (value: unknown) =>
  value === null ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && !value.includes('\0'))

function copyOf(state: Uint8Array): Y.Doc {
  // Kept content shows what the update wrote even where it takes it away again.
  const copy = new Y.Doc({ gc: false })
  Y.applyUpdate(copy, state)
  return copy
}

function isDeletedIn(doc: Y.Doc, { client, clock }: { client: number; clock: number }): boolean {
  const structs = doc.store.clients.get(client)
  if (!structs || clock >= Y.getState(doc.store, client)) return false
  return (structs[Y.findIndexSS(structs, clock)] as Y.Item | Y.GC).deleted
}

function fits(content: Y.Item['content'], schema: v.GenericSchema | undefined): boolean {
  if (!schema || !(content instanceof Y.ContentAny)) return false
  return content.arr.every((value) => v.is(schema, value))
}

/** `about`, `frame`, `slots/<id>`, `claims/<slotId>:<familyId>`: wherever two states differ. */
function changedPaths(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const paths: string[] = []
  for (const [name, value] of Object.entries(after)) {
    if (!Array.isArray(value)) {
      if (JSON.stringify(before[name]) !== JSON.stringify(value)) paths.push(name)
      continue
    }
    const old = entriesByKey(before[name] as object[])
    const now = entriesByKey(value)
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      if (old.get(key) !== now.get(key)) paths.push(`${name}/${key}`)
    }
  }
  return paths
}

function entriesByKey(entries: readonly object[]): Map<string, string> {
  return new Map(
    entries.map((entry) => {
      const { id, slotId, jobId, familyId, kidId } = entry as Record<string, string | undefined>
      return [id ?? `${slotId ?? jobId}:${familyId ?? kidId}`, JSON.stringify(entry)]
    }),
  )
}

function no(why: string): Judgement {
  return { outcome: 'refused', why }
}
