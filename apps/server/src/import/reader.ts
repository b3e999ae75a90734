/**
 * Reads files in a worker of their own: what a stranger's spreadsheet costs in time and memory is bounded, and nobody
 * else waits for it.
 */
import { Worker } from 'node:worker_threads'
import { MAX_FILE } from './faults.ts'
import type { WasRead } from './reading-worker.ts'

// From source the worker is a file of ours, in a release one that stands beside the server's.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './reading-worker.ts' : './reading-worker.js',
  import.meta.url,
)
const MAX_TIME = 20_000 // ms; 5,000 rows take less than one second
const MAX_HEAP = 512 // MB

/** Files that wait are a few megabytes; workers that read may be hundreds. */
const AT_ONCE = 2

type ReadInWorker = (bytes: Uint8Array, signal: AbortSignal) => Promise<WasRead>

/** What it makes reads a file; `signal` ends that at once: whoever asked went away, or pressed stop. */
export function createReader(): ReadInWorker {
  let reading = 0
  const turns: (() => void)[] = []
  return async (bytes, signal) => {
    if (bytes.length === 0) return { fault: 'empty' }
    if (bytes.length > MAX_FILE) return { fault: 'too-large' }
    if (reading >= AT_ONCE) await new Promise<void>((turn) => turns.push(turn))
    reading++
    try {
      return signal.aborted ? { fault: 'too-slow' } : await read(bytes, signal)
    } finally {
      reading--
      turns.shift()?.()
    }
  }
}

function read(bytes: Uint8Array, signal: AbortSignal): Promise<WasRead> {
  const { promise, resolve, reject } = Promise.withResolvers<WasRead>()
  const worker = new Worker(WORKER, {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP },
  })
  const giveUp = () => resolve({ fault: 'too-slow' })
  const timer = setTimeout(giveUp, MAX_TIME)
  signal.addEventListener('abort', giveUp)
  worker.on('message', resolve)
  worker.on('error', (error: NodeJS.ErrnoException) =>
    error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve({ fault: 'too-large' }) : reject(error),
  )
  worker.on('exit', () => reject(new Error('the reading worker ended without a word')))
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
    void worker.terminate()
  })
}
