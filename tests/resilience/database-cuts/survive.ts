/** Opens what a power cut left with the real store, and says what is wrong with it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAddress } from '@sidegate/core/documents/address'
import { openDocument } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import * as Y from 'yjs'
import { DATABASE, MASTER_KEY } from '../../../apps/server/src/store/folder.ts'
import { inspect } from '../../../apps/server/src/store/inspect.ts'
import { openStore, type Store } from '../../../apps/server/src/store/store.ts'
import { whyUnsound } from '../../../apps/server/src/sync/sound.ts'
import type { Cut } from './cuts.ts'
import type { Words } from './record.ts'

export interface Survival {
  /** Empty: it opened, is whole, and holds what was acknowledged. */
  faults: string[]
  /** Which of `allowed` was found. */
  found: number
}

export async function survive(cut: Cut, key: Buffer, dataDir: string): Promise<Survival> {
  const file = join(dataDir, DATABASE)
  mkdirSync(dataDir, { mode: 0o700 })
  writeFileSync(join(dataDir, MASTER_KEY), key, { mode: 0o600 })
  writeFileSync(file, cut.database, { mode: 0o600 })
  if (cut.log.length > 0) writeFileSync(`${file}-wal`, cut.log, { mode: 0o600 })
  if (cut.index) writeFileSync(`${file}-shm`, cut.index, { mode: 0o600 })
  try {
    const store = await openStore({ dataDir, now: Date.now })
    try {
      const faults = await store.sqlite.read((raw) => inspect(raw, { key, whyUnsound }).faults)
      const addresses = [...(cut.allowed[0]?.keys() ?? [])]
      const words = await readWords(store, addresses)
      const found = cut.allowed.findIndex((allowed) => isSame(allowed, words))
      const lost =
        found < 0 ? [`other words than those that were acknowledged: ${difference(cut, words)}`] : []
      return {
        faults: [...faults.map(({ says }) => says), ...lost, ...(await goOn(store, addresses))],
        found,
      }
    } finally {
      await store.close()
    }
  } catch (error) {
    return { faults: [`not opened: ${error instanceof Error ? error.message : error}`], found: -1 }
  } finally {
    rmSync(dataDir, { recursive: true })
  }
}

async function readWords(store: Store, addresses: string[]): Promise<Words> {
  const words = new Map<string, string>()
  for (const text of addresses) words.set(text, (await load(store, text)).open.read().notes)
  return words
}

async function load(store: Store, text: string) {
  const address = parseAddress(text)
  const stored = address && (await store.documents.load(address))
  if (!stored) throw new Error(`${text} is not there`)
  const doc = new Y.Doc()
  for (const update of [...(stored.snapshot ? [stored.snapshot] : []), ...stored.updates])
    Y.applyUpdate(doc, update)
  return { address, doc, open: openDocument(plan, doc) }
}

/** The house takes one more edit, and has it. */
async function goOn(store: Store, addresses: string[]): Promise<string[]> {
  const { address, doc, open } = await load(store, addresses[0] ?? '')
  const before = Y.encodeStateVector(doc)
  open.change((edit) => edit.notes.splice(0, 0, 'and on'))
  const update = Y.encodeStateAsUpdate(doc, before)
  await store.documents.append([
    { address, update, guardianId: 'gua_after', at: Date.now(), clients: [doc.clientID], owned: [] },
  ])
  const again = await load(store, addresses[0] ?? '')
  return again.open.read().notes.startsWith('and on') ? [] : ['an edit after it was not kept']
}

const isSame = (a: Words, b: Words) =>
  a.size === b.size && [...a].every(([address, text]) => b.get(address) === text)

const difference = ({ allowed }: Cut, words: Words) =>
  [...words]
    .map(([address, text]) => `${address} ${text.length} of ${allowed[0]?.get(address)?.length}`)
    .join(', ')
