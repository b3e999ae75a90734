/**
 * An item names its neighbours as its author had them: nothing stood between its origin and its right origin then.
 * Whoever names two that are far apart makes every phone search all that lies between, for each such item, at each
 * load (an update of 63 kB took seconds), and no host can take it away again. So between two neighbours may stand
 * only what the author can't have had: items of others on which neither this item, nor the two that it names, nor the
 * author's earlier ones lean. (An item that stands before one and leans to the left of what that one leans on would be
 * woven in elsewhere by a phone that loads everything at once.) Honest items are next to each other, up to what others wrote meanwhile; that is found in a step or two.
 *
 * To know what lies between two items of which one comes with this very update, the update is woven into the stored
 * lists as Yjs will weave it (Item.integrate), in the same order, but aside: what is stored is never written to.
 */
import * as Y from 'yjs'
import type { FreshStructs } from './fresh-structs.ts'
import type { PlacedItem } from './place.ts'
import type { RefusalReason } from './protocol.ts'

/** A part of an item that an update brings or cuts, with what Yjs looks at. */
class Piece {
  readonly id: Y.ID
  readonly origin: Y.ID | null
  readonly rightOrigin: Y.ID | null
  right: Node | null
  /** The neighbours that its own author had when they last wrote beside it; undefined: it was stored, or is a rest. */
  seenLeft: Node | null | undefined
  seenRight: Node | null | undefined

  constructor(id: Y.ID, origin: Y.ID | null, rightOrigin: Y.ID | null, right: Node | null) {
    this.id = id
    this.origin = origin
    this.rightOrigin = rightOrigin
    this.right = right
  }
}

/** A stored item stands for itself, up to where it is cut. */
type Node = Y.Item | Piece

/** What an author must have had: by client id, the clock below which everything. */
interface Leanings {
  known: Map<number, number>
  /** How many of the author's structs are counted. */
  counted: number
}

export class Adjacency {
  /** Items walked over so far. */
  steps = 0
  /** Neighbours that Yjs moves in its lists when it cuts stored items. */
  moves = 0
  /** Of a key's values the item that was woven in last is the newest, so the one that counts. */
  isOnTop = false
  readonly #mostSteps: number
  readonly #doc: Y.Doc
  readonly #fresh: FreshStructs
  readonly #leaningsByAuthor = new Map<number, Leanings>()
  /** What follows a stored item now, where something was woven in or cut. */
  readonly #rightByStored = new Map<Y.Item, Node | null>()
  readonly #firstByList = new Map<Y.AbstractType<unknown>, Map<string | null, Node>>()
  /** By item, ascending: the parts behind a cut; of a fresh item all its parts. */
  readonly #piecesByItem = new Map<Y.Item, Piece[]>()
  #woven = 0

  constructor(doc: Y.Doc, fresh: FreshStructs, mostSteps: number) {
    this.#doc = doc
    this.#fresh = fresh
    this.#mostSteps = mostSteps
  }

  /** Takes the items in the order in which Yjs integrates them. */
  weave(placed: PlacedItem): RefusalReason | null {
    const { item, offset, spot } = placed
    const { client } = item.id
    const { rightOrigin } = item
    const origin = offset > 0 ? new Y.ID(client, item.id.clock + offset - 1) : item.origin
    const isLast = ++this.#woven === this.#fresh.size
    this.isOnTop = false
    // Somebody types in the middle of a word: nothing to look at, and nothing comes after.
    if (isLast && origin && rightOrigin && this.#areInside(origin, rightOrigin)) return null

    // The right one first: cut later, it could cut the left one short.
    const right = rightOrigin && this.#from(rightOrigin)
    const left = origin && this.#upTo(origin)
    const next = left ? this.#after(left) : this.#first(spot.list, spot.sub)
    let before = left
    if (next !== right) {
      const problem = isSeen(client, left, right) ? null : this.#checkBetween(client, { left, next, right })
      if (problem) return problem
      before = this.#findLeft(item.id, origin, rightOrigin, { left, next, right })
    }
    if (this.steps > this.#mostSteps) return 'too-big'
    this.isOnTop = (before ? this.#after(before) : this.#first(spot.list, spot.sub)) === null
    if (isLast) return null

    const id = offset > 0 ? new Y.ID(client, item.id.clock + offset) : item.id
    const piece = new Piece(id, origin, rightOrigin, null)
    piece.seenLeft = left
    piece.seenRight = right
    if (isPieceOf(left, client)) left.seenRight = piece
    if (isPieceOf(right, client)) right.seenLeft = piece
    this.#piecesByItem.set(item, [piece])
    if (before) {
      piece.right = this.#after(before)
      this.#setAfter(before, piece)
    } else {
      piece.right = this.#first(spot.list, spot.sub)
      this.#setFirst(spot.list, spot.sub, piece)
    }
    return null
  }

  /** Two that follow each other within one stored item, so that nothing can stand between them. */
  #areInside(origin: Y.ID, right: Y.ID): boolean {
    if (origin.client !== right.client || origin.clock + 1 !== right.clock) return false
    const item = this.#itemAt(origin)
    return right.clock < item.id.clock + item.length && !this.#piecesByItem.has(item)
  }

  #checkBetween(
    author: number,
    { left, next, right }: { left: Node | null; next: Node | null; right: Node | null },
  ): RefusalReason | null {
    const known = this.#leaningsOf(author)
    // Whoever has an item has what its own author leaned on.
    const leanedOn = [left?.rightOrigin, right?.origin, right?.rightOrigin]
    const isLeanedOn = ({ client, clock }: Y.ID) =>
      leanedOn.some((id) => id && id.client === client && clock <= id.clock)
    for (let node = next; node !== right; node = this.#after(node)) {
      // The right one stands left of the left one.
      if (node === null) return 'malformed'
      const { client, clock } = node.id
      if (client === author || clock < (known.get(client) ?? 0) || isLeanedOn(node.id)) return 'malformed'
      if (++this.steps > this.#mostSteps) return 'too-big'
    }
    return null
  }

  /** The conflict resolution of Item.integrate: after whom it comes, among others at the same spot. */
  #findLeft(
    id: Y.ID,
    origin: Y.ID | null,
    rightOrigin: Y.ID | null,
    { left, next, right }: { left: Node | null; next: Node | null; right: Node | null },
  ): Node | null {
    let before = left
    const conflicting = new Set<Node>()
    const walked = new Set<Node>()
    for (let node = next; node !== null && node !== right; node = this.#after(node)) {
      this.steps++
      walked.add(node)
      conflicting.add(node)
      if (Y.compareIDs(origin, node.origin)) {
        if (node.id.client < id.client) {
          before = node
          conflicting.clear()
        } else if (Y.compareIDs(rightOrigin, node.rightOrigin)) break
      } else {
        const ahead = node.origin && this.#nodeAt(node.origin)
        if (!ahead || !walked.has(ahead)) break
        if (!conflicting.has(ahead)) {
          before = node
          conflicting.clear()
        }
      }
    }
    return before
  }

  #leaningsOf(author: number): ReadonlyMap<number, number> {
    let leanings = this.#leaningsByAuthor.get(author)
    if (!leanings) {
      leanings = { known: new Map(), counted: 0 }
      this.#leaningsByAuthor.set(author, leanings)
    }
    const { known } = leanings
    const lean = (id: Y.ID | null) => {
      if (id && (known.get(id.client) ?? 0) <= id.clock) known.set(id.client, id.clock + 1)
    }
    const fresh = this.#fresh.byClient.get(author)
    // Up to the one that is being woven.
    for (; fresh && leanings.counted <= fresh.resolved; leanings.counted++) {
      const { struct, offset = 0 } = fresh.structs[leanings.counted] ?? {}
      if (!(struct instanceof Y.Item)) continue
      // Behind its known part it leans on that part.
      if (offset === 0) lean(struct.origin)
      lean(struct.rightOrigin)
    }
    return known
  }

  /** The node that ends with this unit; cut there if need be. */
  #upTo(id: Y.ID): Node {
    const item = this.#itemAt(id)
    const pieces = this.#piecesByItem.get(item)
    const i = lastAt(pieces, id.clock)
    const node = pieces?.[i] ?? item
    const end = pieces?.[i + 1]?.id.clock ?? item.id.clock + item.length
    if (id.clock + 1 < end) this.#cut(item, node, i, id.clock + 1)
    return node
  }

  /** The node that begins with this unit; cut there if need be. */
  #from(id: Y.ID): Node {
    const item = this.#itemAt(id)
    const pieces = this.#piecesByItem.get(item)
    const i = lastAt(pieces, id.clock)
    const node = pieces?.[i] ?? item
    return node.id.clock === id.clock ? node : this.#cut(item, node, i, id.clock)
  }

  #nodeAt(id: Y.ID): Node {
    const item = this.#itemAt(id)
    const pieces = this.#piecesByItem.get(item)
    return pieces?.[lastAt(pieces, id.clock)] ?? item
  }

  /** Each node that is leaned upon stands in a place, so it is an item, not a collected struct. */
  #itemAt(id: Y.ID): Y.Item {
    return (this.#fresh.find(id)?.struct ?? Y.getItem(this.#doc.store, id)) as Y.Item
  }

  #cut(item: Y.Item, node: Node, i: number, clock: number): Piece {
    const { client } = item.id
    const rest = new Piece(
      new Y.ID(client, clock),
      new Y.ID(client, clock - 1),
      node.rightOrigin,
      this.#after(node),
    )
    this.#setAfter(node, rest)
    if (node instanceof Piece) {
      rest.seenRight = node.seenRight
      node.seenRight = rest
    }
    this.moves += this.#doc.store.clients.get(client)?.length ?? 0
    const pieces = this.#piecesByItem.get(item)
    if (pieces) pieces.splice(i + 1, 0, rest)
    else this.#piecesByItem.set(item, [rest])
    return rest
  }

  #after(node: Node): Node | null {
    if (node instanceof Piece || this.#rightByStored.size === 0) return node.right
    const right = this.#rightByStored.get(node)
    return right === undefined ? node.right : right
  }

  #setAfter(node: Node, right: Node) {
    if (node instanceof Piece) node.right = right
    else this.#rightByStored.set(node, right)
  }

  #first(list: Y.AbstractType<unknown>, sub: string | null): Node | null {
    const woven = this.#firstByList.get(list)?.get(sub)
    if (woven) return woven
    if (sub === null) return list._start
    let item = list._map.get(sub) ?? null
    while (item?.left) {
      item = item.left
      this.steps++
    }
    return item
  }

  #setFirst(list: Y.AbstractType<unknown>, sub: string | null, node: Node) {
    const firsts = this.#firstByList.get(list)
    if (firsts) firsts.set(sub, node)
    else this.#firstByList.set(list, new Map([[sub, node]]))
  }
}

/**
 * Whether the author, having looked between two neighbours once in this update, writes beside what they wrote there: by
 * then all that lies between is known to be others', however often they come back.
 */
function isSeen(author: number, left: Node | null, right: Node | null): boolean {
  return (
    (isPieceOf(left, author) && left.seenRight === right) ||
    (isPieceOf(right, author) && right.seenLeft === left)
  )
}

const isPieceOf = (node: Node | null, author: number): node is Piece =>
  node instanceof Piece && node.id.client === author

/** The last piece that begins at or before a clock; -1: none. */
function lastAt(pieces: readonly Piece[] | undefined, clock: number): number {
  let low = 0
  let high = (pieces?.length ?? 0) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (((pieces as Piece[])[middle] as Piece).id.clock <= clock) low = middle + 1
    else high = middle - 1
  }
  return high
}
