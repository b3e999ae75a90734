/** The worker that folds documents: there while there is work, and a little longer. */
import { Worker } from 'node:worker_threads'
import type { Clock } from '../clock.ts'
import type { Snapshot } from '../store/documents.ts'
import { pack } from '../store/packing.ts'
import type { FoldDocument } from './folding.ts'
import type { FoldResult, FoldTask } from './folding-worker.ts'

// From source the worker is a file of ours, in a release one that stands beside the server's.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './folding-worker.ts' : './folding-worker.js',
  import.meta.url,
)
const IDLE_AFTER = 5000
/** Documents that wait are copies in memory; the others wait in their rooms. */
const AT_ONCE = 2

export function createFolder(clock: Clock): { fold: FoldDocument; end(): Promise<void> } {
  const waitingById = new Map<number, PromiseWithResolvers<Snapshot> & { by: Worker }>()
  const turns: (() => void)[] = []
  let worker: Worker | null = null
  let cancelIdle: (() => void) | null = null
  let lastId = 0

  function start(): Worker {
    const started = new Worker(WORKER)
    started.unref()
    started.on('message', (result: FoldResult) => {
      const waiting = waitingById.get(result.id)
      if ('folded' in result) waiting?.resolve(result.folded)
      else waiting?.reject(new Error(result.fault))
    })
    const lost = (error: unknown) => {
      if (worker === started) worker = null
      // Its end is told a moment after it was let go; by then the next one may be at work.
      for (const { reject, by } of waitingById.values()) if (by === started) reject(error)
    }
    started.on('error', lost)
    started.on('exit', () => lost(new Error('the folding worker ended')))
    return started
  }

  function stop() {
    const ended = worker
    worker = null
    return ended?.terminate()
  }

  return {
    async fold(kind, parts) {
      if (waitingById.size >= AT_ONCE) await new Promise<void>((turn) => turns.push(turn))
      cancelIdle?.()
      worker ??= start()
      const id = ++lastId
      const waiting = { ...Promise.withResolvers<Snapshot>(), by: worker }
      waitingById.set(id, waiting)
      // One block of bytes changes hands; views would take along all that their memory holds.
      const packed = new Uint8Array(pack(parts))
      worker.postMessage({ id, kind, packed } satisfies FoldTask, [packed.buffer])
      try {
        return await waiting.promise
      } finally {
        waitingById.delete(id)
        turns.shift()?.()
        if (waitingById.size === 0 && turns.length === 0) {
          cancelIdle?.()
          cancelIdle = clock.after(IDLE_AFTER, () => void stop())
        }
      }
    },
    async end() {
      cancelIdle?.()
      await stop()
    },
  }
}
