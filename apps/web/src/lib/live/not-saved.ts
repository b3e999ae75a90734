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

/** Adds words to a list that may hold some of them already: two tabs may hand over the same ones. */
export function addWords(list: NotSaved[], words: NotSaved[]): NotSaved[] {
  const idOf = ({ path, client, clock }: NotSaved) => `${path} ${client} ${clock}`
  const ids = new Set(list.map(idOf))
  return [...list, ...words.filter((word) => !ids.has(idOf(word)))]
}

/** Takes the unsent words of this document's older epochs into the present store, as words; then the old copies go (R9). */
export async function collectStaleWords(
  definition: DocumentDefinition,
  { account, address, into }: { account: string; address: DocumentAddress; into: LocalStore },
): Promise<void> {
  for (const { epoch, installation } of await listStores(account, `${address.kind}/${address.id}`)) {
    if (epoch >= address.epoch) continue
    const old = await openLocalStore(account, { ...address, epoch }, installation)
    const rows = await old.load()
    const known = Y.encodeStateAsUpdate(new Y.Doc())
    const words = wordsOf(definition, { known, rows, unkept: [], reason: 'outdated' })
    await into.changeNotSaved((list) => addWords(list, [...old.notSaved, ...words]))
    await old.wipe()
  }
}
