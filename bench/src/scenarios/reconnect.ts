import { cpuWhile, fill, groupAt, pause, round, type Scenario, withServer } from './scenario.ts'

const PEOPLE = 200
const TYPING = 5
const EDITS = 10_000

export const reconnect: Scenario = {
  name: 'reconnect',
  title: `Reconnect: ${PEOPLE} people with the current state, at once`,
  how: `A document of ${EDITS} edits all over its text; each comes with its state vector and answers with nothing new and the whole delete set, as the y-websocket client does.`,
  rounds: 2,
  columns: { cpu: 'CPU-ms a person', all: 'ms until the last is in' },
  fits: ({ keeps }) => keeps,
  run: (server) =>
    withServer(server, { documents: 1, people: FAMILIES }, async ({ site, running, load }) => {
      const group = groupAt(site.places[0], { people: TYPING, typing: TYPING })
      await load.join([group], { atOnce: TYPING })
      await load.found('scattered')
      await fill(load, EDITS)
      await pause(3000)
      const { copy } = await load.read(group, [])
      const { cpu, result } = await cpuWhile(running, async () => {
        const joined = await load.join([groupAt(site.places[0], { people: PEOPLE, typing: 0 })], {
          atOnce: PEOPLE,
          copy,
        })
        await pause(500)
        return joined
      })
      return { cpu: round(cpu / PEOPLE), all: round(result.all, 0) }
    }),
}

const FAMILIES = 50
