import { startLoad } from '../load/load.ts'
import { groupAt, pause, type Scenario, startedOn } from './scenario.ts'

const TYPING = 5
const PER_SECOND = 100

export const durability: Scenario = {
  name: 'durability',
  title: `Durability: kill -9 while ${TYPING} type`,
  how: `${PER_SECOND} edits/s in all for 5 s, then SIGKILL, a new start on the same folder, and what a newcomer is given. "Seen": edits that another person had; "acknowledged": edits whose writer was told. Servers in memory lose all of it, and are left out.`,
  rounds: 3,
  columns: {
    seen: 'edits seen by others',
    seenLost: 'of those lost',
    acked: 'edits acknowledged',
    ackedLost: 'of those lost',
  },
  fits: ({ stores }) => stores,
  run: (server) =>
    startedOn(server, { documents: 1, people: TYPING }, async (site, start) => {
      const running = await start()
      const load = startLoad(running.port, server.dialect)
      const group = groupAt(site.places[0], { people: TYPING, typing: TYPING })
      await load.join([group], { atOnce: TYPING })
      await load.found()
      await load.expectEnd()
      const typing = load.type({ edits: 20 * PER_SECOND, perSecond: PER_SECOND })
      // It is not to be waited for: it ends with the load.
      typing.catch(() => undefined)
      await pause(5000)
      await running.kill('SIGKILL')
      const tally = (await load.tally())[0]
      if (!tally) throw new Error('nobody typed')
      await load.end()
      const after = await start()
      const reader = startLoad(after.port, server.dialect)
      const { edits } = await reader.read(
        group,
        tally.writers.map((_, i) => tally.firstClient + i),
      )
      await reader.end()
      const { writers } = tally
      const sum = (count: (writer: (typeof writers)[number], kept: number) => number) =>
        writers.reduce((total, writer, i) => total + count(writer, edits[i] ?? 0), 0)
      return {
        seen: sum(({ seen }) => seen),
        seenLost: sum(({ seen }, kept) => Math.max(seen - kept, 0)),
        acked: sum(({ acked }) => acked),
        ackedLost: sum(({ acked }, kept) => Math.max(acked - kept, 0)),
      }
    }),
}
