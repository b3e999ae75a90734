/**
 * The slow, obvious judge: applies the update to a copy, then looks at what came of it. The oracle of the fast
 * gate in tests (P7), never in a room: a copy costs 2 to 33 ms, and applying first is what the gate must not do.
 *
 * It shares the definition, `can()` and the decoder with the gate, and nothing else: where an item stands it
 * reads from the copy into which Yjs has integrated it, not from origins; what goes, from the copy's deletions.
 */
import * as v from 'valibot'
import * as Y from 'yjs'
import { isRecordId } from '../ids.ts'
import { can } from '../roles.ts'
import { type Collection, type DocumentDefinition, ownerOfKey, textToKey } from './definition.ts'
import type { GateContext } from './gate-context.ts'
import { openDocument } from './open.ts'
import { decodeUpdate, type Struct } from './update.ts'

export type Judgement = { outcome: 'accepted' | 'nothing' } | { outcome: 'refused'; why: string }

const SLACK = 1.1

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
  const decoded = decodeUpdate(bytes)
  if (!decoded) return no('not an update')
  const structs = [...decoded.structsByClient.values()].flat()
  if (structs.length + decoded.deletes.length > context.limits.structs) return no('structs')
  if (structs.some((struct) => struct instanceof Y.Skip)) return no('skip')
  // A key holds one value; the copy below might have merged several.
  const isList = (struct: (typeof structs)[number]) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentAny && struct.content.arr.length !== 1

  const base = Y.encodeStateAsUpdate(doc)
  const before = copyOf(base)
  const after = copyOf(base)
  const known = Y.decodeStateVector(Y.encodeStateVector(before))
  const isNew = ({ client, clock }: { client: number; clock: number }) => clock >= (known.get(client) ?? 0)
  if (
    structs.some(
      (struct) =>
        isList(struct) && isNew({ client: struct.id.client, clock: struct.id.clock + struct.length - 1 }),
    )
  ) {
    return no('several values')
  }
  try {
    // Known structs say nothing, not even what they lean on; Yjs would wait for that.
    Y.applyUpdate(after, Y.diffUpdate(bytes, Y.encodeStateVector(before)))
  } catch (error) {
    return no(`does not apply: ${error}`)
  }
  if (after.store.pendingStructs || after.store.pendingDs) return no('gap')

  const isFresh = (struct: Struct) =>
    isNew({ client: struct.id.client, clock: struct.id.clock + struct.length - 1 })
  const odd =
    structs.find((struct) => isFresh(struct) && isOddlyBuilt(struct, after)) ??
    structs.find((struct) => isFresh(struct) && !hasNeighbours(struct, structs, { before, after, isNew }))
  if (odd) return no(`built as no client builds: ${odd.id.client}:${odd.id.clock}`)

  const grown = [...Y.decodeStateVector(Y.encodeStateVector(after))].filter(
    ([client, clock]) => clock > (known.get(client) ?? 0),
  )
  const unbound = grown.filter(([client]) => context.guardianOf(client) === undefined)
  if (unbound.length > context.limits.newClients) return no('clients')
  for (const [client] of grown) {
    if ((context.guardianOf(client) ?? context.actor.guardianId) !== context.actor.guardianId)
      return no('client taken')
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
    if (edited && !added && !may('edit')) return no(`may not edit ${path}`)
    if (collection.shape === 'record' && added && !stood) {
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
      if (isGone) entry.removed = true
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

/** What Yjs takes and makes something else of: it says nothing wrong, but no honest client writes it. */
function isOddlyBuilt(struct: Struct, after: Y.Doc): boolean {
  if (!(struct instanceof Y.Item)) return false
  // A key `__proto__` in the bytes; the copy no longer shows it.
  const isPlain = (value: unknown) =>
    typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === Object.prototype
  if (struct.content instanceof Y.ContentAny && !struct.content.arr.every(isPlain)) return true
  const at = (id: Y.ID | null) => (id ? (Y.getItem(after.store, id) as Y.Item | Y.GC) : null)
  const left = at(struct.origin)
  const right = at(struct.rightOrigin)
  if (left instanceof Y.GC || right instanceof Y.GC) return false
  // Torn between two lists, or set ahead of a value instead of after one.
  if (left && right && (left.parent !== right.parent || left.parentSub !== right.parentSub)) return true
  if (right) return right.parentSub !== null
  const parent = (struct.parent as unknown) instanceof Y.ID ? at(struct.parent as unknown as Y.ID) : null
  return (
    parent instanceof Y.Item &&
    !(parent.content instanceof Y.ContentType || parent.content instanceof Y.ContentDeleted)
  )
}

/**
 * Between two neighbours that stood before, nothing may stand that stood before and that the author had: by the same
 * client, or older than what this item or an earlier one of the same client names.
 */
function hasNeighbours(
  struct: Struct,
  structs: readonly Struct[],
  { before, after, isNew }: { before: Y.Doc; after: Y.Doc; isNew: (id: Id) => boolean },
): boolean {
  if (!(struct instanceof Y.Item)) return true
  const { client } = struct.id
  const start = Math.max(struct.id.clock, Y.getState(before.store, client))
  const origin = start > struct.id.clock ? { client, clock: start - 1 } : struct.origin
  const right = struct.rightOrigin
  if ((origin && isNew(origin)) || (right && isNew(right))) return true
  const placed = Y.getItem(after.store, new Y.ID(client, start)) as Y.Item | Y.GC
  // Inside a removed record nothing is placed.
  if (placed instanceof Y.GC || !placed.parent) return true
  const had = new Map<number, number>()
  for (const earlier of structs) {
    if (!(earlier instanceof Y.Item) || earlier.id.client !== client || earlier.id.clock > struct.id.clock)
      continue
    for (const id of [earlier.origin, earlier.rightOrigin]) {
      if (id) had.set(id.client, Math.max(had.get(id.client) ?? 0, id.clock + 1))
    }
  }
  let item: Y.Item | null = placed
  while (item.left) item = item.left
  const units: Id[] = []
  for (; item; item = item.right) {
    for (let i = 0; i < item.length; i++) units.push({ client: item.id.client, clock: item.id.clock + i })
  }
  const at = (id: Id) => units.findIndex((unit) => unit.client === id.client && unit.clock === id.clock)
  const from = origin ? at(origin) + 1 : 0
  const to = right ? at(right) : units.length
  if (to < from) return false
  return units
    .slice(from, to)
    .every((unit) => isNew(unit) || (unit.client !== client && unit.clock >= (had.get(unit.client) ?? 0)))
}

type Id = Pick<Y.ID, 'client' | 'clock'>

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
