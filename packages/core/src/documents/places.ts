/** Where the structs of an update stand, resolved against the live document without applying them. */
import * as Y from 'yjs'
import type { DocumentDefinition } from './definition.ts'
import type { FreshStructs } from './fresh-structs.ts'
import { rootsOf } from './open.ts'
import type { RefusalReason } from './protocol.ts'
import type { KeptStruct } from './update.ts'

/** Where a struct stands: a whole root (text), an entry of a root, or a field of an entry. null: collected. */
export interface Place {
  root: string
  key: string | null
  field: string | null
}

/** What holds a struct: a root, or the record at a key of a root. */
interface Container {
  root: string
  key: string | null
}

export interface PlacedItem {
  item: Y.Item
  place: Place
  /** How much of it was known already. */
  offset: number
  /** The stored type that it goes into; null when this very update makes it. */
  list: Y.AbstractType<unknown> | null
}

export function pathOf({ root, key, field }: Place): string {
  return [root, key, field].filter((part) => part !== null).join('/')
}

/** Resolves structs to places against the live document and the update's own earlier structs. */
export class Places {
  readonly #doc: Y.Doc
  readonly #fresh: FreshStructs
  readonly #nameByRoot = new Map<unknown, string>()
  readonly #rootByName: ReadonlyMap<string, Y.AbstractType<unknown>>
  readonly #placeByStruct = new Map<Y.Item | Y.GC, Place | null>()
  readonly #listByStruct = new Map<Y.Item | Y.GC, Y.AbstractType<unknown> | null>()

  constructor(definition: DocumentDefinition, doc: Y.Doc, fresh: FreshStructs) {
    this.#doc = doc
    this.#fresh = fresh
    const roots = rootsOf(definition, doc)
    for (const [name, root] of roots) this.#nameByRoot.set(root, name)
    // Maps and texts alike; only what all types share is read.
    this.#rootByName = roots as ReadonlyMap<string, unknown> as ReadonlyMap<string, Y.AbstractType<unknown>>
  }

  /**
   * Walks the update in an order in which it can be integrated, so that each dependency has its place already: each
   * client's structs in turn, until one needs another client's; that one is told when it gets there.
   */
  resolveAll(): { items: PlacedItem[]; collected: number } | { reason: RefusalReason } {
    const items: PlacedItem[] = []
    let collected = 0
    /** By client: how far it is resolved. */
    const nextByClient = new Map<number, number>()
    const waitersByClient = new Map<number, { client: number; clock: number }[]>()
    const isResolved = (id: Y.ID) => {
      const kept = this.#fresh.keptByClient.get(id.client)
      const at = kept?.[nextByClient.get(id.client) ?? 0]
      return id.clock < (at ? at.struct.id.clock + at.offset : this.#fresh.end(id.client))
    }
    const ready = [...this.#fresh.keptByClient.keys()]
    for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
      const kept = this.#fresh.keptByClient.get(client) as KeptStruct[]
      let i = nextByClient.get(client) ?? 0
      for (; i < kept.length; i++) {
        const entry = kept[i] as KeptStruct
        const { struct } = entry
        if (!(struct instanceof Y.Item)) {
          this.#placeByStruct.set(struct, null)
          continue
        }
        const missing = dependenciesOf(struct).find((id) =>
          id.client === struct.id.client ? id.clock >= struct.id.clock : !isResolved(id),
        )
        if (missing) {
          if (missing.client === client) return { reason: 'gap' }
          const waiters = waitersByClient.get(missing.client) ?? []
          waiters.push({ client, clock: missing.clock })
          waitersByClient.set(missing.client, waiters)
          break
        }
        const place = this.#resolve(struct, entry.offset)
        if (place === 'unknown-place' || place === 'malformed') return { reason: place }
        this.#placeByStruct.set(struct, place)
        if (place) {
          const list = this.#listOf(struct, entry.offset)
          this.#listByStruct.set(struct, list)
          items.push({ item: struct, place, offset: entry.offset, list })
        } else {
          // Inside a removed record: the document keeps the clock, not the content.
          entry.struct = new Y.GC(struct.id, struct.length)
          this.#placeByStruct.set(entry.struct, null)
          collected++
        }
      }
      nextByClient.set(client, i)
      const waiters = waitersByClient.get(client)
      if (!waiters) continue
      const stillWaiting = waiters.filter((waiter) => !isResolved(new Y.ID(client, waiter.clock)))
      waitersByClient.set(client, stillWaiting)
      for (const waiter of waiters) if (!stillWaiting.includes(waiter)) ready.push(waiter.client)
    }
    for (const [client, kept] of this.#fresh.keptByClient) {
      if ((nextByClient.get(client) ?? 0) < kept.length) return { reason: 'gap' }
    }
    return { items, collected }
  }

  /** The place of a stored, live item; null when its container is being collected. */
  ofStored(item: Y.Item): Place | null {
    const container = this.#containerOfType(item.parent as Y.AbstractType<unknown>)
    return container && placeIn(container, item.parentSub)
  }

  #resolve(item: Y.Item, offset: number): Place | null | 'unknown-place' | 'malformed' {
    const { rightOrigin, parentSub } = item
    // Cut behind its known part, it goes where that part stands, whatever the bytes declare.
    const origin = offset > 0 ? new Y.ID(item.id.client, item.id.clock + offset - 1) : item.origin
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
      return this.#rootByName.has(parent) ? placeIn({ root: parent, key: null }, parentSub) : 'unknown-place'
    }
    if (!(parent instanceof Y.ID)) return 'malformed'
    const container = this.#containerOfId(parent)
    if (container === null) return null
    return container === 'malformed' ? container : placeIn(container, parentSub)
  }

  #listOf(item: Y.Item, offset: number): Y.AbstractType<unknown> | null {
    const { id, origin, rightOrigin } = item
    const parent = item.parent as unknown
    if (typeof parent === 'string') return this.#rootByName.get(parent) ?? null
    const neighbour = offset > 0 ? new Y.ID(id.client, id.clock + offset - 1) : (origin ?? rightOrigin)
    const leaning = neighbour ?? (parent as Y.ID)
    if (leaning.clock >= this.#fresh.known(leaning.client)) {
      const kept = this.#fresh.find(leaning.client, leaning.clock)
      return (neighbour && kept && this.#listByStruct.get(kept.struct)) ?? null
    }
    const stored = Y.getItem(this.#doc.store, leaning)
    return neighbour ? (stored.parent as Y.AbstractType<unknown>) : (stored.content as Y.ContentType).type
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

function dependenciesOf(item: Y.Item): Y.ID[] {
  // Decoded, not integrated: a nested parent stands as the id of its item.
  const parent = item.parent as unknown
  return [item.origin, item.rightOrigin, parent instanceof Y.ID ? parent : null].filter((id) => id !== null)
}

function placeIn(container: Container, sub: string | null): Place {
  return container.key === null
    ? { root: container.root, key: sub, field: null }
    : { root: container.root, key: container.key, field: sub ?? '' }
}
