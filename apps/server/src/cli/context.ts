/** What a command of the command line gets: nothing of it reads the environment or ends the process. */
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'

export interface CliContext {
  config: Config
  log: Log
  now: () => number
  /** The folder of the running file. */
  here: string
  print: (text: string) => void
  /** Resolves when the process is asked to stop. */
  stopped: Promise<void>
}

/** A fault of how the command was called; the message is the whole sentence. */
export class UsageFault extends Error {}
