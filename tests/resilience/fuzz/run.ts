/**
 * P4, the long form: `pnpm --filter @sidegate/resilience fuzz`. FRAMES at the real socket, DECODES judged without one,
 * SEED for both. The result goes to tests/resilience/results and ends the command with 1 when a promise was broken.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProbeReport } from '../probe.ts'
import { askProbe, inMB, inMs, PROBED } from '../probed.ts'
import { writeResult } from '../results.ts'
import { makeServer } from '../server.ts'
import { compareWithDisk, FUZZ_QUOTAS, lastVisits, runCampaign } from './campaign.ts'
import { judgeMany } from './decode-only.ts'

const SEED = Number(process.env.SEED ?? 20261126)
const UPDATES = Number(process.env.FRAMES ?? 1_000_000)
const DECODES = Number(process.env.DECODES ?? 5_000_000)
const PER_DOCUMENT = 8000
// Of what is sent at the socket, this much holds an update.
const WITH_UPDATE = 0.88
const DRIFT_BOUND = 20 * 1024 * 1024
const SLOW = 50
// Longer than a room stays open without anybody in it.
const ROOMS_CLOSE_AFTER = 40_000

const frames = Math.ceil(UPDATES / WITH_UPDATE)
const server = await makeServer({
  families: 12,
  hangouts: Math.max(1, Math.ceil(frames / PER_DOCUMENT / 2)),
  env: FUZZ_QUOTAS,
  node: PROBED,
})
/** What stands when nobody is there: rooms close by themselves. */
const quietReport = async () => {
  await new Promise((done) => setTimeout(done, ROOMS_CLOSE_AFTER))
  return askProbe(server)
}

const startedAt = performance.now()
await server.start()
let warm: ProbeReport | null = null
const documents = server.circles[0]?.hangouts.length ?? 0
const { tally, readByPath } = await runCampaign({
  server,
  frames,
  seed: SEED,
  async onStage(now) {
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    process.stderr.write(`${now.frames} frames, ${now.documents} documents, ${seconds} s\n`)
    // A fifth of the way, each code path is warm and each cache is full.
    if (!warm && now.documents >= (documents * 2) / 5) warm = await quietReport()
  },
})
const faults = [...tally.faults, ...server.log]
const end = server.child ? await quietReport() : null
const seconds = Math.round((performance.now() - startedAt) / 1000)
if (server.complaints) faults.push(server.complaints)
if (server.child) {
  const { code } = await server.terminate()
  if (code !== 0) faults.push(`the server ended with ${code}`)
}
await server.start()
faults.push(...(await compareWithDisk(server, readByPath)))
await server.remove()

const drift = end && warm ? end.rss - (warm as ProbeReport).rss : 0
if (drift > DRIFT_BOUND) faults.push(`memory grew by ${inMB(drift)} MB`)
if (end && end.worstFrame.cpu > SLOW)
  faults.push(`a frame cost ${inMs(end.worstFrame.cpu)}: ${end.worstFrame.hex.slice(0, 400)}`)

const decodes = judgeMany(DECODES, SEED, (done) => process.stderr.write(`${done} judged\n`))
faults.push(...decodes.faults)
if (decodes.worst.cpu > SLOW)
  faults.push(`an update cost ${inMs(decodes.worst.cpu)} to judge: ${decodes.worst.hex.slice(0, 400)}`)

if (faults.length > 0) {
  const file = join(import.meta.dirname, '../results/fuzz-last-visits.json')
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, JSON.stringify(lastVisits()))
}
writeResult({
  name: 'fuzz',
  title: 'Hostile bytes (P4)',
  command: `SEED=${SEED} FRAMES=${UPDATES} DECODES=${DECODES} pnpm --filter @sidegate/resilience fuzz`,
  rows: [
    ['frames at the socket', tally.frames],
    ['of them with an update', tally.updates],
    ['documents, one after another', tally.documents],
    ['sockets opened', tally.visits],
    ['taken by the gate (accepted, or known already)', tally.saved],
    ['refused by the gate', tally.refused],
    ...Object.entries(tally.refusedByReason).map(([reason, times]): [string, number] => [
      `refused: ${reason}`,
      times,
    ]),
    ...Object.entries(tally.closedByCode).map(([code, times]): [string, number] => [
      `sockets closed with ${code}`,
      times,
    ]),
    ['updates of attackers relayed', tally.relayed],
    ['of them without what was known already', tally.remainders],
    ['honest edits beside them, all saved', tally.honestEdits],
    ['dearest frame, in time of the processor', end ? inMs(end.worstFrame.cpu) : '-'],
    ['longest that a frame held the loop', end ? inMs(end.longestWall) : '-'],
    ['frames that cost over 50 ms', end?.over50 ?? '-'],
    ['longest that the loop was away for anything', end ? inMs(end.worstLoop) : '-'],
    [
      'memory (RSS) after warm-up, at the end, drift',
      end && warm ? `${inMB((warm as ProbeReport).rss)}, ${inMB(end.rss)}, ${inMB(drift)} MB` : '-',
    ],
    ['seconds at the socket', seconds],
    ['judged without a socket', decodes.updates],
    [
      'accepted, nothing new',
      `${decodes.accepted.toLocaleString('en')}, ${decodes.nothing.toLocaleString('en')}`,
    ],
    ...Object.entries(decodes.refusedByReason).map(([reason, times]): [string, number] => [
      `refused: ${reason}`,
      times,
    ]),
    ['also judged by clone, apply, compare', decodes.compared],
    ['dearest judgement, in time of the processor', inMs(decodes.worst.cpu)],
  ],
  faults,
  data: { seed: SEED, seconds, tally, warm, end, decodes },
})
// Phones that still wait to come back would keep the process for ever.
process.exit()
