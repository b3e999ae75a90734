/**
 * P4, the short form: 100,000 frames at the real socket of a real process, beside honest phones and a witness who
 * accounts for each byte. SEED and FRAMES change the run; after a fault the last visits stand in a file that is named.
 */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeServer, type ServerProcess } from '../server.ts'
import { compareWithDisk, FUZZ_QUOTAS, lastVisits, runCampaign } from './campaign.ts'

const SEED = Number(process.env.SEED ?? 20261126)
const FRAMES = Number(process.env.FRAMES ?? 100_000)
const PER_DOCUMENT = 6000
const DOCUMENTS_OF_A_HANGOUT = 2

let server: ServerProcess

beforeAll(async () => {
  const hangouts = Math.ceil(FRAMES / PER_DOCUMENT / DOCUMENTS_OF_A_HANGOUT)
  server = await makeServer({ families: 12, hangouts, env: FUZZ_QUOTAS })
  await server.start()
}, 30_000)

afterAll(() => server?.remove())

test(`P4: ${FRAMES} hostile frames harm nobody: no fault, no honest edit refused, nobody hears a refused byte, all agree with the disk`, async () => {
  const { tally, readByPath } = await runCampaign({ server, frames: FRAMES, seed: SEED })
  console.info(`fuzz: seed ${SEED}, ${JSON.stringify(tally)}`)
  if (tally.faults.length > 0) {
    const file = join(await mkdtemp(join(tmpdir(), 'sidegate-fuzz-')), 'visits.json')
    await writeFile(file, JSON.stringify(lastVisits()))
    console.info(`the last visits are in ${file}`)
  }
  expect(tally.faults).toEqual([])
  expect(server.log).toEqual([])
  expect(server.complaints).toBe('')
  const { code } = await server.terminate()
  expect(code).toBe(0)
  await server.start()
  expect(await compareWithDisk(server, readByPath)).toEqual([])

  // The frames reached the gate, and each reason that a guest can meet was met.
  expect(tally.frames).toBeGreaterThanOrEqual(FRAMES)
  expect(tally.saved + tally.refused).toBeGreaterThan(tally.updates / 2)
  expect(tally.relayed).toBeGreaterThan(tally.updates / 10)
  expect(tally.honestEdits).toBeGreaterThan(FRAMES / 1000)
  const missed = Object.entries(tally.refusedByReason).flatMap(([reason, times]) =>
    times === 0 ? [reason] : [],
  )
  // A list is seldom full here; refusal-reasons.test.ts has each reason.
  expect(missed.filter((reason) => reason !== 'full')).toEqual(['read-only'])
}, 600_000)
