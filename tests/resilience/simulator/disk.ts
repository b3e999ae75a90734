/**
 * The disk of a run: the real store on a real SQLite in memory, with time between a wish and its fulfilment, and with
 * faults. A process that dies leaves what was committed, whether it heard of it or not.
 */
import './randomness.ts'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import type { Append, DocumentStore, Snapshot } from '../../../apps/server/src/store/documents.ts'
import { createDocumentStore } from '../../../apps/server/src/store/documents.ts'
import { createHistoryStore, type HistoryStore } from '../../../apps/server/src/store/history.ts'
import { migrate } from '../../../apps/server/src/store/migrations.ts'
import { openSqlite } from '../../../apps/server/src/store/sqlite.ts'
import type { Ledger } from './ledger.ts'
import type { Random } from './randomness.ts'
import type { Time } from './time.ts'

export interface Faults {
  /** So many appends fail, and nothing of them is written. */
  appends: number
  /** So many appends are written, and fail all the same. */
  answers: number
  loads: number
  /** Nothing more can be written. */
  isFull: boolean
  /** Each step takes up to this long (ms). */
  slowness: number
}

/** One life of the server process. */
export interface Life {
  isOver: boolean
}

export interface Disk {
  faults: Faults
  /** How often a fault bit since the last call: errors in the log are expected then. */
  bitten: number
  /** How often something was written of which the server was told that it wasn't. */
  doubts: number
  /** Nothing is on its way to or from it. */
  readonly isIdle: boolean
  /** The store as the process of this life has it. */
  storeOf(life: Life): DocumentStore
  /** Beneath all faults and delays. */
  bare: DocumentStore
  history: HistoryStore
  close(): Promise<void>
}

const NO_FAULTS: Faults = { appends: 0, answers: 0, loads: 0, isFull: false, slowness: 3 }

export async function createDisk({
  time,
  random,
  ledger,
  families,
}: {
  time: Time
  random: Random
  ledger: Ledger
  families: readonly string[]
}): Promise<Disk> {
  const sqlite = openSqlite(':memory:')
  await migrate(sqlite.db)
  // Owners of records refer to families; nothing else of people is needed here.
  await sqlite.transact((raw) => {
    raw
      .prepare(
        `insert into circles (id, name, zone, order_seed, created_at) values ('c', 'c', 'UTC', 's', 0)`,
      )
      .run()
    const family = raw.prepare(
      `insert into families (id, circle_id, name, counted_only, created_at) values (?, 'c', x'00', 0, 0)`,
    )
    for (const id of families) family.run(id)
  })
  const bare = createDocumentStore(sqlite, time.now)

  let pending = 0
  const disk: Disk = {
    get isIdle() {
      return pending === 0
    },
    faults: { ...NO_FAULTS },
    bitten: 0,
    doubts: 0,
    bare,
    history: createHistoryStore(sqlite.db),
    storeOf(life) {
      /** A step of the disk; a process that has ended never hears of it. */
      const step = () =>
        new Promise<void>((done) => {
          pending++
          time.after(random.below(disk.faults.slowness + 1), () => {
            pending--
            if (!life.isOver) done()
          })
        })
      const bite = (what: string): never => {
        disk.bitten++
        throw new Error(what)
      }
      return {
        ...bare,
        async load(address: DocumentAddress) {
          await step()
          if (disk.faults.loads > 0) {
            disk.faults.loads--
            bite('disk I/O error')
          }
          const stored = await bare.load(address)
          await step()
          return stored
        },
        async append(batch: Append[]) {
          await step()
          if (disk.faults.isFull) bite('database or disk is full')
          if (disk.faults.appends > 0) {
            disk.faults.appends--
            bite('disk I/O error')
          }
          const seqs = await bare.append(batch)
          ledger.committed(batch)
          await step()
          if (disk.faults.answers > 0) {
            disk.faults.answers--
            disk.doubts++
            bite('disk I/O error, and yet written')
          }
          return seqs
        },
        async refound(refounding: Parameters<DocumentStore['refound']>[0]) {
          await step()
          if (disk.faults.isFull) bite('database or disk is full')
          await bare.refound(refounding)
          const { address, epoch, update } = refounding
          ledger.refounded(address, { ...address, epoch }, update)
          await step()
        },
        async compact(address: DocumentAddress, snapshot: Snapshot, throughSeq: number) {
          await step()
          if (disk.faults.isFull) bite('database or disk is full')
          await bare.compact(address, snapshot, throughSeq)
          await step()
        },
      }
    },
    close: () => sqlite.db.destroy(),
  }
  return disk
}

export function healDisk(disk: Disk): void {
  disk.faults = { ...NO_FAULTS }
}
