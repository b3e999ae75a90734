import { cpuWhile, fill, groupAt, median, pause, round, type Scenario, withServer } from './scenario.ts'

const JOINS = 50
const TYPING = 5

export const join: Scenario = {
  name: 'join',
  title: 'Join: a newcomer without a local copy opens a large document',
  how: `Five people make 10,000 (then 50,000) edits all over a text, so that hardly two merge, and stay, quiet; 3 s later ${JOINS} newcomers come one after the other, each until its whole state is there, and go.`,
  rounds: 1,
  columns: {
    p50Of10k: '10,000 edits: p50 ms',
    cpuOf10k: 'CPU-ms a join',
    p50Of50k: '50,000 edits: p50 ms',
    cpuOf50k: 'CPU-ms a join',
    kBOf50k: 'state kB',
    messages: 'messages it comes in',
    lost: 'edits missing in the state',
  },
  fits: ({ keeps }) => keeps,
  run: (server, { quick }) =>
    withServer(server, { documents: 1, people: TYPING }, async ({ site, running, load }) => {
      const group = groupAt(site.places[0], { people: TYPING, typing: TYPING })
      await load.join([group], { atOnce: TYPING })
      await load.found('scattered')
      const newcomers = (people: number) => [groupAt(site.places[0], { people, typing: 0 })]
      const measure = async (edits: number) => {
        await fill(load, edits)
        await pause(3000)
        const lost = await missingIn(load, group)
        await load.join(newcomers(5), { atOnce: 1, stay: false })
        await pause(300)
        const { cpu, result } = await cpuWhile(running, async () => {
          const joined = await load.join(newcomers(JOINS), { atOnce: 1, stay: false })
          await pause(200)
          return joined
        })
        return {
          p50: round(median(result.took)),
          cpu: round(cpu / JOINS),
          kB: round(result.stateBytes / 1024, 0),
          messages: result.stateMessages,
          lost,
        }
      }
      const small = await measure(10_000)
      const large = quick ? null : await measure(40_000)
      return {
        p50Of10k: small.p50,
        cpuOf10k: small.cpu,
        p50Of50k: large?.p50 ?? null,
        cpuOf50k: large?.cpu ?? null,
        kBOf10k: small.kB,
        kBOf50k: large?.kB ?? null,
        messages: (large ?? small).messages,
        lost: (large ?? small).lost,
      }
    }),
}

/** Edits that were sent and that the server's state does not have. */
async function missingIn(load: Parameters<typeof fill>[0], group: Parameters<typeof load.read>[0]) {
  const tally = (await load.tally())[0]
  if (!tally) throw new Error('nobody typed')
  const { edits } = await load.read(
    group,
    tally.writers.map((_, i) => tally.firstClient + i),
  )
  return tally.writers.reduce((sum, { sent }, i) => sum + sent - (edits[i] ?? 0), 0)
}
