/** The other side of reader.ts: one file, then it ends. */
import type { FaultyFile } from './faults.ts'
import { type ReadFile, readFile } from './read-file.ts'

/** What it says. */
export type WasRead = ReadFile | FaultyFile

process.once('message', (bytes: Uint8Array) => {
  void readFile(bytes).then((read) => process.send?.(read satisfies WasRead))
})
