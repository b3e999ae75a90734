/**
 * Is the process alive (its event loop turns), is it ready (it can save), and is there something that the operator
 * should see to (ready, but degraded)? `/readyz` is open to everybody, so it tells no ids.
 */
import { statfs } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { DocumentFault } from './store/faults.ts'
import type { Store } from './store/store.ts'

const MAX_LAG = 1000 // ms
const WINDOW = 10_000 // lag is forgotten after this
const RESOLUTION = 20
const KEEP = 1000 // ms
const MB = 1024 * 1024
// Less than this share of the disk is low (P17), unless it is a lot all the same.
const LOW_SHARE = 0.15
const PLENTY = 10 * 1024 * MB
// What is needed to restart, to check and to delete when nothing else goes any more.
const RESERVE = 200 * MB
// Somebody has kept reading for so long that the log can't be begun anew (R29).
const LARGE_LOG = 256 * MB

export interface Disk {
  free: number
  size: number
}

/** What an operator should see to. */
export interface Care {
  /** Documents that can only be read. */
  documents: DocumentFault[]
  /** null: there is enough room. */
  disk: (Disk & { isNearlyFull: boolean }) | null
  isSaving: boolean
}

type Room = Omit<Care, 'documents'>

export interface Readiness {
  ready: boolean
  /** Ready, but something isn't as it should be. */
  degraded: boolean
  reasons: string[]
}

export interface Health {
  /** Longest recent stall of the event loop, ms. */
  lag(): number
  isAlive(): boolean
  readiness(): Promise<Readiness>
  care(): Promise<Care>
  /** Each minute: whether what `care` tells has changed. */
  tend(): Promise<'changed' | 'same'>
  /** Each minute: keeps the write-ahead log short. Rejects when the disk doesn't take what is in it. */
  fold(): Promise<void>
  /** The write-ahead log after it was last folded, in bytes. */
  readonly logBytes: number
  /** From here on not ready: the server stops. */
  drain(): void
}

export interface HealthDeps {
  store: Pick<Store, 'checkWritable' | 'checkpoint' | 'faults'>
  disk: () => Promise<Disk>
}

/** The disk that a folder lies on; rejects when the folder is gone. */
export const diskOf = (folder: string) => async (): Promise<Disk> => {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { free: bavail * bsize, size: blocks * bsize }
}

export function createHealth({ store, disk }: HealthDeps): Health {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  delay.enable()
  const forget = setInterval(() => delay.reset(), WINDOW)
  forget.unref()
  let isDraining = false
  let logBytes = 0
  let last = ''
  const lag = () => Math.max(0, Math.round(delay.max / 1e6 - RESOLUTION))

  let looked: { at: number; found: Promise<Room> } | null = null

  async function care(): Promise<Care> {
    const [documents, room] = await Promise.all([store.faults.all(), roomNow()])
    return { documents, ...room }
  }

  /** At most once a second: looking writes a row, and anybody may ask. */
  function roomNow(): Promise<Room> {
    const at = performance.now()
    if (looked === null || at - looked.at > KEEP) looked = { at, found: look() }
    return looked.found
  }

  async function look(): Promise<Room> {
    const [room, isWritten] = await Promise.all([
      // A folder that was taken away still takes writes, into nowhere.
      disk().catch(() => null),
      store.checkWritable().then(
        () => true,
        () => false,
      ),
    ])
    const low = room && isLow(room) ? { ...room, isNearlyFull: room.free < RESERVE } : null
    return { disk: low, isSaving: isWritten && room !== null }
  }

  return {
    lag,
    isAlive: () => lag() < MAX_LAG,
    care,
    async readiness() {
      if (isDraining) return { ready: false, degraded: false, reasons: ['draining'] }
      const { isSaving, ...found } = await care()
      const reasons = reasonsFor(found, { logBytes, lag: lag() })
      // The store opened, so its migrations are done.
      if (!isSaving) reasons.unshift('the data folder takes no writes')
      return { ready: isSaving, degraded: isSaving && reasons.length > 0, reasons }
    },
    async tend() {
      if (isDraining) return 'same'
      looked = null
      const { documents, disk, isSaving } = await care()
      const now = JSON.stringify([documents, disk?.isNearlyFull, isSaving])
      const isSame = now === last || last === ''
      last = now
      return isSame ? 'same' : 'changed'
    },
    async fold() {
      if (!isDraining) logBytes = await store.checkpoint()
    },
    get logBytes() {
      return logBytes
    },
    drain() {
      isDraining = true
      clearInterval(forget)
      delay.disable()
    },
  }
}

const isLow = ({ free, size }: Disk) => free < PLENTY && free < size * LOW_SHARE

function reasonsFor(
  { documents, disk }: Pick<Care, 'documents' | 'disk'>,
  { logBytes, lag }: { logBytes: number; lag: number },
): string[] {
  const reasons: string[] = []
  const { length } = documents
  if (length > 0) reasons.push(`${length} ${length === 1 ? 'document' : 'documents'} can only be read`)
  if (disk?.isNearlyFull) reasons.push(`the disk is nearly full: ${megabytes(disk.free)} left`)
  else if (disk) reasons.push(`the disk is filling up: ${Math.floor((disk.free / disk.size) * 100)} % left`)
  if (logBytes > LARGE_LOG) reasons.push(`the write-ahead log has grown to ${megabytes(logBytes)}`)
  if (lag >= MAX_LAG) reasons.push(`the process stood still for ${lag} ms`)
  return reasons
}

const megabytes = (bytes: number) => `${Math.floor(bytes / MB)} MB`
