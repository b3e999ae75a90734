/** The worker's side of reader.ts: one file, then it ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { readFile } from './read-file.ts'

parentPort?.postMessage(await readFile(workerData as Uint8Array))
