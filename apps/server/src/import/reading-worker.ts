/** The worker's side of reader.ts: one file, then it ends. */
import { parentPort, workerData } from 'node:worker_threads'
import type { FaultyFile } from './faults.ts'
import { type ReadFile, readFile } from './read-file.ts'

/** What it says. */
export type WasRead = ReadFile | FaultyFile

parentPort?.postMessage((await readFile(workerData as Uint8Array)) satisfies WasRead)
