/** What an update brings that the document doesn't know yet: structs, contiguous from known state on, and deletions. */
import * as Y from 'yjs'
import type { PlacedItem } from './place.ts'
import type { RefusalReason } from './protocol.ts'
import type { DeletedRange, KeptStruct, Section } from './update.ts'

/** A struct that the document doesn't know yet. */
export interface FreshStruct extends KeptStruct {
  /** Where it stands, once that is resolved; null: collected, or not resolved yet. */
  placed: PlacedItem | null
}

/** The fresh structs of one client. */
export interface FreshClient {
  client: number
  /** The first clock that the document doesn't hold, and the first that neither it nor this update holds. */
  known: number
  end: number
  structs: FreshStruct[]
  /** How many of them are resolved. */
  resolved: number
}

/** The structs of an update that the document doesn't know yet, by client, contiguous from its known state on. */
export class FreshStructs {
  readonly byClient = new Map<number, FreshClient>()
  /** Whether something known was taken away. */
  trimmed = false
  size = 0
  readonly #doc: Y.Doc

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  add({ client, structs }: Section): FreshClient | RefusalReason | null {
    const known = Y.getState(this.#doc.store, client)
    let end = known
    const kept: FreshStruct[] = []
    for (const struct of structs) {
      const { clock } = struct.id
      const stop = clock + struct.length
      if (stop <= known) {
        this.trimmed = true
        continue
      }
      if (clock > end) return 'gap'
      if (clock < end) this.trimmed = true
      kept.push({ struct, offset: end - clock, placed: null })
      end = stop
    }
    if (kept.length === 0) return null
    const fresh: FreshClient = { client, known, end, structs: kept, resolved: 0 }
    this.byClient.set(client, fresh)
    this.size += kept.length
    return fresh
  }

  /** The first clock of a client that the document doesn't hold. */
  known(client: number): number {
    return this.byClient.get(client)?.known ?? Y.getState(this.#doc.store, client)
  }

  /** The fresh struct that covers a clock; undefined: the document's, or nobody's. */
  find({ client, clock }: Y.ID): FreshStruct | undefined {
    const fresh = this.byClient.get(client)
    if (!fresh || clock < fresh.known || clock >= fresh.end) return undefined
    const { structs } = fresh
    let low = 0
    let high = structs.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (clock < (structs[middle] as FreshStruct).struct.id.clock) high = middle - 1
      else low = middle
    }
    return structs[low]
  }
}

/**
 * The stored, live items that the ranges delete, and the ranges that still say something. null: a range past known
 * state. `moves`: how many neighbours Yjs moves in its lists when it cuts these items and merges what is left.
 */
export function liveDeletes(doc: Y.Doc, fresh: FreshStructs, deletes: DeletedRange[]) {
  const items: { item: Y.Item; length: number }[] = []
  const ranges: DeletedRange[] = []
  let trimmed = false
  let moves = 0
  const keep = (client: number, clock: number, length: number) => {
    const last = ranges.at(-1)
    if (last && last.client === client && last.clock + last.length === clock) last.length += length
    else ranges.push({ client, clock, length })
  }
  for (const { client, clock, length } of deletes) {
    const stop = clock + length
    const known = fresh.known(client)
    if (stop > (fresh.byClient.get(client)?.end ?? known)) return null
    const structs = doc.store.clients.get(client)
    let at = clock
    if (structs && clock < known) {
      let i = Y.findIndexSS(structs, clock)
      const isCut = structs[i]?.id.clock !== clock
      if (isCut) moves += structs.length - i
      let isRun = false
      for (; at < stop && i < structs.length; i++) {
        const struct = structs[i] as Y.Item | Y.GC
        const end = Math.min(struct.id.clock + struct.length, stop)
        // A run of neighbours becomes one, all that follow move up.
        const joins = follows(structs[i - 1], struct) && (at > clock || structs[i - 1]?.deleted === true)
        if (joins && !isRun) moves += structs.length - i
        isRun = joins
        if (struct.deleted) trimmed = true
        else {
          items.push({ item: struct as Y.Item, length: end - at })
          keep(client, at, end - at)
        }
        at = end
      }
      const next = structs[i]
      if (next && (next.id.clock < stop || (next.deleted && follows(structs[i - 1], next))))
        moves += structs.length - i
    }
    if (at < stop) keep(client, at, stop - at)
  }
  return { items, ranges, trimmed, moves }
}

/** Whether one of the ranges, ascending by client and clock, covers `length` units from an id on. */
export function isWithin(ranges: readonly DeletedRange[], { client, clock }: Y.ID, length: number): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = ranges[middle] as DeletedRange
    if (client < range.client || (client === range.client && clock < range.clock)) high = middle - 1
    else if (client > range.client || clock >= range.clock + range.length) low = middle + 1
    else return clock + length <= range.clock + range.length
  }
  return false
}

/** Whether Yjs makes one of two neighbours in a client's list, once both are deleted. */
function follows(left: Y.Item | Y.GC | undefined, right: Y.Item | Y.GC): boolean {
  if (!(left instanceof Y.Item && right instanceof Y.Item) || left.right !== right) return false
  const { origin } = right
  return (
    origin !== null &&
    origin.client === left.id.client &&
    origin.clock === left.id.clock + left.length - 1 &&
    Y.compareIDs(left.rightOrigin, right.rightOrigin)
  )
}
