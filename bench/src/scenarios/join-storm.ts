import { startLoad } from '../load/load.ts'
import { cpuWhile, fill, groupAt, pause, round, type Scenario, startedOn } from './scenario.ts'

const DOCUMENTS = 100
const PEOPLE = 5
const EDITS = 200

export const joinStorm: Scenario = {
  name: 'join-storm',
  title: `Join storm: ${DOCUMENTS * PEOPLE} people back at once over ${DOCUMENTS} documents`,
  how: `Each document has ${EDITS} edits. Servers that store are stopped and started again, so that everybody meets a cold process; the others stay as they are, warm, with two people in each document.`,
  rounds: 3,
  columns: { cpu: 'CPU-ms in all', all: 'ms until the last is in', cold: 'cold (1) or warm (0)' },
  fits: ({ keeps }) => keeps,
  run: (server) =>
    startedOn(server, { documents: DOCUMENTS, people: PEOPLE }, async (site, start) => {
      let running = await start()
      const before = startLoad(running.port, server.dialect)
      await before.join(
        site.places.map((place) => groupAt(place, { people: 2, typing: 1 })),
        { atOnce: 20 },
      )
      await before.found()
      await fill(before, EDITS * DOCUMENTS)
      // Past the moment at which a server that stores later has stored.
      await pause(3000)
      if (server.stores) {
        await before.expectEnd()
        await before.end()
        await pause(500)
        await running.kill('SIGTERM')
        running = await start()
        await pause(1000)
      }
      const load = startLoad(running.port, server.dialect)
      const groups = site.places.map((place) => groupAt(place, { people: PEOPLE, typing: 0 }))
      const { cpu, result } = await cpuWhile(running, async () => {
        const joined = await load.join(groups, { atOnce: DOCUMENTS * PEOPLE })
        await pause(500)
        return joined
      })
      await load.expectEnd()
      await load.end()
      if (!server.stores) await before.end()
      return {
        cpu,
        all: round(result.all, 0),
        cold: server.stores ? 1 : 0,
        kB: round(result.stateBytes / 1024, 1),
      }
    }),
}
