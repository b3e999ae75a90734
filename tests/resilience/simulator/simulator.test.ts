/**
 * P3, P18 and what hangs together with them: runs of the whole engine in one process, with its clock, network and disk.
 * SIM_SEED=n plays one run again (SIM_OPERATIONS as many operations), and reduces it when it fails.
 */
import { expect, test } from 'vitest'
import { makeOperations, type Operation } from './operations.ts'
import pinned from './pinned.json' with { type: 'json' }
import { run, runSeed } from './run.ts'
import { shrink } from './shrink.ts'

const RUNS = 1000
const COUNT = Number(process.env.SIM_OPERATIONS ?? 50)
const ONE = process.env.SIM_SEED

/** What somebody who reads a red test needs: the seed, and the fewest operations that still fail. */
async function explain(seed: number, operations: readonly Operation[]): Promise<string> {
  const { operations: left, outcome } = await shrink(operations, (some) => run(seed, some))
  return `seed ${seed}, ${left.length} operations: ${outcome.failure}\n${JSON.stringify(left)}`
}

if (ONE !== undefined)
  test(`seed ${ONE}`, { timeout: 600_000 }, async () => {
    const operations = makeOperations(Number(ONE), COUNT)
    const { failure } = await run(Number(ONE), operations)
    expect(failure && (await explain(Number(ONE), operations))).toBeNull()
  })
else {
  test.each(pinned)('once failed: $why', async ({ seed, operations }) => {
    expect((await run(seed, operations as Operation[])).failure).toBeNull()
  })

  test('the same seed makes the same run', async () => {
    const [first, again] = [await runSeed(7, COUNT), await runSeed(7, COUNT)]
    expect(again).toEqual(first)
    expect(first.deeds).toBeGreaterThan(5)
  })

  test(`P3: ${RUNS} runs of ${COUNT} operations: all replicas agree with each other, the server and the disk, and nothing is lost`, {
    timeout: 600_000,
  }, async () => {
    const totals = { events: 0, deeds: 0 }
    for (let seed = 1; seed <= RUNS; seed++) {
      const { failure, events, deeds } = await runSeed(seed, COUNT)
      expect(failure && (await explain(seed, makeOperations(seed, COUNT)))).toBeNull()
      totals.events += events
      totals.deeds += deeds
    }
    console.info(`simulator: seeds 1 to ${RUNS}, ${JSON.stringify(totals)}`)
    // Runs in which nobody does anything prove nothing.
    expect(totals.deeds).toBeGreaterThan(RUNS * 5)
  })
}
