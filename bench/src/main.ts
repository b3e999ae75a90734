/** `pnpm --filter @sidegate/bench start`: runs the scenarios, prints Markdown, and keeps it under results/. README.md tells the options. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judgeGoals } from './goals.ts'
import { describeMachine, loadAverage } from './machine.ts'
import { type Run, runToMarkdown, scenarioTable } from './report.ts'
import { createResult, measureInto, type ScenarioResult } from './results.ts'
import { scenarios } from './scenarios/all.ts'
import { chooseServer, ours, QUOTAS, removeSeeds } from './servers/ours.ts'
import {
  hocuspocus,
  hocuspocusSqlite,
  installPeers,
  peerVersions,
  relay,
  yWebsocket,
} from './servers/peers.ts'
import { profileInto } from './servers/server.ts'

const RESULTS = join(import.meta.dirname, '../results')
const SERVERS = [relay, yWebsocket, hocuspocus, hocuspocusSqlite, ours]

const { values } = parseArgs({
  allowNegative: true,
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    servers: { type: 'string' },
    rounds: { type: 'string' },
    ours: { type: 'string' },
    profile: { type: 'string' },
    write: { type: 'boolean', default: true },
  },
})
const { quick } = values
const mostRounds = Number(values.rounds ?? (quick ? 1 : 3))
const chosen = named(scenarios, values.only)
const servers = named(SERVERS, values.servers)

installPeers()
chooseServer(values.ours)
profileInto(values.profile)

const startedAt = new Date()
const before = loadAverage()
const results: ScenarioResult[] = []
try {
  for (const scenario of chosen) {
    const result = createResult(scenario)
    const fitting = servers.filter((server) => scenario.fits(server))
    if (fitting.length === 0) continue
    results.push(result)
    for (let round = 1; round <= Math.min(mostRounds, scenario.rounds); round++)
      for (const server of fitting) {
        const { figures, failed } = await measureInto(result, server, round, loadAverage(), () =>
          scenario.run(server, { quick }),
        )
        console.error(
          `${scenario.name}, round ${round}, ${server.name}: ${failed ?? JSON.stringify(figures)}`,
        )
      }
    console.error(`\n${scenarioTable(result)}\n`)
  }
} finally {
  await removeSeeds()
}

const run: Run = {
  takenAt: startedAt.toISOString().slice(0, 16).replace('T', ' '),
  command: ['pnpm --filter @sidegate/bench start', ...process.argv.slice(2)].join(' '),
  machine: describeMachine(),
  loadAverage: { before, after: loadAverage() },
  versions: peerVersions(),
  quotas: QUOTAS,
  minutes: Number(((Date.now() - startedAt.getTime()) / 60_000).toFixed(1)),
  goals: judgeGoals(results),
  scenarios: results,
}
const markdown = runToMarkdown(run)
console.log(markdown)
if (values.write && !values.profile) {
  mkdirSync(RESULTS, { recursive: true })
  const name = `${run.takenAt.replace(' ', '-').replace(':', '')}-side-by-side${quick ? '-quick' : ''}`
  writeFileSync(join(RESULTS, `${name}.md`), markdown)
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(run, null, 2)}\n`)
  console.error(`Written to bench/results/${name}.md and .json`)
}

/** Those whose names are listed; without a list all of them. */
function named<T extends { name: string }>(all: T[], list: string | undefined): T[] {
  if (list === undefined) return all
  return list.split(',').map((name) => {
    const found = all.find((one) => one.name === name)
    if (!found) throw new Error(`there is no "${name}": ${all.map((one) => one.name).join(', ')}`)
    return found
  })
}
