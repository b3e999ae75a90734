/** P14 and P15, the short forms: what is deterministic of them. Figures of memory and time are told by the commands. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askProbe, PROBED } from '../probed.ts'
import { makeServer, type ServerProcess } from '../server.ts'
import { createCycling } from './cycles.ts'
import { stopReaders } from './stopped-readers.ts'

const CYCLES = 600
const SOCKETS = 200
const MB = 1024 * 1024

let server: ServerProcess
beforeEach(async () => {
  const env = { QUOTA_SOCKETS_PER_GUARDIAN: '1000', QUOTA_REFUSALS_PER_MINUTE: '100000' }
  server = await makeServer({ families: 16, hangouts: 4, env, node: PROBED })
  await server.start()
}, 30_000)
afterEach(() => server?.remove())

test(`P14: ${SOCKETS} sockets that stop reading are shown out, and hold no memory; whoever reads on hears everything`, async () => {
  const told = await stopReaders(server, SOCKETS)
  console.info(`stopped readers: ${JSON.stringify(told)}`)
  expect(told.faults).toEqual([])
  expect(told.externalGrowth).toBeLessThan(64 * MB)
  expect(server.log).toEqual([])
}, 120_000)

test(`P15: ${CYCLES} times open, edit, close, and some that are turned away: no socket, timer or thread is left`, async () => {
  const cycle = createCycling(server)
  const first = await cycle(CYCLES / 3)
  const before = await askProbe(server)
  const second = await cycle((CYCLES * 2) / 3)
  expect([...first.faults, ...second.faults]).toEqual([])
  expect(first.saved + second.saved).toBeGreaterThan(CYCLES / 2)
  let now = await askProbe(server)
  const isQuiet = async () => {
    // Nobody is there any more: what is left, a house that was just started has, too.
    now = await askProbe(server)
    return now.sockets === 0 && now.heap < before.heap + 4 * MB
  }
  const deadline = Date.now() + 60_000
  while (!(await isQuiet())) {
    if (Date.now() > deadline)
      throw new Error(`not quiet: ${JSON.stringify(now)}, before ${JSON.stringify(before)}`)
    await new Promise(setImmediate)
  }
  expect(server.log).toEqual([])
  const { code } = await server.terminate()
  expect(code).toBe(0)
}, 120_000)
