/** Phones for tests: replicas of one document that act apart and meet again, with no server between. */
import * as Y from 'yjs'
import type { DocumentDefinition } from '../documents/definition.ts'
import { type OpenDocument, openDocument } from '../documents/open.ts'

export interface Replica<D extends DocumentDefinition> {
  doc: Y.Doc
  open: OpenDocument<D>
  /** Updates made here, in order. */
  sent: Uint8Array[]
}

export function replica<D extends DocumentDefinition>(
  definition: D,
  clientId: number,
  from?: Y.Doc,
): Replica<D> {
  const doc = new Y.Doc()
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
  // After the load: Yjs takes a new id when it meets its own in received structs.
  doc.clientID = clientId
  const sent: Uint8Array[] = []
  doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
    if (transaction.local) sent.push(update)
  })
  return { doc, open: openDocument(definition, doc), sent }
}

/** Both ways, until both know all. */
export function meet(a: Y.Doc, b: Y.Doc) {
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)))
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)))
}

/** A made-up but well-formed id: `recordId(7)`, `familyId(7)`. */
export const recordId = (n: number) => String(n).padStart(22, '0')
export const familyId = (n: number) => `fam_${recordId(n)}`
export const kidId = (n: number) => `kid_${recordId(n)}`
export const guardianId = (n: number) => `gua_${recordId(n)}`
