/**
 * An update as bare Yjs decodes it, for the slow judge: nothing of the gate's own reading, so that a fault there shows
 * when the two disagree. It also says what Yjs passes over in silence.
 */
import * as Y from 'yjs'

export type Struct = Y.Item | Y.GC | Y.Skip

export interface BareUpdate {
  structs: Struct[]
  deletes: { client: number; clock: number; length: number }[]
}

/** null: not an update, or one that no client writes. */
export function bareDecode(bytes: Uint8Array): BareUpdate | null {
  let rest: { pos: number; arr: Uint8Array } | undefined
  const sections: number[] = []
  let deleteSections = 0
  let isStrange = false
  class WatchedDecoder extends Y.UpdateDecoderV1 {
    constructor(decoder: ConstructorParameters<typeof Y.UpdateDecoderV1>[0]) {
      super(decoder)
      rest = decoder
    }

    override readClient() {
      const client = super.readClient()
      sections.push(client)
      return client
    }

    override readParentInfo() {
      // Yjs takes every number but 1 for a nested parent, and writes 0.
      if (rest && (rest.arr[rest.pos] ?? 0) > 1) isStrange = true
      return super.readParentInfo()
    }

    override resetDsCurVal() {
      deleteSections++
    }
  }
  let decoded: ReturnType<typeof Y.decodeUpdate>
  try {
    decoded = Y.decodeUpdateV2(bytes, WatchedDecoder as never)
  } catch {
    // Whatever the decoder stumbles over, the bytes are not an update.
    return null
  }
  if (!rest || rest.pos !== rest.arr.length || isStrange) return null
  // What Yjs reads and writes again is as long as it was, or it passed something over: padding, a key `__proto__`.
  if (Y.diffUpdate(bytes, Uint8Array.of(0)).length !== bytes.length) return null
  const structs = decoded.structs as Struct[]
  // Of two sections of one client Yjs applies the second; of one without structs nobody hears.
  const withStructs = new Set(structs.map((struct) => struct.id.client))
  if (sections.length !== withStructs.size) return null
  if (deleteSections !== decoded.ds.clients.size) return null
  const deletes = [...decoded.ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, clock, length: len })),
  )
  const isSound = [...structs.map(({ id, length }) => ({ ...id, length })), ...deletes].every(
    ({ client, clock, length }) =>
      client <= 0xffff_ffff && length > 0 && Number.isSafeInteger(clock + length),
  )
  const isTwice = deletes.some((range, i) => {
    const before = deletes[i - 1]
    return before?.client === range.client && range.clock < before.clock + before.length
  })
  return isSound && !isTwice ? { structs, deletes } : null
}
