import { cpuWhile, groupAt, round, type Scenario, warmUp, withServer } from './scenario.ts'

const PEOPLE = 50
const PER_SECOND = 100

export const fanOut: Scenario = {
  name: 'fan-out',
  title: `Fan-out: ${PEOPLE} people in one document, ${PER_SECOND} edits/s`,
  how: `All ${PEOPLE} type, 2 edits/s each, evenly; measured after 20,000 edits in another document, so that code is compiled as in a server that has run for a while, and 2 s of the measured rate. Alone and quiet: two people in another document, one of them types once a second.`,
  rounds: 3,
  columns: {
    cpuPer1000: 'CPU-ms per 1000 deliveries',
    p50: 'p50 ms',
    p99: 'p99 ms',
    quietP50: 'alone and quiet p50 ms',
    missing: 'deliveries missing',
    lag: 'largest lag of the load, ms',
  },
  fits: () => true,
  run: (server, { quick }) =>
    withServer(server, { documents: 3, people: PEOPLE }, async ({ site, running, load }) => {
      await warmUp(load, site.places[2])
      await load.join([groupAt(site.places[0], { people: PEOPLE, typing: PEOPLE })], { atOnce: 10 })
      await load.found()
      await load.type({ edits: 2 * PER_SECOND, perSecond: PER_SECOND })
      const edits = (quick ? 6 : 10) * PER_SECOND
      await load.prepare(edits / PEOPLE)
      const { cpu, result } = await cpuWhile(running, () => load.type({ edits, perSecond: PER_SECOND }))
      await load.leaveAll()
      await load.join([groupAt(site.places[1], { people: 2, typing: 1 })], { atOnce: 1 })
      await load.found()
      const quiet = await load.type({ edits: quick ? 6 : 12, perSecond: 1 })
      return {
        cpuPer1000: round((cpu * 1000) / result.deliveries),
        p50: result.latency.p50,
        p99: result.latency.p99,
        quietP50: quiet.latency.p50,
        missing: result.missing + quiet.missing,
        lag: round(result.lag, 1),
        refusals: result.refusals + quiet.refusals,
      }
    }),
}
