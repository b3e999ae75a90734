/**
 * An item names its neighbours as its author had them: nothing stood between its origin and its right origin then.
 * Whoever names two that are far apart makes every phone search all that lies between, for each such item, at each
 * load (an update of 63 kB took seconds), and no host can take it away again. So between two stored neighbours may
 * stand only what the author can't have had: items of others on which neither this item nor the author's earlier
 * ones lean. Honest items are next to each other, up to what others wrote meanwhile; that is found in a step or two.
 */
import * as Y from 'yjs'
import type { FreshStructs } from './fresh-structs.ts'
import { type Place, type PlacedItem, pathOf } from './places.ts'

// What others wrote at one spot while a phone was away: a long evening of a whole class.
const MAX_STEPS = 100_000
// Items whose neighbours can't be looked up before they are applied: two tabs' words, or a socket lost in mid-word.
const MAX_UNSURE = 300

const START = 'start'
const END = 'end'

export class Adjacency {
  readonly #doc: Y.Doc
  readonly #fresh: FreshStructs
  /** By author and neighbour: what the author has put right after, and right before it, in this update. */
  readonly #nextByNeighbour = new Map<string, string>()
  readonly #previousByNeighbour = new Map<string, string>()
  /** By author and client id: the clocks below which the author must have had everything. */
  readonly #knownByAuthor = new Map<number, Map<number, number>>()
  #steps = 0
  #unsure = 0

  constructor(doc: Y.Doc, fresh: FreshStructs) {
    this.#doc = doc
    this.#fresh = fresh
  }

  /** Takes the items in an order in which they can be integrated. */
  isHonest({ item, place, offset, list }: PlacedItem): boolean {
    const author = item.id.client
    const first = new Y.ID(author, item.id.clock + offset)
    const last = new Y.ID(author, item.id.clock + item.length - 1)
    const origin = offset > 0 ? new Y.ID(author, first.clock - 1) : item.origin
    const right = item.rightOrigin
    this.#lean(author, origin)
    this.#lean(author, right)

    const spot = pathOf(place)
    const key = (id: Y.ID | null, otherwise: string) =>
      `${author} ${id ? `${id.client}:${id.clock}` : `${spot} ${otherwise}`}`
    const left = key(origin, START)
    const rest = key(right, END)
    const isNeighbour = this.#areNeighbours(author, origin, right, { left, rest, list, place })

    this.#nextByNeighbour.set(left, key(first, START)).set(key(last, START), rest)
    this.#previousByNeighbour.set(rest, key(last, END)).set(key(first, END), left)
    return isNeighbour
  }

  #areNeighbours(
    author: number,
    origin: Y.ID | null,
    right: Y.ID | null,
    at: { left: string; rest: string; list: Y.AbstractType<unknown> | null; place: Place },
  ): boolean {
    const next = this.#nextByNeighbour.get(at.left)
    const previous = this.#previousByNeighbour.get(at.rest)
    const hasOwn = next !== undefined || previous !== undefined
    if (hasOwn && (next ?? at.rest) === at.rest && (previous ?? at.left) === at.left) return true
    const isInside = origin?.client === author && right?.client === author && right.clock === origin.clock + 1
    if (isInside) return true
    const isFresh = this.#isFresh(origin) || this.#isFresh(right)
    if ((hasOwn || isFresh) && ++this.#unsure > MAX_UNSURE) return false
    if (isFresh) return true
    return this.#areNeighboursInStore(author, origin, right, at)
  }

  /** Walks the stored list from the origin to the right origin, over what the author can't have had. */
  #areNeighboursInStore(
    author: number,
    origin: Y.ID | null,
    right: Y.ID | null,
    { list, place }: { list: Y.AbstractType<unknown> | null; place: Place },
  ): boolean {
    let item: Y.Item | null
    let clock: number
    if (origin) {
      const holder = Y.getItem(this.#doc.store, origin)
      const isInside = origin.clock + 1 < holder.id.clock + holder.length
      item = isInside ? holder : holder.right
      clock = isInside ? origin.clock + 1 : (item?.id.clock ?? 0)
    } else {
      item = list && firstOf(list, place)
      clock = item?.id.clock ?? 0
    }
    const known = this.#knownByAuthor.get(author)
    while (item) {
      if (right?.client === item.id.client && right.clock === clock) return true
      const isOwn = item.id.client === author
      if (isOwn || clock < (known?.get(item.id.client) ?? 0)) return false
      if (++this.#steps > MAX_STEPS) return false
      item = item.right
      clock = item?.id.clock ?? 0
    }
    return right === null
  }

  #lean(author: number, id: Y.ID | null) {
    if (!id) return
    let known = this.#knownByAuthor.get(author)
    if (!known) {
      known = new Map()
      this.#knownByAuthor.set(author, known)
    }
    known.set(id.client, Math.max(known.get(id.client) ?? 0, id.clock + 1))
  }

  #isFresh(id: Y.ID | null): boolean {
    return id !== null && id.clock >= this.#fresh.known(id.client)
  }
}

function firstOf(list: Y.AbstractType<unknown>, { key, field }: Place): Y.Item | null {
  if (key === null) return list._start
  let item = list._map.get(field ?? key) ?? null
  while (item?.left) item = item.left
  return item
}
