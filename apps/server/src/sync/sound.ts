/** Whether a stored document is whole: what the doctor, a backup and a restore ask of each. */
import type { DocumentKind } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { openDocument } from '@sidegate/core/documents/open'
import * as Y from 'yjs'

/**
 * Loads a snapshot and the log after it, reads it, and loads it once more as a newcomer would get it. null: all is
 * well; else what isn't, as the end of a sentence that begins with the document.
 */
export function whyUnsound(
  kind: DocumentKind,
  snapshot: Uint8Array | null,
  updates: readonly Uint8Array[],
): string | null {
  const doc = new Y.Doc()
  const newcomer = new Y.Doc()
  try {
    const open = openDocument(definitionsByKind[kind], doc)
    if (snapshot && !takes(doc, [snapshot])) return 'has a snapshot that is damaged'
    if (isWaiting(doc)) return 'has a snapshot with gaps'
    if (!takes(doc, updates)) return 'has a log that is damaged'
    if (isWaiting(doc)) return 'has a log with gaps'
    const read = JSON.stringify(open.read())
    const copy = openDocument(definitionsByKind[kind], newcomer)
    if (!takes(newcomer, [Y.encodeStateAsUpdate(doc)]) || isWaiting(newcomer))
      return "can't be loaded by a newcomer"
    return JSON.stringify(copy.read()) === read ? null : 'reads differently to a newcomer'
  } finally {
    doc.destroy()
    newcomer.destroy()
  }
}

/** false: the bytes are none that Yjs takes. */
function takes(doc: Y.Doc, updates: readonly Uint8Array[]): boolean {
  try {
    // One transaction: 10,000 updates take 18 ms instead of a second.
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update)
    })
    return true
  } catch {
    return false
  }
}

const isWaiting = ({ store }: Y.Doc) => store.pendingStructs !== null || store.pendingDs !== null
