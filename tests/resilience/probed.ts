/** Asks the probe (probe.ts) in a server process. */
import { once } from 'node:events'
import { join } from 'node:path'
import type { ProbeReport } from './probe.ts'
import type { ServerProcess } from './server.ts'

/** Options of Node for a server that is to be probed. */
export const PROBED = ['--expose-gc', '--import', join(import.meta.dirname, 'probe.ts')]

/** After a collection. */
export async function askProbe({ child }: ServerProcess): Promise<ProbeReport> {
  if (!child) throw new Error('the server is gone')
  child.send('report')
  const [told] = (await once(child, 'message')) as [ProbeReport]
  return told
}

export const inMB = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)
export const inMs = (time: number) => `${time.toFixed(1)} ms`
