/**
 * P3, the long form: `pnpm --filter @sidegate/resilience simulate`. RUNS of OPERATIONS each, from SEED on (fresh seeds
 * by default), spread over PROCESSES. A failure is told on stderr as soon as it is known, and again with the fewest
 * operations that still fail. The result goes to tests/resilience/results; 1 when a run failed.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeResult } from '../results.ts'
import { makeOperations, type Operation } from './operations.ts'
import { run, runSeed } from './run.ts'
import { shrink } from './shrink.ts'

const RUNS = Number(process.env.RUNS ?? 10_000)
const OPERATIONS = Number(process.env.OPERATIONS ?? 200)
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / 1000))
const PROCESSES = Number(process.env.PROCESSES ?? 2)
const TELL_AFTER = 50

interface Told {
  runs: number
  events: number
  deeds: number
  failures: { seed: number; failure: string; operations: readonly Operation[] }[]
}

const nothing = (): Told => ({ runs: 0, events: 0, deeds: 0, failures: [] })

/** Every PROCESSES-th seed, from `first` on. */
async function runShare(first: number, tell: (told: Told) => void) {
  let told = nothing()
  for (let seed = first; seed < SEED + RUNS; seed += PROCESSES) {
    const { failure, events, deeds } = await runSeed(seed, OPERATIONS)
    if (failure) {
      process.stderr.write(`seed ${seed}: ${failure}\n`)
      const { operations, outcome } = await shrink(makeOperations(seed, OPERATIONS), (some) =>
        run(seed, some),
      )
      const reduced = { seed, failure: outcome.failure ?? failure, operations }
      process.stderr.write(`reduced: ${JSON.stringify(reduced)}\n`)
      told.failures.push(reduced)
    }
    told.runs++
    told.events += events
    told.deeds += deeds
    if (told.runs < TELL_AFTER) continue
    tell(told)
    told = nothing()
  }
  tell(told)
}

async function runAll() {
  const startedAt = performance.now()
  const all = nothing()
  const shares = Array.from({ length: PROCESSES }, async (_, i) => {
    const child = fork(import.meta.filename, [String(SEED + i)], {
      env: { ...process.env, SEED: String(SEED) },
    })
    child.on('message', (told: Told) => {
      all.runs += told.runs
      all.events += told.events
      all.deeds += told.deeds
      all.failures.push(...told.failures)
      process.stderr.write(`${all.runs} runs, ${all.failures.length} failed\n`)
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`a process ended with ${code}`)
  })
  await Promise.all(shares)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  writeResult({
    name: 'simulator',
    title: 'The simulator (P3, P18)',
    command: `SEED=${SEED} RUNS=${RUNS} OPERATIONS=${OPERATIONS} PROCESSES=${PROCESSES} pnpm --filter @sidegate/resilience simulate`,
    rows: [
      ['seeds', `${SEED} to ${SEED + RUNS - 1}`],
      ['runs', all.runs],
      ['operations in each', OPERATIONS],
      ['edits and other deeds checked one by one', all.deeds],
      ['events of clock, network and disk', all.events],
      ['seconds', seconds],
      ['runs that failed', all.failures.length],
    ],
    faults: all.failures.map(
      ({ seed, failure, operations }) => `seed ${seed}: ${failure}\n  ${JSON.stringify(operations)}`,
    ),
    data: { seed: SEED, operations: OPERATIONS, seconds, ...all },
  })
}

const [, , first] = process.argv
if (first === undefined) await runAll()
else await runShare(Number(first), (told) => process.send?.(told))
