/**
 * Group commit: what all rooms want on disk goes into one transaction, one flush in flight. Whatever depends on a
 * commit (the ack, the relay, a state) waits in its room's line and leaves in order, once the bytes before it are on
 * disk (R1).
 *
 * When: at once while it is quiet. A room with many edits waits for the next tick, 16 to 50 ms after the first that
 * waits, so that each of its sockets gets one write a tick; so do all rooms, when many of them are at it together.
 * One timer serves all ticks. Busyness is counted, not measured by the clock, which may jump.
 */
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Append, DocumentStore } from '../store/documents.ts'

/** A room, as its writer sees it. */
export interface Source {
  /** What is to be written, in order; each is taken once. */
  take(): Append[]
  /** All that was taken is on disk; null: nothing of it was for the disk. */
  settled(seq: number | null): void
  /** Nothing of what was taken is known to be on disk. */
  failed(error: unknown): void
  /** How busy it was lately; the committer's own count. */
  heat: number
  /** It was busy and isn't any more. */
  calmed(): void
}

export type Committer = ReturnType<typeof createCommitter>

export interface CommitterDeps {
  documents: DocumentStore
  clock: Clock
  log: Logger
}

const COOLING = 250
// Heat is halved every 250 ms: somebody who makes r edits a second keeps it between r/4 and r/2.
export const BUSY_ROOM = 12
const HOTTEST = 8 * BUSY_ROOM
const BUSY_HOUSE = 40
const SHORTEST = 16
const LONGEST = 45
// Bytes that may wait for the disk, of all rooms together (R5).
const WAITING = 64 * 1024 * 1024

/** Grows from the shortest to the longest window between one and two times of what counts as busy. */
function windowAt(heat: number, busy: number): number {
  if (heat < busy) return 0
  return Math.min(LONGEST, SHORTEST + ((LONGEST - SHORTEST) * (heat - busy)) / busy)
}

export function createCommitter({ documents, clock, log }: CommitterDeps) {
  const ready = new Set<Source>()
  const waiting = new Set<Source>()
  const warm = new Set<Source>()
  let houseHeat = 0
  let isCooling = false
  let isTicking = false
  let isFlushing = false
  let waitingBytes = 0

  function cool() {
    houseHeat = Math.floor(houseHeat / 2)
    for (const source of warm) {
      const wasBusy = source.heat >= BUSY_ROOM
      source.heat = Math.floor(source.heat / 2)
      if (source.heat === 0) warm.delete(source)
      if (wasBusy && source.heat < BUSY_ROOM) settle(() => source.calmed())
    }
    isCooling = warm.size > 0 || houseHeat > 0
    if (isCooling) clock.after(COOLING, cool)
  }

  /** There is something in this source's line. `edits`: what counts towards being busy. */
  function push(source: Source, edits: number, bytes: number) {
    waitingBytes += bytes
    if (edits > 0) {
      source.heat = Math.min(source.heat + edits, HOTTEST)
      warm.add(source)
      if (!isCooling) {
        isCooling = true
        clock.after(COOLING, cool)
      }
    }
    if (ready.has(source) || waiting.has(source)) return
    let wait = windowAt(source.heat, BUSY_ROOM)
    if (wait === 0) {
      houseHeat += edits
      wait = windowAt(houseHeat, BUSY_HOUSE)
    }
    if (wait === 0) {
      ready.add(source)
      startFlush()
      return
    }
    waiting.add(source)
    if (isTicking) return
    isTicking = true
    clock.after(wait, tick)
  }

  function tick() {
    isTicking = false
    for (const source of waiting) ready.add(source)
    waiting.clear()
    startFlush()
  }

  function startFlush() {
    if (isFlushing || ready.size === 0) return
    isFlushing = true
    void flushAll() // its faults are told to the rooms
  }

  async function flushAll() {
    // Frames that arrived in the same turn of the loop share the transaction.
    await new Promise<void>((next) => clock.soon(next))
    while (ready.size > 0) {
      const batch = [...ready]
      ready.clear()
      await flush(batch.map((source) => ({ source, appends: source.take() })))
    }
    isFlushing = false
  }

  interface Taken {
    source: Source
    appends: Append[]
  }

  async function flush(batch: Taken[]) {
    const appends = batch.length === 1 ? (batch[0] as Taken).appends : batch.flatMap((one) => one.appends)
    let seqs: { seq: number }[] = []
    try {
      if (appends.length > 0) seqs = await documents.append(appends)
    } catch (error) {
      await flushApart(batch, error)
      return
    }
    let next = 0
    for (const { source, appends } of batch) {
      next += appends.length
      forget(appends)
      const seq = appends.length > 0 ? (seqs[next - 1]?.seq ?? null) : null
      settle(() => source.settled(seq))
    }
  }

  /** One document's trouble must not take the others along: each room alone, and only the faulty one hears of it. */
  async function flushApart(batch: Taken[], error: unknown) {
    if (batch.length > 1) {
      for (const one of batch) await flush([one])
      return
    }
    for (const { source, appends } of batch) {
      log.error({ err: error, document: appends[0]?.address }, 'commit failed')
      forget(appends)
      settle(() => source.failed(error))
    }
  }

  /** A fault in one room's telling must not stop the line of the others. */
  function settle(tell: () => void) {
    try {
      tell()
    } catch (error) {
      log.error({ err: error }, 'not told')
    }
  }

  function forget(appends: Append[]) {
    for (const { update } of appends) waitingBytes -= update?.byteLength ?? 0
  }

  return {
    push,
    /** What was pushed and never taken: its room gave it up. */
    forget,
    get waitingBytes() {
      return waitingBytes
    },
    /** More waits for the disk than memory should hold: who sends more is shed. */
    get isFull() {
      return waitingBytes > WAITING
    },
  }
}
