/**
 * Folding a log into a snapshot, and proving that the snapshot is the same document before anything else goes (R13).
 * It takes as long as it takes, so it runs in a worker (folding-worker.ts), where no socket waits for it.
 */
import type { DocumentKind } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { openDocument } from '@sidegate/core/documents/open'
import * as Y from 'yjs'
import type { Snapshot } from '../store/documents.ts'

/** Rejects when the result is not provably the same document. */
export type FoldDocument = (kind: DocumentKind, parts: Uint8Array[]) => Promise<Snapshot>

/** `parts`: a snapshot and the updates after it. Applied in one transaction; merging them would take for ever. */
export function foldHere(kind: DocumentKind, parts: Uint8Array[]): Snapshot {
  const before = docOf(parts)
  const folded = encode(before)
  const after = docOf([folded.bytes])
  const again = encode(after)
  const isSame =
    Buffer.compare(folded.stateVector, again.stateVector) === 0 &&
    Buffer.compare(folded.deletions, again.deletions) === 0 &&
    readOf(kind, before) === readOf(kind, after)
  before.destroy()
  after.destroy()
  if (!isSame) throw new Error('the snapshot reads differently')
  return folded
}

function docOf(parts: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const part of parts) Y.applyUpdate(doc, part)
  })
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error('gaps')
  return doc
}

function encode(doc: Y.Doc): Snapshot {
  const stateVector = Y.encodeStateVector(doc)
  return {
    bytes: Y.encodeStateAsUpdate(doc),
    stateVector,
    deletions: Y.encodeStateAsUpdate(doc, stateVector),
  }
}

const readOf = (kind: DocumentKind, doc: Y.Doc) =>
  JSON.stringify(openDocument(definitionsByKind[kind], doc).read())
