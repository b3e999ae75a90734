/** The only file that reads the environment, listens to signals and ends the process. */
import { type CliContext, UsageFault } from './cli/context.ts'
import { run } from './cli/run.ts'
import { readConfig } from './config.ts'
import { createLog, logBug } from './log.ts'
import { PRIVATE, StartupFault } from './store/folder.ts'

// From the first signal until whatever still hangs is left behind.
const STOP_WITHIN = 4500
// Kit's handler reads its settings when it is imported; http.ts overwrites this header on each request.
process.env.WEB_PROTOCOL_HEADER = 'x-forwarded-proto'

process.umask(PRIVATE)

const read = readConfig(process.env)
if ('faults' in read) fail(read.faults)
// Programs read a command's stdout; log lines go there only while serving.
const [command = 'serve'] = process.argv.slice(2)
const log = createLog(command === 'serve' ? read.config.logLevel : 'error')

let exitCode = 0
const stopping = Promise.withResolvers<void>()
const stop = () => {
  stopping.resolve()
  setTimeout(() => process.exit(exitCode), STOP_WITHIN).unref()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    // The state in memory can't be trusted any more; what was acknowledged is on disk.
    logBug(log, error, { event })
    exitCode = 1
    stop()
  })

const context: CliContext = {
  config: read.config,
  log,
  now: Date.now,
  here: import.meta.dirname,
  print: (text) => process.stdout.write(text),
  stopped: stopping.promise,
}
try {
  const code = await run(process.argv.slice(2), context)
  // A pipe takes 64 KB at once: what was printed must be out before the process ends.
  await new Promise<void>((out) => process.stdout.write('', () => out()))
  process.exit(exitCode || code)
} catch (error) {
  if (error instanceof StartupFault || error instanceof UsageFault) fail([error.message])
  const id = logBug(log, error)
  fail([`Sidegate stopped because of a bug in it, logged with the id ${id}.`])
}

function fail(sentences: string[]): never {
  process.stderr.write(`${sentences.join('\n')}\n`)
  process.exit(1)
}
