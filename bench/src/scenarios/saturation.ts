import type { Load } from '../load/load.ts'
import { cpuOf } from '../machine.ts'
import { cpuWhile, type Figures, groupAt, round, type Scenario, warmUp, withServer } from './scenario.ts'

const PEOPLE = 50
/** Edits a second; the table compares at the first one. */
const RATES = [3933, 5000, 6200, 8000, 10_000, 12_500, 16_000, 20_000, 25_000]
const LOWER_RATES = [2500, 1500, 800]
const MOST_P99 = 250

export const saturation: Scenario = {
  name: 'saturation',
  title: `Saturation: rising edits/s in one document of ${PEOPLE} people`,
  how: `Warmed up as above. All ${PEOPLE} type; each rate for 2 s, the next higher one as long as p99 stays under ${MOST_P99} ms and nothing is missing. A rate at which the load itself was late or used its core up does not count against the server: "or more".`,
  rounds: 2,
  columns: {
    most: `edits/s before p99 passes ${MOST_P99} ms`,
    orMore: 'or more (1: the load was the bound)',
    perCpuSecond: 'deliveries per CPU-second at 3,933 edits/s',
    p50: 'p50 ms there',
    p99: 'p99 ms there',
  },
  fits: () => true,
  run: (server) =>
    withServer(server, { documents: 2, people: PEOPLE }, async ({ site, running, load }) => {
      await warmUp(load, site.places[1])
      await load.join([groupAt(site.places[0], { people: PEOPLE, typing: PEOPLE })], { atOnce: 10 })
      await load.found()
      let most = 0
      let orMore = false
      let compared: Figures = { perCpuSecond: null, p50: null, p99: null }
      for (const rate of RATES) {
        const { cpu, result: step } = await cpuWhile(running, () => typeAt(load, rate))
        if (rate === RATES[0] && step)
          compared = {
            perCpuSecond: Math.round((step.deliveries * 1000) / cpu),
            p50: step.latency.p50,
            p99: step.latency.p99,
          }
        const keepsUp = step !== null && step.missing === 0 && step.latency.p99 <= MOST_P99
        if (keepsUp) most = rate
        // Busy for as long as it typed: what was late was late here.
        orMore = step === null ? false : step.lag > 100 || step.loadShare > 0.93
        if (!keepsUp) break
        if (rate === RATES.at(-1)) orMore = true
      }
      for (const rate of LOWER_RATES) {
        if (most > 0) break
        const step = await typeAt(load, rate)
        if (step && step.missing === 0 && step.latency.p99 <= MOST_P99) most = rate
      }
      return { most, orMore: orMore ? 1 : 0, ...compared }
    }),
}

/** null: the server showed somebody out. */
async function typeAt(load: Load, perSecond: number) {
  const edits = Math.ceil((2 * perSecond) / PEOPLE) * PEOPLE
  await load.prepare(edits / PEOPLE)
  const before = cpuOf(load.pid)
  try {
    const result = await load.type({ edits, perSecond })
    return { ...result, loadShare: round((cpuOf(load.pid) - before) / 1000 / result.seconds) }
  } catch {
    return null
  }
}
