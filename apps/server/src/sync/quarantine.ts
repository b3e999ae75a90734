/**
 * Opening what is stored. Bytes with a right checksum were proved when they were written; all others are loaded into
 * a document before anybody may write on top of them (R7). What can't be loaded whole is opened as far as it is
 * good, to be read and not written, and shown to the operator; the other documents don't notice (P21).
 */
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import type { DocumentStore, StoredDocument } from '../store/documents.ts'
import { Content } from './content.ts'

export interface Opened {
  stored: StoredDocument
  content: 'whole' | 'damaged'
}

export interface QuarantineDeps {
  documents: DocumentStore
  log: Logger
}

/** null: no such document. Rejects when nothing of it can be loaded. */
export async function openStored(
  { documents, log }: QuarantineDeps,
  address: DocumentAddress,
  isSuspect: boolean,
): Promise<Opened | null> {
  const stored = await documents.load(address)
  if (!stored) return null
  const isTrusted = stored.isProven && !isSuspect && !stored.isNoted
  const fault = stored.fault ?? (isTrusted ? null : faultOf(address, stored))
  const document = formatAddress(address)
  if (fault !== null || stored.isNoted) {
    const note = documents.noteFault(address, fault)
    note.catch((error: unknown) => log.error({ err: error, document }, 'fault not noted'))
  }
  if (fault === null) return { stored, content: 'whole' }
  log.error({ document, fault }, 'document damaged: opened to be read and not written')
  const rest = goodPart(stored.snapshot, stored.updates) ?? goodPart(await documents.lastGood(address), [])
  if (!rest) throw new Error(`nothing of ${document} can be loaded`)
  return { stored: { ...stored, ...rest, stateVector: null, deletions: null }, content: 'damaged' }
}

function faultOf({ kind }: DocumentAddress, stored: StoredDocument): string | null {
  const content = new Content(definitionsByKind[kind], stored)
  try {
    content.live()
    return null
  } catch (error) {
    return String(error)
  } finally {
    content.close()
  }
}

/** The snapshot with as much of the log as can be applied; null: not even the snapshot. */
function goodPart(
  snapshot: Uint8Array | null,
  updates: Uint8Array[],
): Pick<StoredDocument, 'snapshot' | 'updates'> | null {
  if (!snapshot) return null
  const doc = new Y.Doc()
  const isApplied = (update: Uint8Array) => {
    try {
      Y.applyUpdate(doc, update)
      return !doc.store.pendingStructs && !doc.store.pendingDs
    } catch {
      return false
    }
  }
  try {
    if (!isApplied(snapshot)) return null
    const bad = updates.findIndex((update) => !isApplied(update))
    return { snapshot, updates: bad < 0 ? updates : updates.slice(0, bad) }
  } finally {
    doc.destroy()
  }
}
