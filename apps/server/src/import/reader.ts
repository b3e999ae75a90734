/**
 * Reads files in a process of its own: what a stranger's spreadsheet costs in time and memory is bounded, nobody else
 * waits for it, and where it takes too much nobody else falls with it. (A worker would not do: its heap may be bounded,
 * but one array that is larger than the bound ends the whole process.)
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MAX_FILE } from './faults.ts'
import type { WasRead } from './reading-process.ts'

// From source the process runs a file of ours, in a release one that stands beside the server's.
const READING = new URL(
  import.meta.url.endsWith('.ts') ? './reading-process.ts' : './reading-process.js',
  import.meta.url,
)
const MAX_TIME = 20_000 // ms; 5,000 rows take less than one second
const MAX_HEAP = 512 // MB

/** Files that wait are a few megabytes; processes that read may be hundreds. */
const AT_ONCE = 2

type ReadApart = (bytes: Uint8Array, signal: AbortSignal) => Promise<WasRead>

/** What it makes reads a file; `signal` ends that at once: whoever asked went away, or pressed stop. */
export function createReader(program = READING): ReadApart {
  let reading = 0
  const turns: (() => void)[] = []
  return async (bytes, signal) => {
    if (bytes.length === 0) return { fault: 'empty' }
    if (bytes.length > MAX_FILE) return { fault: 'too-large' }
    if (reading >= AT_ONCE) await new Promise<void>((turn) => turns.push(turn))
    reading++
    try {
      return signal.aborted ? { fault: 'too-slow' } : await read(program, bytes, signal)
    } finally {
      reading--
      turns.shift()?.()
    }
  }
}

function read(program: URL, bytes: Uint8Array, signal: AbortSignal): Promise<WasRead> {
  const { promise, resolve, reject } = Promise.withResolvers<WasRead>()
  const child = fork(fileURLToPath(program), [], {
    // Nothing of the server's: neither its keys, nor its files to write, nor the network, nor another process.
    env: {},
    execArgv: ['--permission', '--allow-fs-read=*', `--max-old-space-size=${MAX_HEAP}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const giveUp = () => resolve({ fault: 'too-slow' })
  const timer = setTimeout(giveUp, MAX_TIME)
  signal.addEventListener('abort', giveUp)
  child.on('message', (read) => resolve(read as WasRead))
  child.on('error', reject)
  // Out of memory a process aborts, or the machine's own guard kills it.
  child.on('exit', (code) =>
    code === null || code > 128
      ? resolve({ fault: 'too-large' })
      : reject(new Error(`the reading process ended without a word: ${code}`)),
  )
  // A process that is gone already says so by its end.
  child.send(bytes, () => undefined)
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
    child.kill('SIGKILL')
  })
}
