/** `pnpm --filter @sidegate/bench start [--quick] [--only fan-out,join] [--servers ours,relay] [--rounds 3] [--ours <a built server.js>]` */
import { parseArgs } from 'node:util'
import { scenarios } from './scenarios/all.ts'
import type { Figures } from './scenarios/scenario.ts'
import { chooseServer, ours, removeSeeds } from './servers/ours.ts'
import { hocuspocus, hocuspocusSqlite, installPeers, relay, yWebsocket } from './servers/peers.ts'
import { profileInto } from './servers/server.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    servers: { type: 'string' },
    rounds: { type: 'string' },
    ours: { type: 'string' },
    profile: { type: 'string' },
  },
})
const quick = values.quick
const rounds = Number(values.rounds ?? (quick ? 1 : 3))
const servers = [relay, yWebsocket, hocuspocus, hocuspocusSqlite, ours].filter(
  ({ name }) => !values.servers || values.servers.split(',').includes(name),
)
const chosen = scenarios.filter(({ name }) => !values.only || values.only.split(',').includes(name))

installPeers()
chooseServer(values.ours)
profileInto(values.profile)
try {
  for (const scenario of chosen) {
    console.log(`## ${scenario.title}`)
    for (let round = 0; round < Math.min(rounds, scenario.rounds); round++)
      for (const server of servers.filter((candidate) => scenario.fits(candidate))) {
        const figures: Figures = await scenario.run(server, { quick })
        console.log(server.name, JSON.stringify(figures))
      }
  }
} finally {
  await removeSeeds()
}
