import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHealth } from './health.ts'
import { get } from './testing/asking.ts'
import { type House, startHouse } from './testing/house.ts'

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
  await new Promise((soon) => setTimeout(soon, 50))
  const until = performance.now() + 1100
  while (performance.now() < until);
  await new Promise((soon) => setTimeout(soon, 50))
  expect(health.lag()).toBeGreaterThan(900)
  expect(health.isAlive()).toBe(false)
  health.drain()
})
