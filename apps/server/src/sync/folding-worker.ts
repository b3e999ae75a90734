/** The worker's side of folding.ts: one document after the other. */
import { parentPort } from 'node:worker_threads'
import type { DocumentKind } from '@sidegate/core/documents/address'
import { unpackAll } from '../store/packing.ts'
import { foldHere } from './folding.ts'

export interface FoldTask {
  id: number
  kind: DocumentKind
  /** Snapshot and updates, as store/packing.ts puts them together. */
  packed: Uint8Array
}

export type FoldResult = { id: number } & ({ folded: ReturnType<typeof foldHere> } | { fault: string })

parentPort?.on('message', ({ id, kind, packed }: FoldTask) => {
  const tell = (result: FoldResult) => parentPort?.postMessage(result)
  try {
    const parts = unpackAll(packed)
    if (!parts) throw new Error('not what was packed')
    tell({ id, folded: foldHere(kind, parts) })
  } catch (error) {
    tell({ id, fault: String(error) })
  }
})
