/** Where the structs of an update stand, resolved against the live document without applying them. */
import * as Y from 'yjs'
import type { DocumentDefinition } from './definition.ts'
import type { FreshClient, FreshStruct, FreshStructs } from './fresh-structs.ts'
import { rootsOf } from './open.ts'
import type { Place, PlacedItem, Spot } from './place.ts'
import type { RefusalReason } from './protocol.ts'

/** What holds a struct: a root, or the record at a key of a root. */
interface Container {
  root: string
  key: string | null
  list: Y.AbstractType<unknown>
}

interface Roots {
  definition: DocumentDefinition
  byName: ReadonlyMap<string, Container>
  byType: ReadonlyMap<unknown, Container>
}

// A document keeps its root types for life, and is judged against at each keystroke.
const rootsByDoc = new WeakMap<Y.Doc, Roots>()

function containersOf(definition: DocumentDefinition, doc: Y.Doc): Roots {
  const known = rootsByDoc.get(doc)
  if (known?.definition === definition) return known
  const containers = [...rootsOf(definition, doc)].map(
    // Maps and texts alike; only what all types share is read.
    ([root, type]): Container => ({ root, key: null, list: type as unknown as Y.AbstractType<unknown> }),
  )
  const roots: Roots = {
    definition,
    byName: new Map(containers.map((container) => [container.root, container])),
    byType: new Map(containers.map((container) => [container.list, container])),
  }
  rootsByDoc.set(doc, roots)
  return roots
}

/** Resolves structs to places against the live document and the update's own earlier structs. */
export class Places {
  readonly #doc: Y.Doc
  readonly #fresh: FreshStructs
  readonly #roots: Roots
  /** The stored record looked at last: neighbours mostly share it. */
  #lastType: unknown
  #lastContainer: Container | null = null

  constructor(definition: DocumentDefinition, doc: Y.Doc, fresh: FreshStructs) {
    this.#doc = doc
    this.#fresh = fresh
    this.#roots = containersOf(definition, doc)
  }

  /**
   * Walks the update in the order in which Yjs integrates it, so that each dependency has its place already: the
   * client with the highest id first, and one struct of another client whenever that is waited for. `take` is told
   * each item that stands somewhere; what it returns ends the walk. Inside removed records an item becomes a
   * collected struct: the document keeps the clock, not the content.
   */
  resolveAll(take: (placed: PlacedItem) => RefusalReason | null): RefusalReason | { collected: number } {
    let collected = 0
    const clients = [...this.#fresh.byClient.values()]
    if (clients.length > 1) clients.sort((a, b) => b.client - a.client)
    for (const client of clients) {
      const waiting = [client]
      for (let current = waiting.at(-1); current; current = waiting.at(-1)) {
        const entry = current.structs[current.resolved]
        if (!entry) {
          waiting.pop()
          continue
        }
        const { struct } = entry
        if (struct instanceof Y.Item) {
          const missing = this.#missing(struct, entry.offset)
          if (missing === 'gap') return missing
          if (missing) {
            // Two that wait for each other wait for ever.
            if (waiting.includes(missing)) return 'gap'
            waiting.push(missing)
            continue
          }
          const spot = this.#resolve(struct, entry.offset)
          if (spot === 'unknown-place' || spot === 'malformed') return spot
          if (spot) {
            entry.placed = { item: struct, spot, offset: entry.offset }
            const problem = take(entry.placed)
            if (problem) return problem
          } else {
            entry.struct = new Y.GC(struct.id, struct.length)
            collected++
          }
        }
        current.resolved++
        // One struct is what was waited for, most often; whoever waits looks again.
        if (waiting.length > 1) waiting.pop()
      }
    }
    return { collected }
  }

  /** The place of a stored, live item; null when its container is being collected. */
  ofStored(item: Y.Item): Place | null {
    const container = this.#containerOfType(item.parent as Y.AbstractType<unknown>)
    return container && placeIn(container, item.parentSub)
  }

  /** Whose struct an item waits for; null: nobody's; 'gap': one that never comes. */
  #missing(item: Y.Item, offset: number): FreshClient | null | 'gap' {
    // Decoded, not integrated: a nested parent stands as the id of its item.
    const parent = item.parent as unknown
    const left = item.origin && this.#waitsFor(item, item.origin)
    const right = item.rightOrigin && this.#waitsFor(item, item.rightOrigin)
    const above = parent instanceof Y.ID ? this.#waitsFor(item, parent) : null
    if (left === 'gap' || right === 'gap' || above === 'gap') return 'gap'
    // Cut behind its known part, it leans on that part, whatever else its bytes declare.
    return offset > 0 ? right : (left ?? right ?? above)
  }

  #waitsFor(item: Y.Item, { client, clock }: Y.ID): FreshClient | null | 'gap' {
    if (client === item.id.client) return clock < item.id.clock ? null : 'gap'
    const fresh = this.#fresh.byClient.get(client)
    if (!fresh) return clock < Y.getState(this.#doc.store, client) ? null : 'gap'
    if (clock >= fresh.end) return 'gap'
    const next = fresh.structs[fresh.resolved]
    return !next || clock < next.struct.id.clock + next.offset ? null : fresh
  }

  #resolve(item: Y.Item, offset: number): Spot | null | 'unknown-place' | 'malformed' {
    const { rightOrigin } = item
    // Cut behind its known part, it goes where that part stands, whatever the bytes declare.
    const origin = offset > 0 ? new Y.ID(item.id.client, item.id.clock + offset - 1) : item.origin
    if (origin || rightOrigin) {
      const left = origin && this.#spotOf(origin)
      const right = rightOrigin && this.#spotOf(rightOrigin)
      if ((origin && !left) || (rightOrigin && !right)) return null
      // Neighbours of one list, or the list would be torn.
      if (left && right && (left.list !== right.list || left.sub !== right.sub)) return 'malformed'
      const spot = (left ?? right) as Spot
      // In a map a value is set after the one before it, never before another.
      return rightOrigin && spot.sub !== null ? 'malformed' : spot
    }
    // Decoded, not integrated: a root stands as its name.
    const parent = item.parent as unknown
    const container =
      typeof parent === 'string'
        ? (this.#roots.byName.get(parent) ?? 'unknown-place')
        : this.#containerOfId(parent as Y.ID)
    return typeof container === 'string' || container === null ? container : spotIn(container, item.parentSub)
  }

  #spotOf(id: Y.ID): Spot | null {
    const fresh = this.#fresh.find(id)
    if (fresh) return fresh.placed?.spot ?? null
    const stored = Y.getItem(this.#doc.store, id) as Y.Item | Y.GC
    if (!(stored instanceof Y.Item)) return null
    const container = this.#containerOfType(stored.parent as Y.AbstractType<unknown>)
    return container && spotIn(container, stored.parentSub)
  }

  /** The record that an item holds. A parent that holds none is nothing an honest client writes. */
  #containerOfId(id: Y.ID): Container | null | 'malformed' {
    const fresh: FreshStruct | undefined = this.#fresh.find(id)
    const struct = fresh?.struct ?? (Y.getItem(this.#doc.store, id) as Y.Item | Y.GC)
    if (!(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted) return null
    if (!(struct.content instanceof Y.ContentType)) return 'malformed'
    const place = fresh ? (fresh.placed?.spot.place ?? null) : this.ofStored(struct)
    if (!place) return null
    if (place.field !== null || place.key === null) return 'malformed'
    return { root: place.root, key: place.key, list: struct.content.type }
  }

  #containerOfType(type: Y.AbstractType<unknown>): Container | null {
    if (type === this.#lastType) return this.#lastContainer
    this.#lastType = type
    this.#lastContainer = this.#roots.byType.get(type) ?? this.#recordOf(type)
    return this.#lastContainer
  }

  #recordOf(type: Y.AbstractType<unknown>): Container | null {
    const item = type._item
    if (!item || item.deleted || item.parentSub === null) return null
    const root = this.#roots.byType.get(item.parent)
    return root ? { root: root.root, key: item.parentSub, list: type } : null
  }
}

function placeIn({ root, key }: Container, sub: string | null): Place {
  return key === null ? { root, key: sub, field: null } : { root, key, field: sub ?? '' }
}

function spotIn(container: Container, sub: string | null): Spot {
  return { place: placeIn(container, sub), list: container.list, sub }
}
