/**
 * A zip, taken apart within bounds. What it says that it unpacks to is asked before anything is unpacked, and no entry
 * gets more room than it said: a bomb is either seen here or never goes off.
 */
import { inflateRawSync } from 'node:zlib'

const LOCAL = 0x04034b50
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8
const END = 0x06054b50
const ENTRY = 0x02014b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LONGEST_COMMENT = 65_535

export interface ZipEntry {
  path: string
  method: number
  packed: number
  unpacked: number
  /** Where it begins. */
  at: number
}

/** Null: the bytes are no whole zip. (Zip64 is none: no class list is that large.) */
export function zipEntries(bytes: Uint8Array): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end === null) return null
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  const entries: ZipEntry[] = []
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY) return null
    const nameLength = view.getUint16(at + 28, true)
    const next = at + ENTRY_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > bytes.length) return null
    const name = bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength)
    entries.push({
      path: new TextDecoder().decode(name),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    })
    at = next
  }
  return entries
}

/** Null: it is not what it says. */
export function unpack(bytes: Uint8Array, { method, packed, unpacked, at }: ZipEntry): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (at + LOCAL_BYTES > bytes.length || view.getUint32(at, true) !== LOCAL) return null
  const start = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (start + packed > bytes.length) return null
  const content = bytes.subarray(start, start + packed)
  if (method === STORED) return content.length === unpacked ? content : null
  if (method !== DEFLATED) return null
  try {
    const whole = inflateRawSync(content, { maxOutputLength: Math.max(1, unpacked) })
    return whole.length === unpacked ? whole : null
  } catch (error) {
    // Damaged, or longer than it said.
    if (error instanceof Error) return null
    throw error
  }
}

/** A zip that packs nothing: for a reader which only takes one. */
export function zipUnpacked(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = []
  const entries: Uint8Array[] = []
  let offset = 0
  for (const [path, content] of files) {
    const name = new TextEncoder().encode(path)
    const local = headOf(LOCAL, LOCAL_BYTES, 18, content.length, name)
    const entry = headOf(ENTRY, ENTRY_BYTES, 20, content.length, name)
    new DataView(entry.buffer).setUint32(42, offset, true)
    entries.push(entry)
    parts.push(local, content)
    offset += local.length + content.length
  }
  const size = entries.reduce((sum, { length }) => sum + length, 0)
  const end = new DataView(new ArrayBuffer(END_BYTES))
  end.setUint32(0, END, true)
  end.setUint16(8, files.size, true)
  end.setUint16(10, files.size, true)
  end.setUint32(12, size, true)
  end.setUint32(16, offset, true)
  return new Uint8Array(Buffer.concat([...parts, ...entries, new Uint8Array(end.buffer)]))
}

/** The head of a file, or of its entry: the same but for where the sizes stand; the name's length follows them. */
function headOf(mark: number, length: number, at: number, size: number, name: Uint8Array) {
  const bytes = new Uint8Array(length + name.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, mark, true)
  view.setUint32(at, size, true)
  view.setUint32(at + 4, size, true)
  view.setUint16(at + 8, name.length, true)
  bytes.set(name, length)
  return bytes
}

function endOf(view: DataView): number | null {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (view.getUint32(at, true) === END) return at
  return null
}
