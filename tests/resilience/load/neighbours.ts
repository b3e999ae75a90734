/**
 * P13: `pnpm --filter @sidegate/resilience neighbours`. Twenty honest circles, and one that wants a hundred times what it may, in each
 * way in turn: how much longer the honest ones wait for "saved". Quiet and noisy rounds alternate; medians are told.
 * SECONDS a round, ROUNDS of each.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inMs } from '../probed.ts'
import { writeResult } from '../results.ts'
import { makeServer } from '../server.ts'
import { until } from '../waiting.ts'
import { type Offences, type Order, WAYS, type Way } from './offender.ts'
import { createTypist, median, quantile, type Typist } from './typist.ts'

const SECONDS = Number(process.env.SECONDS ?? 20)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const HONEST_CIRCLES = 20
const PHONES_EACH = 2
const EDITS_PER_SECOND = 2
const GROWTH_BOUND = 0.2

// The quotas that a default house has: they are what is measured.
const env = { QUOTA_EDITS_PER_SECOND: '30', QUOTA_EDIT_BURST: '120' }
const server = await makeServer({ circles: HONEST_CIRCLES + 1, families: 4, hangouts: 1, env })
await server.start()
const [offending, ...honest] = server.circles

interface Round {
  p50: number
  p95: number
  p99: number
  edits: number
}

let client = 1
async function round(): Promise<Round> {
  const typists: Typist[] = honest.flatMap(({ guardians, hangouts }) =>
    guardians
      .slice(0, PHONES_EACH)
      .map(({ token }) =>
        createTypist({ port: server.port, path: hangouts[0]?.plan ?? '', token }, client++),
      ),
  )
  const timers: NodeJS.Timeout[] = []
  for (const [i, typist] of typists.entries()) {
    // Not all at the same moment.
    const first = setTimeout(
      () => timers.push(setInterval(() => typist.type(), 1000 / EDITS_PER_SECOND)),
      (i * 1000) / EDITS_PER_SECOND / typists.length,
    )
    timers.push(first)
  }
  await new Promise((done) => setTimeout(done, SECONDS * 1000))
  timers.forEach(clearInterval)
  await until(() => typists.every(({ saved, sent }) => saved === sent), 'all honest edits saved', 30_000)
  const broken = typists.flatMap(({ refused, closes }) => [...(refused > 0 ? ['refused'] : []), ...closes])
  if (broken.length > 0) faults.push(`an honest phone was told ${broken}`)
  for (const typist of typists) typist.leave()
  const waits = typists.flatMap((typist) => typist.waits)
  return { p50: median(waits), p95: quantile(waits, 0.95), p99: quantile(waits, 0.99), edits: waits.length }
}

const faults: string[] = []
async function startOffender(way: Way): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'offender.ts'), ['offend'])
  const order: Order = {
    port: server.port,
    path: offending?.hangouts[0]?.plan ?? '',
    // Twenty sockets of one guardian.
    tokens: [offending?.guardians[0]?.token ?? ''],
    way,
  }
  child.send(order)
  return child
}

async function stopOffender(child: ChildProcess): Promise<Offences> {
  child.send('report')
  const [offences] = (await once(child, 'message')) as [Offences]
  child.disconnect()
  await once(child, 'exit')
  return offences
}

await round()
const told: { way: Way; quiet: Round[]; noisy: Round[]; offences: Offences[] }[] = []
for (const way of WAYS) {
  const one = { way, quiet: [] as Round[], noisy: [] as Round[], offences: [] as Offences[] }
  for (let n = 0; n < ROUNDS; n++) {
    one.quiet.push(await round())
    const child = await startOffender(way)
    one.noisy.push(await round())
    one.offences.push(await stopOffender(child))
  }
  told.push(one)
  process.stderr.write(`${way}: ${JSON.stringify(one.offences.at(-1))}\n`)
}
faults.push(...server.log)
const { code } = await server.terminate()
if (code !== 0) faults.push(`the server ended with ${code}`)
await server.remove()

const rows = told.map(({ way, quiet, noisy, offences }): [string, string] => {
  const at = (rounds: Round[], what: 'p50' | 'p95' | 'p99') => median(rounds.map((one) => one[what]))
  const growth = at(noisy, 'p95') / at(quiet, 'p95') - 1
  if (growth > GROWTH_BOUND) faults.push(`${way}: the honest p95 grew by ${Math.round(growth * 100)} %`)
  const closes = Object.entries(offences.at(-1)?.closedByCode ?? {}).map(
    ([code, times]) => `${times} x ${code}`,
  )
  const each = (what: 'p50' | 'p95' | 'p99') => `${what} ${inMs(at(quiet, what))} -> ${inMs(at(noisy, what))}`
  return [
    `offender: ${way}`,
    `${each('p50')}, ${each('p95')} (${Math.round(growth * 100)} %), ${each('p99')}; ${offences.at(-1)?.sent} frames, ${offences.at(-1)?.sockets} sockets, closed: ${closes.join(', ') || 'none'}`,
  ]
})
writeResult({
  name: 'neighbours',
  title: 'A bad neighbour (P13)',
  command: `SECONDS=${SECONDS} ROUNDS=${ROUNDS} pnpm --filter @sidegate/resilience neighbours`,
  rows: [
    [
      'honest',
      `${HONEST_CIRCLES} circles, ${PHONES_EACH} phones each, ${EDITS_PER_SECOND} edits a second each; ack of an edit`,
    ],
    [
      'offender',
      'one guardian, 20 sockets, each at 100 times 30 frames a second, back at once when shown out',
    ],
    [
      'rounds',
      `${ROUNDS} quiet and ${ROUNDS} noisy in turn for each way, ${SECONDS} s each; medians; ${told[0]?.noisy[0]?.edits} honest edits a round`,
    ],
    ...rows,
  ],
  faults,
  data: { told },
})
