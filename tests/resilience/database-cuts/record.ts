/**
 * Lets the real store commit real edits and writes down what lay on the disk when each of them was acknowledged.
 *
 * What SQLite promises, and what is recorded because of it (WAL, synchronous=FULL):
 * - a commit appends frames to the write-ahead log, the last one marked, and flushes the log before it returns. So
 *   whoever was told "saved" at commit k is safe once the log's first `end` bytes of that commit are whole;
 * - the database file changes in checkpoints alone, which copy pages of the log that is flushed already and flush the
 *   database before the log is begun anew, over the old bytes;
 * So a life is a row of generations of the log. Of each: the database as it was flushed when it began, the log's
 * bytes when it ended, and where in them each commit ends. Checkpoints are made here at known moments, and not by
 * SQLite in the middle of a commit, so that the bytes before and after can be kept.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type DocumentAddress, formatAddress } from '@sidegate/core/documents/address'
import { type OpenDocument, openDocument } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import * as Y from 'yjs'
import { firstAddress, foundCircle, freshBytes } from '../../../apps/server/src/seed/found.ts'
import { madeUpCircle } from '../../../apps/server/src/seed/made-up.ts'
import type { Append } from '../../../apps/server/src/store/documents.ts'
import { DATABASE, MASTER_KEY } from '../../../apps/server/src/store/folder.ts'
import { openStore, type Store } from '../../../apps/server/src/store/store.ts'
import { foldHere } from '../../../apps/server/src/sync/folding.ts'

/** Every plan's notes, by address. */
export type Words = ReadonlyMap<string, string>

export interface Commit {
  /** Bytes of the log that must be whole for it. */
  end: number
  /** What every plan says once it is on disk. */
  words: Words
}

export interface Generation {
  /** The database, flushed, when this log began. */
  database: Buffer
  /** What every plan says in it. */
  words: Words
  /** The log when it ended; behind the last commit are bytes of the generation before, if those were more. */
  log: Buffer
  /** The log's bytes when it began: it is begun over the old ones, or in an empty file. */
  old: Buffer
  commits: Commit[]
  /** The database after the checkpoint that ended it. */
  after: Buffer
}

export interface Life {
  key: Buffer
  generations: Generation[]
}

const NOW = Date.UTC(2026, 10, 22, 17)
const HANGOUTS = 3
// One transaction in so many is a compaction.
const COMPACT_EVERY = 17

interface Writer {
  address: DocumentAddress
  doc: Y.Doc
  open: OpenDocument<typeof plan>
  made: Uint8Array[]
}

/** `sizes`: how many commits each generation of the log has. */
export async function recordLife(workshop: string, sizes: number[], random: () => number): Promise<Life> {
  const dataDir = await mkdtemp(join(workshop, 'sidegate-life-'))
  const store = await openStore({ dataDir, now: () => NOW })
  try {
    const writers = await foundPlans(store)
    await pragma(store, 'wal_autocheckpoint = 0')
    await pragma(store, 'wal_checkpoint(truncate)')
    const file = join(dataDir, DATABASE)
    const generations: Generation[] = []
    let number = 0
    for (const [i, size] of sizes.entries()) {
      const database = await readFile(file)
      const old = await readFile(`${file}-wal`)
      const words = wordsOf(writers)
      const commits: Commit[] = []
      while (commits.length < size) {
        await write(store, writers, ++number, random)
        commits.push({ end: endOfLog(await readFile(`${file}-wal`)), words: wordsOf(writers) })
      }
      const log = await readFile(`${file}-wal`)
      // Every third begins in an empty file, the others over what was there.
      await pragma(store, `wal_checkpoint(${i % 3 === 2 ? 'truncate' : 'restart'})`)
      generations.push({ database, words, log, old, commits, after: await readFile(file) })
    }
    return { key: await readFile(join(dataDir, MASTER_KEY)), generations }
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true })
  }
}

async function foundPlans(store: Store): Promise<Writer[]> {
  const circle = madeUpCircle(1, { families: 3, hangouts: HANGOUTS }, { now: NOW, bytes: freshBytes })
  await foundCircle(store, circle, NOW)
  const writers: Writer[] = []
  for (const { id } of circle.hangouts) {
    const address = firstAddress('plan', id)
    const stored = await store.documents.load(address)
    const doc = new Y.Doc()
    for (const bytes of [...(stored?.snapshot ? [stored.snapshot] : []), ...(stored?.updates ?? [])])
      Y.applyUpdate(doc, bytes)
    const made: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => made.push(update))
    writers.push({ address, doc, open: openDocument(plan, doc), made })
  }
  return writers
}

/** One transaction of the store: edits of one plan or of several, or a log folded into a snapshot. */
async function write(store: Store, writers: Writer[], number: number, random: () => number): Promise<void> {
  const pick = () => writers[Math.floor(random() * writers.length)] as Writer
  if (number % COMPACT_EVERY === 0) {
    const { address, doc } = pick()
    const stored = await store.documents.load(address)
    await store.documents.compact(
      address,
      foldHere('plan', [Y.encodeStateAsUpdate(doc)]),
      stored?.lastSeq ?? 0,
    )
    return
  }
  const touched = new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, pick))
  const batch: Append[] = []
  for (const { address, doc, open, made } of touched) {
    open.change((edit) => edit.notes.splice(open.read().notes.length, 0, sentence(number, random)))
    const [update] = made.splice(0)
    if (!update) throw new Error('nothing was written')
    batch.push({ address, update, guardianId: 'gua_any', at: NOW, clients: [doc.clientID], owned: [] })
  }
  await store.documents.append(batch)
}

const sentence = (number: number, random: () => number) =>
  `${number}:${'x'.repeat(Math.floor(random() * 90))} `

const wordsOf = (writers: Writer[]): Words =>
  new Map(writers.map(({ address, open }) => [formatAddress(address), open.read().notes]))

const pragma = (store: Store, text: string) => store.sqlite.read((raw) => raw.exec(`pragma ${text}`))

const LOG_HEADER = 32
const FRAME_HEADER = 24

/** Where the newest generation's last frame ends: frames of an older one carry other salts. */
function endOfLog(log: Buffer): number {
  const pageSize = log.readUInt32BE(8)
  const salts = log.subarray(16, 24)
  let end = LOG_HEADER
  while (end + FRAME_HEADER + pageSize <= log.length && log.subarray(end + 8, end + 16).equals(salts))
    end += FRAME_HEADER + pageSize
  return end
}
