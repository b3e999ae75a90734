import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createHealth } from './health.ts'
import { get } from './testing/asking.ts'
import { type House, startHouse } from './testing/house.ts'

// A good deal over what counts as alive.
const STALL = 1300 // ms

let house: House
beforeAll(async () => {
  house = await startHouse()
})
afterAll(() => house.stop())

test('a server that can save is alive and ready', async () => {
  expect((await get(house, '/livez')).json).toMatchObject({ alive: true })
  expect((await get(house, '/readyz')).json).toEqual({ ready: true, reasons: [] })
})

test('a disk that takes no writes and a stop under way are reasons against', async () => {
  const health = createHealth({ checkWritable: () => Promise.reject(new Error('disk full')) })
  expect(await health.reasonsAgainst()).toEqual(['the data folder takes no writes'])
  health.drain()
  expect(await health.reasonsAgainst()).toEqual(['draining'])
})

test('a stalled event loop is not alive', async () => {
  const health = createHealth(house.store)
  // Measuring begins with the first turn of the loop: one of our own, begun later, says when that was.
  const measured = monitorEventLoopDelay({ resolution: 20 })
  measured.enable()
  await vi.waitFor(() => expect(measured.count).toBeGreaterThan(0))
  measured.disable()
  const until = performance.now() + STALL
  while (performance.now() < until);
  // The stall is measured by the next turn of the loop.
  await vi.waitFor(() => expect(health.isAlive()).toBe(false))
  expect(health.lag()).toBeGreaterThan(1000)
  health.drain()
})
