import { cpuWhile, groupAt, round, type Scenario, warmUp, withServer } from './scenario.ts'

const DOCUMENTS = 300
const PEOPLE = 4

export const manyDocuments: Scenario = {
  name: 'many-documents',
  title: `Many documents: ${DOCUMENTS} with ${PEOPLE} people each`,
  how: `One edit a second in each document (${DOCUMENTS} edits/s in all), its people in turn; warmed up as above, and measured for longer than a store waits at most.`,
  rounds: 3,
  columns: {
    cpuPer1000: 'CPU-ms per 1000 deliveries',
    p50: 'p50 ms',
    p99: 'p99 ms',
    missing: 'deliveries missing',
  },
  fits: () => true,
  run: (server, { quick }) =>
    withServer(server, { documents: DOCUMENTS + 1, people: PEOPLE }, async ({ site, running, load }) => {
      await warmUp(load, site.places[DOCUMENTS])
      const groups = site.places
        .slice(0, DOCUMENTS)
        .map((place) => groupAt(place, { people: PEOPLE, typing: PEOPLE }))
      await load.join(groups, { atOnce: 20 })
      await load.found()
      const perSecond = DOCUMENTS
      await load.type({ edits: 2 * perSecond, perSecond })
      const seconds = quick ? 6 : 12
      await load.prepare(Math.ceil(seconds / PEOPLE))
      const { cpu, result } = await cpuWhile(running, () =>
        load.type({ edits: seconds * perSecond, perSecond }),
      )
      return {
        cpuPer1000: round((cpu * 1000) / result.deliveries),
        p50: result.latency.p50,
        p99: result.latency.p99,
        missing: result.missing,
        refusals: result.refusals,
      }
    }),
}
