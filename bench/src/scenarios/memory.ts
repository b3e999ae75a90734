import type { ServerKind } from '../servers/server.ts'
import {
  type Figures,
  fill,
  groupAt,
  pause,
  round,
  type Scenario,
  settledMemory,
  withServer,
} from './scenario.ts'

const CONNECTIONS = 1000
const FULL = 50
const DOCUMENTS = 250
const WARM = 20
const EDITS = 300
/** A quiet document may be put to rest after a while, and an empty one closed. */
const QUIET = 13_000

export const memory: Scenario = {
  name: 'memory',
  title: 'Memory: connections, quiet documents, and what is left when all have left',
  how: `RSS (and JavaScript's own account) 10 s after a forced collection, for V8 keeps freed pages for a while. On one server ${CONNECTIONS} idle connections over ${CONNECTIONS / FULL} empty documents; on a fresh one ${DOCUMENTS} documents of ${EDITS} edits with two people each, quiet for ${QUIET / 1000} s, their connections taken off at the price just measured; then everybody leaves. The relay keeps no documents; --quick leaves them out.`,
  rounds: 1,
  columns: {
    perConnection: 'RSS kB per idle connection',
    heapPerConnection: 'heap kB',
    perDocument: 'RSS kB per quiet document',
    heapPerDocument: 'heap kB',
    left: 'RSS kB per document after all left',
    heapLeft: 'heap kB',
    base: 'RSS MB before',
  },
  fits: () => true,
  async run(server, { quick }) {
    const connection = await measureConnections(server)
    const figures: Figures = {
      perConnection: round(connection.rss, 1),
      heapPerConnection: round(connection.heap, 1),
      base: connection.base,
    }
    if (quick || !server.keeps) return figures
    const { quiet, left } = await measureDocuments(server)
    return {
      ...figures,
      perDocument: round(quiet.rss - 2 * connection.rss, 1),
      heapPerDocument: round(quiet.heap - 2 * connection.heap, 1),
      left: round(left.rss, 1),
      heapLeft: round(left.heap, 1),
    }
  },
}

const measureConnections = (server: ServerKind) =>
  withServer(server, { documents: CONNECTIONS / FULL, people: FULL }, async ({ site, running, load }) => {
    const full = site.places.map((place) => groupAt(place, { people: FULL, typing: 0 }))
    // A few before it counts, so that code that stays anyhow is there.
    await load.join(full.slice(0, 1), { atOnce: 20 })
    await load.leaveAll()
    await pause(500)
    const before = await settledMemory(running)
    await load.join(full, { atOnce: 20 })
    await pause(1000)
    return {
      ...difference(await settledMemory(running), before, CONNECTIONS),
      base: round(before.rss / 1024, 0),
    }
  })

const measureDocuments = (server: ServerKind) =>
  withServer(server, { documents: DOCUMENTS + WARM, people: 2 }, async ({ site, running, load }) => {
    const groups = site.places.map((place) => groupAt(place, { people: 2, typing: 1 }))
    const write = async (some: typeof groups) => {
      await load.join(some, { atOnce: 20 })
      await load.found('scattered')
      await fill(load, EDITS * some.length)
    }
    await write(groups.slice(0, WARM))
    await load.leaveAll()
    await pause(2000)
    const before = await settledMemory(running, 2)
    await write(groups.slice(WARM))
    await pause(QUIET)
    const quiet = difference(await settledMemory(running, 2), before, DOCUMENTS)
    await load.leaveAll()
    await pause(QUIET)
    return { quiet, left: difference(await settledMemory(running, 2), before, DOCUMENTS) }
  })

interface Held {
  rss: number
  heap: number
}

const difference = (after: Held, before: Held, count: number): Held => ({
  rss: (after.rss - before.rss) / count,
  heap: (after.heap - before.heap) / count,
})
