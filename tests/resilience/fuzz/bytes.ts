/** The bytes of an update (Yjs, version 1), written by hand: also what Yjs itself would never write. */
import * as encoding from 'lib0/encoding'

export type Id = readonly [client: number, clock: number]

/** Content as it stands on the wire: its number in the format, and what writes it. */
export interface Content {
  ref: number
  /** How many clocks it takes when it is honest. */
  length: number
  write(encoder: encoding.Encoder): void
}

export type Struct =
  | {
      kind: 'item'
      content: Content
      origin: Id | null
      right: Id | null
      parent: string | Id
      sub: string | null
    }
  | { kind: 'gc' | 'skip'; length: number }

export interface Section {
  client: number
  clock: number
  structs: Struct[]
  /** What the bytes say of how many structs follow, where that is not so. */
  said?: number
}

export interface Deletion {
  client: number
  clock: number
  length: number
}

const HAS_SUB = 0x20
const HAS_RIGHT = 0x40
const HAS_ORIGIN = 0x80
const REF_SKIP = 10

export function encodeSections(sections: Section[], deletions: Deletion[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, sections.length)
    for (const { client, clock, structs, said } of sections) {
      encoding.writeVarUint(encoder, said ?? structs.length)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      for (const struct of structs) writeStruct(encoder, struct)
    }
    const byClient = Map.groupBy(deletions, ({ client }) => client)
    encoding.writeVarUint(encoder, byClient.size)
    for (const [client, ranges] of byClient) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, ranges.length)
      for (const { clock, length } of ranges) {
        encoding.writeVarUint(encoder, clock)
        encoding.writeVarUint(encoder, length)
      }
    }
  })
}

function writeStruct(encoder: encoding.Encoder, struct: Struct) {
  if (struct.kind !== 'item') {
    encoding.writeUint8(encoder, struct.kind === 'gc' ? 0 : REF_SKIP)
    encoding.writeVarUint(encoder, struct.length)
    return
  }
  const { content, origin, right, parent, sub } = struct
  encoding.writeUint8(
    encoder,
    content.ref | (origin ? HAS_ORIGIN : 0) | (right ? HAS_RIGHT : 0) | (sub === null ? 0 : HAS_SUB),
  )
  if (origin) writeId(encoder, origin)
  if (right) writeId(encoder, right)
  if (!origin && !right) {
    encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0)
    if (typeof parent === 'string') encoding.writeVarString(encoder, parent)
    else writeId(encoder, parent)
    if (sub !== null) encoding.writeVarString(encoder, sub)
  }
  content.write(encoder)
}

function writeId(encoder: encoding.Encoder, [client, clock]: Id) {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

export const deleted = (length: number): Content => ({
  ref: 1,
  length,
  write: (encoder) => encoding.writeVarUint(encoder, length),
})

export const json = (texts: string[]): Content => ({
  ref: 2,
  length: texts.length,
  write(encoder) {
    encoding.writeVarUint(encoder, texts.length)
    for (const text of texts) encoding.writeVarString(encoder, text)
  },
})

export const binary = (bytes: Uint8Array): Content => ({
  ref: 3,
  length: 1,
  write: (encoder) => encoding.writeVarUint8Array(encoder, bytes),
})

export const string = (text: string): Content => ({
  ref: 4,
  length: text.length,
  write: (encoder) => encoding.writeVarString(encoder, text),
})

export const embed = (text: string): Content => ({
  ref: 5,
  length: 1,
  write: (encoder) => encoding.writeVarString(encoder, text),
})

export const format = (key: string, value: string): Content => ({
  ref: 6,
  length: 1,
  write(encoder) {
    encoding.writeVarString(encoder, key)
    encoding.writeVarString(encoder, value)
  },
})

/** 0 array, 1 map, 2 text, 3 element, 4 fragment, 5 hook, 6 xml text; what is beyond no Yjs knows. */
export const type = (ref: number, name = 'p'): Content => ({
  ref: 7,
  length: 1,
  write(encoder) {
    encoding.writeVarUint(encoder, ref)
    if (ref === 3 || ref === 5) encoding.writeVarString(encoder, name)
  },
})

export const any = (values: unknown[]): Content => ({
  ref: 8,
  length: values.length,
  write(encoder) {
    encoding.writeVarUint(encoder, values.length)
    // lib0 names what it writes; that is what is asked of it here.
    for (const value of values) encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1])
  },
})

export const subdocument = (guid: string, options: Record<string, unknown>): Content => ({
  ref: 9,
  length: 1,
  write(encoder) {
    encoding.writeVarString(encoder, guid)
    encoding.writeAny(encoder, options as Parameters<typeof encoding.writeAny>[1])
  },
})

/** A content number that is none, with some bytes behind it. */
export const unknown = (ref: number, bytes: Uint8Array): Content => ({
  ref,
  length: 1,
  write: (encoder) => encoding.writeUint8Array(encoder, bytes),
})
