/**
 * What the disk holds, kept apart from the engine: each committed update goes into a document of its own at the moment
 * of its commit. Whatever the server tells anybody is held against this.
 */
import './randomness.ts'
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import * as Y from 'yjs'
import type { Append } from '../../../apps/server/src/store/documents.ts'

export interface Ledger {
  /** The document as it stands on disk. */
  docOf(address: DocumentAddress): Y.Doc
  /** A document that was founded, or founded anew, from its bytes. */
  founded(address: DocumentAddress, bytes: Uint8Array): void
  /** The same content under another epoch. */
  refounded(from: DocumentAddress, to: DocumentAddress, bytes: Uint8Array): void
  committed(batch: readonly Append[]): void
  /** What of an update the disk does not hold; null: it holds all of it. */
  lacks(address: DocumentAddress, update: Uint8Array): string | null
  isBound(address: DocumentAddress, client: number): boolean
  /** Called around each commit of a document. */
  aroundCommit: (append: Append, take: () => void) => void
  onRefounded: (from: DocumentAddress, to: DocumentAddress) => void
}

export function createLedger(): Ledger {
  const docs = new Map<string, Y.Doc>()
  const bound = new Map<string, Set<number>>()

  function docOf(address: DocumentAddress): Y.Doc {
    const doc = docs.get(formatAddress(address))
    if (!doc) throw new Error(`${formatAddress(address)} was never founded`)
    return doc
  }

  const ledger: Ledger = {
    docOf,
    founded(address, bytes) {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, bytes)
      docs.set(formatAddress(address), doc)
      bound.set(formatAddress(address), new Set())
    },
    committed(batch) {
      for (const append of batch) {
        const { address, update, clients } = append
        for (const client of clients) bound.get(formatAddress(address))?.add(client)
        if (update) ledger.aroundCommit(append, () => Y.applyUpdate(docOf(address), update))
      }
    },
    lacks(address, update) {
      const { store } = docOf(address)
      const { structs, ds } = Y.decodeUpdate(update)
      for (const struct of structs) {
        const { client, clock } = struct.id
        if (!(struct instanceof Y.Skip) && Y.getState(store, client) < clock + struct.length)
          return `struct ${client}:${clock}+${struct.length}`
      }
      for (const [client, ranges] of ds.clients) {
        for (const { clock, len } of ranges)
          if (!isDeleted(store, client, clock, len)) return `deletion ${client}:${clock}+${len}`
      }
      return null
    },
    isBound: (address, client) => bound.get(formatAddress(address))?.has(client) ?? false,
    refounded(from, to, bytes) {
      ledger.founded(to, bytes)
      ledger.onRefounded(from, to)
    },
    aroundCommit: (_append, take) => take(),
    onRefounded: () => undefined,
  }
  return ledger
}

function isDeleted(store: Y.Doc['store'], client: number, clock: number, length: number): boolean {
  const structs = store.clients.get(client)
  if (!structs || Y.getState(store, client) < clock + length) return false
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i]
    if (!struct || struct.id.clock >= clock + length) return true
    if (!struct.deleted) return false
  }
  return true
}
