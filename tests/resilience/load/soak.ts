/**
 * P15: `pnpm --filter @sidegate/resilience soak`. CYCLES times open, edit, close over forty plans; then, when nobody is there any more, heap
 * and handles must be what they were after a tenth of it.
 */
import type { ProbeReport } from '../probe.ts'
import { askProbe, inMB, inMs, PROBED } from '../probed.ts'
import { writeResult } from '../results.ts'
import { makeServer } from '../server.ts'
import { type Cycles, createCycling } from './cycles.ts'

const CYCLES = Number(process.env.CYCLES ?? 100_000)
const PARTS = 10
const BOUND = 0.05
// Rooms close, sleep and their threads end by themselves.
const QUIET_AFTER = 45_000

const env = { QUOTA_SOCKETS_PER_GUARDIAN: '100000', QUOTA_REFUSALS_PER_MINUTE: '1000000000' }
const server = await makeServer({ circles: 10, families: 16, hangouts: 4, env, node: PROBED })
await server.start()
const cycle = createCycling(server)
const quiet = async () => {
  await new Promise((done) => setTimeout(done, QUIET_AFTER))
  return askProbe(server)
}

const totals: Cycles = { done: 0, saved: 0, turnedAway: 0, refused: 0, faults: [] }
const series: (ProbeReport & { done: number })[] = []
let base: ProbeReport | null = null
const startedAt = performance.now()
for (let part = 0; part < PARTS; part++) {
  const { done, saved, turnedAway, refused, faults } = await cycle(CYCLES / PARTS)
  totals.done += done
  totals.saved += saved
  totals.turnedAway += turnedAway
  totals.refused += refused
  totals.faults.push(...faults)
  base ??= await quiet()
  const now = await askProbe(server)
  series.push({ ...now, done: totals.done })
  process.stderr.write(`${totals.done} cycles, heap ${inMB(now.heap)} MB, RSS ${inMB(now.rss)} MB\n`)
}
const seconds = (performance.now() - startedAt) / 1000
const end = await quiet()
const faults = [...totals.faults.slice(0, 20), ...server.log]
const { code } = await server.terminate()
if (code !== 0) faults.push(`the server ended with ${code}`)
await server.remove()

if (!base) throw new Error('there was a first part')
const growth = end.heap / base.heap - 1
if (growth > BOUND) faults.push(`the heap grew by ${Math.round(growth * 100)} %`)
if (end.handles > base.handles * (1 + BOUND)) faults.push(`handles: ${base.handles}, then ${end.handles}`)
writeResult({
  name: 'soak',
  title: 'Coming and going without end (P15)',
  command: `CYCLES=${CYCLES} pnpm --filter @sidegate/resilience soak`,
  rows: [
    ['cycles of open, edit, close', totals.done],
    ['edits saved', totals.saved],
    ['turned away at the door (4403)', totals.turnedAway],
    ['refused', totals.refused],
    ['seconds', Math.round(seconds)],
    [
      'heap, collected and with nobody there: after a tenth, at the end',
      `${inMB(base.heap)}, ${inMB(end.heap)} MB (${Math.round(growth * 100)} %)`,
    ],
    ['memory (RSS), likewise', `${inMB(base.rss)}, ${inMB(end.rss)} MB`],
    ['beside the heap, likewise', `${inMB(base.external)}, ${inMB(end.external)} MB`],
    ['handles, likewise', `${base.handles}, ${end.handles}`],
    ['dearest frame, in time of the processor', inMs(end.worstFrame.cpu)],
  ],
  faults,
  data: { totals, base, series, end },
})
