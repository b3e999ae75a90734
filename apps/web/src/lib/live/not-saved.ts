/** The "not saved" list: words of edits that the server will not take, kept for their author. */
import type { DocumentAddress } from '@sidegate/core/documents/address'
import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import * as Y from 'yjs'
import { listStores } from './local-index.ts'
import { type LocalStore, type NotSaved, openLocalStore, type StoredUpdate } from './local-store.ts'
import { unsentWords } from './unsent-words.ts'

/** The words of unsent rows, and of edits that never reached the store; `known` is what else one knows of the document. */
export function wordsOf(
  definition: DocumentDefinition,
  {
    known,
    rows,
    unkept,
    reason,
  }: { known: Uint8Array; rows: StoredUpdate[]; unkept: Uint8Array[]; reason: string },
): NotSaved[] {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, known)
  for (const { update } of rows) Y.applyUpdate(doc, update)
  const unsent = rows.flatMap((row) => (row.unsent ? [row.update] : []))
  return unsentWords(definition, doc, [...unsent, ...unkept], reason)
}

/** Tells one part of the list from another, in every tab. */
export const idOfWords = ({ path, client, clock }: NotSaved) => `${path} ${client} ${clock}`

/** Adds words to a list that may hold some of them already: two tabs may hand over the same ones. */
export function addWords(list: NotSaved[], words: NotSaved[]): NotSaved[] {
  const ids = new Set(list.map(idOfWords))
  return [...list, ...words.filter((word) => !ids.has(idOfWords(word)))]
}

export function withoutWords(list: NotSaved[], words: NotSaved[]): NotSaved[] {
  const ids = new Set(words.map(idOfWords))
  return list.filter((word) => !ids.has(idOfWords(word)))
}

/** The newest epoch of a document that this phone knows of: facts kept for a visit without a network may be older. */
export async function newestEpoch(account: string, { kind, id, epoch }: DocumentAddress): Promise<number> {
  const stores = await listStores(account, `${kind}/${id}`)
  return Math.max(epoch, ...stores.map((store) => store.epoch))
}

/** Takes the unsent words of this document's older epochs into the present store, as words; then the old copies go (R9). */
export async function collectStaleWords(
  definition: DocumentDefinition,
  { account, address, into }: { account: string; address: DocumentAddress; into: LocalStore },
): Promise<void> {
  for (const { epoch, installation } of await listStores(account, `${address.kind}/${address.id}`)) {
    if (epoch >= address.epoch) continue
    const old = await openLocalStore(account, { ...address, epoch }, installation)
    const known = Y.encodeStateAsUpdate(new Y.Doc())
    await old.load()
    // By starting it anew: what another tab would still write into it is not kept there, so that tab has the words.
    await old.renew((rows) => wordsOf(definition, { known, rows, unkept: [], reason: 'outdated' }))
    await handOver(old, into)
  }
}

/** Moves a store's "not saved" list to the one that takes its place; the old one goes when the words are safe. */
export async function handOver(old: LocalStore, into: LocalStore): Promise<void> {
  const words = old.notSaved
  await into.changeNotSaved((list) => addWords(list, words))
  if (into.kept || words.length === 0) await old.wipe()
  else await old.close()
}
