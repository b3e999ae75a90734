import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createHealth, type Disk, diskOf, type HealthDeps } from './health.ts'
import { get } from './testing/asking.ts'
import { type House, openFolder, startHouse } from './testing/house.ts'

// A good deal over what counts as alive.
const STALL = 1300 // ms
const GB = 1024 ** 3

let house: House
beforeAll(async () => {
  house = await startHouse()
})
afterAll(() => house.stop())

/** The house's health on a disk of our choice, asked once. */
async function readinessOn(change: Partial<HealthDeps>) {
  const disk = async (): Promise<Disk> => ({ free: 50 * GB, size: 100 * GB })
  const health = createHealth({ store: house.store, disk, ...change })
  try {
    return await health.readiness()
  } finally {
    health.drain()
  }
}

test('a server that can save is alive and ready', async () => {
  expect((await get(house, '/livez')).json).toMatchObject({ alive: true })
  const { status, json } = await get(house, '/readyz')
  expect([status, json.ready]).toEqual([200, true])
  expect(await readinessOn({})).toEqual({ ready: true, degraded: false, reasons: [] })
})

test('a disk that takes no writes and a stop under way are reasons against', async () => {
  const store = { ...house.store, checkWritable: () => Promise.reject(new Error('disk full')) }
  expect(await readinessOn({ store })).toEqual({
    ready: false,
    degraded: false,
    reasons: ['the data folder takes no writes'],
  })
  const health = createHealth({ store, disk: async () => ({ free: 0, size: GB }) })
  expect(await health.readiness()).toMatchObject({ ready: false, reasons: { length: 2 } })
  health.drain()
  expect(await health.readiness()).toMatchObject({ ready: false, reasons: ['draining'] })
})

test('a data folder that was taken away is a reason against, although the open file takes every write', async () => {
  const disk = diskOf(join(house.dataDir, 'gone'))
  expect(await readinessOn({ disk })).toMatchObject({
    ready: false,
    reasons: ['the data folder takes no writes'],
  })
})

test('whoever asks all the time makes it write once a second, not each time', async () => {
  let writes = 0
  const checkWritable = async () => void writes++
  const store = { ...house.store, checkWritable }
  const health = createHealth({ store, disk: diskOf(house.dataDir) })
  await Promise.all(Array.from({ length: 50 }, () => health.readiness()))
  expect(writes).toBe(1)
  await vi.waitFor(async () => {
    await health.readiness()
    expect(writes).toBe(2)
  }, 20_000)
  health.drain()
})

test('less than 15 % of the disk degrades, and only when that is little (P17)', async () => {
  const on = (free: number, size: number) => readinessOn({ disk: async () => ({ free, size }) })
  expect(await on(1.45 * GB, 10 * GB)).toEqual({
    ready: true,
    degraded: true,
    reasons: ['the disk is filling up: 14 % left'],
  })
  expect(await on(1.6 * GB, 10 * GB)).toMatchObject({ degraded: false })
  expect(await on(100 * GB, 2000 * GB)).toMatchObject({ degraded: false })
  expect((await on(0.1 * GB, 10 * GB)).reasons).toEqual(['the disk is nearly full: 102 MB left'])
})

test('the disk is that of the folder', async () => {
  const { free, size } = await diskOf(house.dataDir)()
  expect(free).toBeGreaterThan(0)
  expect(size).toBeGreaterThan(free)
})

test('a document that can only be read degrades without a word of which one, and stops no one (P21)', async () => {
  const note = (change: string) => house.store.sqlite.transact((raw) => raw.exec(change))
  const values = `('plan', '${house.hangoutId}', 1, 7, 'a reason with words')`
  await note(`insert into document_faults (kind, id, epoch, found_at, reason) values ${values}`)
  const told = await get(house, '/readyz')
  expect(told.status).toBe(200)
  expect(told.json).toMatchObject({
    ready: true,
    degraded: true,
    reasons: expect.arrayContaining(['1 document can only be read']),
  })
  expect(told.text).not.toContain(house.hangoutId)
  await note('update document_faults set epoch = 0')
  expect(await readinessOn({})).toMatchObject({ degraded: false })
  await note('delete from document_faults')
})

test('tending says when what there is to see to has changed', async () => {
  let free = 50 * GB
  const health = createHealth({ store: house.store, disk: async () => ({ free, size: 20 * GB }) })
  const tended = [await health.tend(), await health.tend()]
  free = 2 * GB
  tended.push(await health.tend())
  free = 1.9 * GB
  tended.push(await health.tend())
  free = 50 * GB
  tended.push(await health.tend())
  expect(tended).toEqual(['same', 'same', 'changed', 'same', 'changed'])
  health.drain()
})

test('a log that grew while somebody kept reading is cut short once they are gone, and never waited for (R29)', async () => {
  const folder = await openFolder()
  const { store, dataDir } = folder
  const file = join(dataDir, 'sidegate.db')
  const size = () => statSync(`${file}-wal`).size
  await store.sqlite.transact((raw) => raw.exec('create table ballast (bytes blob)'))
  const reader = new DatabaseSync(file, { readOnly: true })
  reader.exec('begin')
  reader.prepare('select count(*) from ballast').get()
  await store.sqlite.transact((raw) => raw.exec('insert into ballast values (zeroblob(40000000))'))
  const grown = size()
  const from = performance.now()
  expect(await store.checkpoint()).toBe(grown)
  expect(performance.now() - from).toBeLessThan(900) // not the busy timeout
  reader.exec('commit')
  reader.close()
  expect(await store.checkpoint()).toBe(0)
  await folder.close()
})

test('a stalled event loop is not alive', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sidegate-test-'))
  const health = createHealth({ store: house.store, disk: diskOf(dataDir) })
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
  expect((await health.readiness()).reasons.join()).toMatch(/the process stood still for \d+ ms/)
  health.drain()
  rmSync(dataDir, { recursive: true })
})
