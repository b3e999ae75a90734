/** The bytes of an update (Yjs, version 1): decoded whole before anything is judged, and written anew when a part was taken away. */
import * as Y from 'yjs'

export type Struct = Y.Item | Y.GC | Y.Skip

export interface DeletedRange {
  client: number
  clock: number
  length: number
}

export interface DecodedUpdate {
  /** By client id; clocks ascend as they stand in the bytes. */
  structsByClient: Map<number, Struct[]>
  /** Ascending by client and clock, without overlap. */
  deletes: DeletedRange[]
}

/** A struct to keep, without its first `offset` units, which are known already. */
export interface KeptStruct {
  struct: Y.Item | Y.GC
  offset: number
}

const MAX_CLIENT = 0xffff_ffff

/** null when the bytes are not exactly one update. Nothing is applied, so nothing can be half applied (R15). */
export function decodeUpdate(bytes: Uint8Array): DecodedUpdate | null {
  let rest: { pos: number; arr: Uint8Array } | undefined
  /** The client of each section of structs. */
  const sections: number[] = []
  class WholeDecoder extends Y.UpdateDecoderV1 {
    constructor(decoder: ConstructorParameters<typeof Y.UpdateDecoderV1>[0]) {
      super(decoder)
      rest = decoder
    }

    override readClient() {
      const client = super.readClient()
      sections.push(client)
      return client
    }
  }
  let decoded: ReturnType<typeof Y.decodeUpdate>
  try {
    decoded = Y.decodeUpdateV2(bytes, WholeDecoder as never)
  } catch {
    // Whatever the decoder stumbles over, the bytes are not an update; the caller tells the sender so.
    return null
  }
  if (!rest || rest.pos !== rest.arr.length) return null

  const structsByClient = new Map<number, Struct[]>()
  for (const struct of decoded.structs as Struct[]) {
    if (!isUnit(struct.id.client, struct.id.clock, struct.length)) return null
    const structs = structsByClient.get(struct.id.client)
    if (structs) structs.push(struct)
    else structsByClient.set(struct.id.client, [struct])
  }
  // Yjs lets the second section of a client overwrite the first: what is judged must be what is applied.
  if (sections.length !== structsByClient.size) return null
  const deletes: DeletedRange[] = []
  for (const [client, ranges] of decoded.ds.clients) {
    for (const { clock, len } of ranges) {
      if (!isUnit(client, clock, len)) return null
      deletes.push({ client, clock, length: len })
    }
  }
  deletes.sort((a, b) => a.client - b.client || a.clock - b.clock)
  const isTwice = deletes.some((range, i) => {
    const before = deletes[i - 1]
    return before?.client === range.client && range.clock < before.clock + before.length
  })
  return isTwice ? null : { structsByClient, deletes }
}

/** A zero length makes a document that no newcomer can load (R13). */
function isUnit(client: number, clock: number, length: number): boolean {
  return client <= MAX_CLIENT && length > 0 && Number.isSafeInteger(clock + length)
}

/** The reverse of decodeUpdate. Structs of one client must be contiguous. */
export function encodeUpdate(
  structsByClient: Map<number, KeptStruct[]>,
  deletes: DeletedRange[],
): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  // Every count of the format is a plain varUint, which is what writeLen writes.
  const clients = [...structsByClient].filter(([, kept]) => kept.length > 0).sort(([a], [b]) => b - a)
  encoder.writeLen(clients.length)
  for (const [client, kept] of clients) {
    const first = kept[0] as KeptStruct
    encoder.writeLen(kept.length)
    encoder.writeClient(client)
    encoder.writeLen(first.struct.id.clock + first.offset)
    for (const { struct, offset } of kept) struct.write(encoder, offset)
  }
  const rangesByClient = Map.groupBy(deletes, (range) => range.client)
  encoder.writeLen(rangesByClient.size)
  for (const [client, ranges] of rangesByClient) {
    encoder.writeLen(client)
    encoder.writeLen(ranges.length)
    for (const { clock, length } of ranges) {
      encoder.writeLen(clock)
      encoder.writeLen(length)
    }
  }
  return encoder.toUint8Array()
}
