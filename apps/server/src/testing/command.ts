/** A command of the command line, run in this process. */
import { run } from '../cli/run.ts'
import { readConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { SUNDAY } from './house.ts'

export async function runCommand(dataDir: string, ...args: string[]) {
  const read = readConfig({ DATA_DIR: dataDir, PORT: '0' })
  if ('faults' in read) throw new Error(read.faults.join('\n'))
  let out = ''
  const code = await run(args, {
    config: read.config,
    log: createLog('silent'),
    now: () => SUNDAY,
    here: import.meta.dirname,
    print: (text) => {
      out += text
    },
    stopped: Promise.resolve(),
  })
  return { code, out, json: out.startsWith('{') ? JSON.parse(out) : null }
}
