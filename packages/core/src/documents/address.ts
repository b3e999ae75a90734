/** Where a document lives: its kind, the id of the thing it is about, and the epoch in which it was founded. */
export type DocumentKind = 'plan' | 'play' | 'board'

export interface DocumentAddress {
  kind: DocumentKind
  /** plan and play: the hangout's id; board: the circle's id. */
  id: string
  /** Counts re-foundings, from 1. A wrong epoch is never merged (R9). */
  epoch: number
}

const ADDRESS = /^(plan|play|board)\/((?:han|cir)_[0-9A-Za-z]{22})\/([1-9][0-9]{0,8})$/

export function formatAddress(address: DocumentAddress): string {
  return `${address.kind}/${address.id}/${address.epoch}`
}

export function parseAddress(text: string): DocumentAddress | null {
  const match = ADDRESS.exec(text)
  if (!match) return null
  const [, kind, id, epoch] = match as unknown as [string, DocumentKind, string, string]
  if (id.startsWith(kind === 'board' ? 'han_' : 'cir_')) return null
  return { kind, id, epoch: Number(epoch) }
}
