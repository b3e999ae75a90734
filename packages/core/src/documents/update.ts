/**
 * The bytes of an update (Yjs, version 1): decoded whole before anything is judged, and written anew when a part was
 * taken away. Decoding is our own, so that it ends at the first byte that no document has: Yjs would make a thousand
 * sub-documents, or a list as deep as the stack, before anyone could count them.
 */
import * as Y from 'yjs'

export interface DeletedRange {
  client: number
  clock: number
  length: number
}

export interface Section {
  client: number
  /** Clocks follow each other without a gap, as they do in the bytes. */
  structs: (Y.Item | Y.GC)[]
}

export interface DecodedUpdate {
  sections: Section[]
  /** Ascending by client and clock, without overlap. */
  deletes: DeletedRange[]
}

/** A struct to keep, without its first `offset` units, which are known already. */
export interface KeptStruct {
  struct: Y.Item | Y.GC
  offset: number
}

export type DecodeFault = 'malformed' | 'too-big' | 'bad-value'

// Yjs makes client ids of 32 bits.
const MAX_CLIENT = 0xffff_ffff
// 2^53 needs eight bytes. Padding is refused in any length; enough of it makes Yjs read NaN.
const MAX_VAR_UINT_BYTES = 8
// Above that lib0 writes a float.
const MAX_INTEGER = 0x7fff_ffff
// Text typed and deleted again through a whole offline day; and no clock ever comes near where numbers end.
const MAX_UNITS = 1_000_000

// The first byte of a struct: five bits of content kind, three of what follows.
const KIND = 0b0001_1111
const HAS_KEY = 0b0010_0000
const HAS_RIGHT = 0b0100_0000
const HAS_LEFT = 0b1000_0000
const GC = 0
const DELETED = 1
const STRING = 4
const TYPE = 7
const ANY = 8
/** JSON, binary, embed, format, sub-document: content of Yjs that no document of ours has. */
const FOREIGN = new Set([2, 3, 5, 6, 9])
// The first byte of a plain value.
const VALUE_BY_BYTE = new Map<number, unknown>([
  [126, null],
  [121, false],
  [120, true],
])
const INTEGER = 125
const TEXT = 119
const OBJECT = 118
// An answer's fields; no document of ours has more, and none has a list or an object within.
const MAX_KEYS = 16

const MAP_TYPE = 1
const LAST_TYPE = 6

/** Bytes that are no update; thrown within this file only, where it would otherwise be passed up at every byte. */
class NotAnUpdate extends Error {
  readonly fault: DecodeFault
  constructor(fault: DecodeFault) {
    super(fault)
    this.fault = fault
  }
}

/** `limit`: most structs and deletions together. Nothing is applied, so nothing can be half applied (R15). */
export function decodeUpdate(bytes: Uint8Array, limit: number): DecodedUpdate | DecodeFault {
  try {
    return new Reader(bytes).readUpdate(limit)
  } catch (error) {
    if (error instanceof NotAnUpdate) return error.fault
    // A text that is no UTF-8.
    return 'malformed'
  }
}

// Up to here a loop is faster than the call of a decoder.
const SHORT_TEXT = 24

class Reader {
  readonly #bytes: Uint8Array
  /** Yjs's own, for long texts; it reads on where we are. */
  readonly #texts: Y.UpdateDecoderV1
  readonly #at: { arr: Uint8Array; pos: number }
  #units = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#at = { arr: bytes, pos: 0 }
    // It needs nothing of lib0's decoder but these two.
    this.#texts = new Y.UpdateDecoderV1(this.#at as ConstructorParameters<typeof Y.UpdateDecoderV1>[0])
  }

  readUpdate(limit: number): DecodedUpdate {
    const sections: Section[] = []
    const count = this.#uint()
    const seen = count > 1 ? new Set<number>() : null
    let size = 0
    for (let i = 0; i < count; i++) {
      const structCount = this.#uint()
      const client = this.#client()
      // Yjs lets the second section of a client overwrite the first: what is judged must be what is applied.
      if (structCount === 0 || seen?.has(client)) fail('malformed')
      seen?.add(client)
      size += structCount
      if (size > limit) fail('too-big')
      sections.push({ client, structs: this.#structs(client, structCount) })
    }
    const deletes = this.#deletes(limit - size)
    if (this.#at.pos !== this.#bytes.length) fail('malformed')
    return { sections, deletes }
  }

  #structs(client: number, count: number): (Y.Item | Y.GC)[] {
    const structs: (Y.Item | Y.GC)[] = []
    let clock = this.#uint()
    for (let i = 0; i < count; i++) {
      const struct = this.#struct(new Y.ID(client, clock))
      // A zero length makes a document that no newcomer can load (R13).
      if (struct.length === 0) fail('malformed')
      this.#units += struct.length
      if (this.#units > MAX_UNITS) fail('too-big')
      clock += struct.length
      if (!Number.isSafeInteger(clock)) fail('malformed')
      structs.push(struct)
    }
    return structs
  }

  #struct(id: Y.ID): Y.Item | Y.GC {
    const info = this.#byte()
    if ((info & KIND) === GC) return new Y.GC(id, this.#uint())
    const origin = info & HAS_LEFT ? this.#id() : null
    const right = info & HAS_RIGHT ? this.#id() : null
    let parent: Y.ID | string | null = null
    let sub: string | null = null
    if (!origin && !right) {
      const isRoot = this.#uint()
      // Yjs takes every number but 1 for a nested parent, and writes 0.
      if (isRoot > 1) fail('malformed')
      parent = isRoot === 1 ? this.#text() : this.#id()
      if (info & HAS_KEY) sub = this.#text()
    }
    const content = this.#content(info & KIND)
    // Until it is integrated, a root stands as its name and a nested parent as the id of its item.
    return new Y.Item(id, null, origin, null, right, parent as unknown as Y.ID, sub, content)
  }

  #content(kind: number): Y.Item['content'] {
    switch (kind) {
      case STRING:
        return new Y.ContentString(this.#plainText())
      case ANY:
        return new Y.ContentAny(this.#plainValues())
      case DELETED:
        return new Y.ContentDeleted(this.#uint())
      case TYPE: {
        const type = this.#uint()
        if (type !== MAP_TYPE) fail(type <= LAST_TYPE ? 'bad-value' : 'malformed')
        return new Y.ContentType(new Y.Map())
      }
      default:
        // A Skip among them: it says that something is missing, and nothing may be.
        return fail(FOREIGN.has(kind) ? 'bad-value' : 'malformed')
    }
  }

  #plainValues(): unknown[] {
    const count = this.#uint()
    const values: unknown[] = []
    for (let i = 0; i < count; i++) {
      const kind = this.#byte()
      values.push(kind === OBJECT ? this.#object() : this.#scalar(kind))
    }
    return values
  }

  #object(): Record<string, unknown> {
    const count = this.#uint()
    if (count > MAX_KEYS) fail('bad-value')
    const object: Record<string, unknown> = {}
    for (let i = 0; i < count; i++) {
      const key = this.#text()
      // It would become the prototype: read here, gone from the next snapshot. So would the first of two of one name.
      if (key === '__proto__' || Object.hasOwn(object, key)) fail('bad-value')
      object[key] = this.#scalar(this.#byte())
    }
    return object
  }

  /** Not undefined: a default would pass for it. Nor fractions, big integers, bytes and lists, which no field has. */
  #scalar(kind: number): unknown {
    if (kind === TEXT) return this.#plainText()
    if (kind === INTEGER) return this.#int()
    const value = VALUE_BY_BYTE.get(kind)
    return value === undefined ? fail('bad-value') : value
  }

  #int(): number {
    const first = this.#byte()
    const sign = first & 64 ? -1 : 1
    let value = first & 63
    if (first < 128) return sign * value
    let factor = 64
    for (let i = 1; i <= MAX_VAR_UINT_BYTES; i++) {
      const byte = this.#byte()
      value += (byte & 127) * factor
      if (byte < 128) return byte > 0 && value <= MAX_INTEGER ? sign * value : fail('malformed')
      factor *= 128
    }
    return fail('malformed')
  }

  #deletes(limit: number): DeletedRange[] {
    const deletes: DeletedRange[] = []
    const clients = this.#uint()
    let isSorted = true
    let before = -1
    const seen = clients > 1 ? new Set<number>() : null
    for (let i = 0; i < clients; i++) {
      const client = this.#client()
      if (seen?.has(client)) fail('malformed')
      seen?.add(client)
      if (client < before) isSorted = false
      before = client
      const count = this.#uint()
      if (count === 0) fail('malformed')
      if (deletes.length + count > limit) fail('too-big')
      let end = 0
      for (let n = 0; n < count; n++) {
        const clock = this.#uint()
        const length = this.#uint()
        // Said twice, it would count twice.
        if (clock < end || length === 0) fail('malformed')
        end = clock + length
        if (!Number.isSafeInteger(end)) fail('malformed')
        deletes.push({ client, clock, length })
      }
    }
    return isSorted ? deletes : deletes.sort((a, b) => a.client - b.client || a.clock - b.clock)
  }

  #id(): Y.ID {
    return new Y.ID(this.#client(), this.#uint())
  }

  #client(): number {
    const client = this.#uint()
    return client <= MAX_CLIENT ? client : fail('malformed')
  }

  #byte(): number {
    const byte = this.#bytes[this.#at.pos++]
    return byte === undefined ? fail('malformed') : byte
  }

  #uint(): number {
    const first = this.#byte()
    if (first < 128) return first
    let value = first & 127
    let factor = 128
    for (let i = 1; i < MAX_VAR_UINT_BYTES; i++) {
      const byte = this.#byte()
      value += (byte & 127) * factor
      if (byte < 128) return byte > 0 && value <= Number.MAX_SAFE_INTEGER ? value : fail('malformed')
      factor *= 128
    }
    return fail('malformed')
  }

  /** No NUL in what people read: databases and programs take it for the end. */
  #plainText(): string {
    const text = this.#text()
    return text.includes('\0') ? fail('bad-value') : text
  }

  #text(): string {
    const at = this.#at.pos
    const length = this.#uint()
    const start = this.#at.pos
    const end = start + length
    if (end > this.#bytes.length) fail('malformed')
    if (length <= SHORT_TEXT) {
      let text = ''
      let i = start
      for (; i < end; i++) {
        const byte = this.#bytes[i] as number
        if (byte >= 128) break
        text += String.fromCharCode(byte)
      }
      if (i === end) {
        this.#at.pos = end
        return text
      }
    }
    this.#at.pos = at
    return this.#texts.readString()
  }
}

function fail(fault: DecodeFault): never {
  throw new NotAnUpdate(fault)
}

/** The reverse of decodeUpdate. Structs of one client must be contiguous. */
export function encodeUpdate(
  structsByClient: Map<number, readonly KeptStruct[]>,
  deletes: readonly DeletedRange[],
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
