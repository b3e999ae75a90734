/** What an update brings that the document doesn't know yet: structs, contiguous from known state on, and deletions. */
import * as Y from 'yjs'
import type { RefusalReason } from './protocol.ts'
import type { DeletedRange, KeptStruct } from './update.ts'

/** The structs of an update that the document doesn't know yet, by client, contiguous from its known state on. */
export class FreshStructs {
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

/** `length` units of a stored, live item, from `clock` on. */
export interface DeletedContent {
  item: Y.Item
  clock: number
  length: number
}

/** The stored, live items that the ranges delete, and the ranges that still say something. null: a range past known state. */
export function liveDeletes(doc: Y.Doc, fresh: FreshStructs, deletes: DeletedRange[]) {
  const items: DeletedContent[] = []
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
          items.push({ item: struct as Y.Item, clock: at, length: stop - at })
          keep(client, at, stop - at)
        }
        at = stop
      }
    }
    if (at < end) keep(client, at, end - at)
  }
  return { items, ranges, trimmed }
}

/** Whether one of the ranges, ascending by client and clock, covers an id. */
export function isWithin(ranges: readonly DeletedRange[], { client, clock }: Y.ID): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = ranges[middle] as DeletedRange
    if (client < range.client || (client === range.client && clock < range.clock)) high = middle - 1
    else if (client > range.client || clock >= range.clock + range.length) low = middle + 1
    else return true
  }
  return false
}
