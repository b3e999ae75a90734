/** P26: an empty folder, seen from outside. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { type Running, startServer } from '../server.ts'
import { get, send } from '../testing/asking.ts'
import { SUNDAY, startHouse, testConfig } from '../testing/house.ts'

const HOUR = 60 * 60 * 1000
const HOUSE = { name: 'Lincoln Elementary PTA', zone: 'America/New_York', language: 'en', operator: 'Idris' }

let house: Running
let dataDir: string
let clock: { now: number }
let logged: string[]
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sidegate-test-'))
  clock = { now: SUNDAY }
  logged = []
  house = await startServer({
    config: testConfig(dataDir),
    log: createLog('debug', { write: (line: string) => void logged.push(line) }),
    now: () => clock.now,
    here: null,
  })
})
afterEach(async () => {
  await house.stop()
  await rm(dataDir, { recursive: true })
})

const newLink = async () => (await house.store.setup.newLink(clock.now)) ?? ''
const setUp = (token: string, change: object = {}) =>
  send(house, '/api/setup', { token, ...HOUSE, ...change })
const look = (token: string) => send(house, '/api/setup/look', { token })

test('the link sets the house up, once: its opener is the operator, and the audit says so', async () => {
  const token = await newLink()
  expect((await look(token)).json).toEqual({ good: true })
  const done = await setUp(token)
  expect([done.status, done.json]).toEqual([
    200,
    { to: '/admin/', link: expect.stringMatching(/\/l\/[\w-]{43}$/) },
  ])
  const cookie = /^sidegate=[^;]+/.exec(done.headers.get('set-cookie') ?? '')?.[0] ?? ''
  expect(done.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
  const overview = await get({ url: house.url, cookie }, '/api/admin/overview')
  expect(overview.json).toMatchObject({ house: HOUSE.name, operator: true, circles: [] })
  expect(await house.store.installation()).toMatchObject({
    name: HOUSE.name,
    zone: HOUSE.zone,
    language: 'en',
    setUpAt: clock.now,
  })
  const audit = await house.store.sqlite.db.selectFrom('audit').select(['act', 'by_part']).execute()
  expect(audit).toEqual([
    { act: 'role-given', by_part: 'server' },
    { act: 'house-set-up', by_part: 'operator' },
  ])
})

test('the link to keep is a way back with the powers, a day later and on another device', async () => {
  const { json } = await setUp(await newLink())
  clock.now += 24 * HOUR
  const opened = await send(house, `/api/links/${json.link.split('/').at(-1)}/open`, {})
  const cookie = /^sidegate=[^;]+/.exec(opened.headers.get('set-cookie') ?? '')?.[0] ?? ''
  expect((await get({ url: house.url, cookie }, '/api/admin/house')).status).toBe(200)
})

test('used, wrong, replaced and late links set up nothing, and a used one is one that never was', async () => {
  const first = await newLink()
  const second = await newLink()
  for (const token of [first, 'x'.repeat(43), ''])
    expect([await look(token), await setUp(token)].map(({ status, text }) => [status, text])).toEqual(
      Array(2).fill([404, '{"error":"not-found"}']),
    )
  clock.now += HOUR
  expect((await look(second)).json).toEqual({ error: 'expired' })
  expect(await setUp(second)).toMatchObject({ status: 410, json: { error: 'expired' } })
  expect((await house.store.installation()).setUpAt).toBeNull()

  const third = await newLink()
  expect((await setUp(third)).status).toBe(200)
  expect(await newLink()).toBe('')
  for (const token of [third, 'x'.repeat(43)])
    expect([await look(token), await setUp(token)].map(({ status, text }) => [status, text])).toEqual(
      Array(2).fill([404, '{"error":"not-found"}']),
    )
})

test('a link that was printed is worth nothing once the house is set up in another way', async () => {
  const token = await newLink()
  await house.store.nameHouse('From a backup')
  expect([await look(token), await setUp(token)].map(({ status }) => status)).toEqual([404, 404])
})

test('of two who open it at the same moment one sets the house up', async () => {
  const token = await newLink()
  const done = await Promise.all([setUp(token), setUp(token, { operator: 'Somebody else' })])
  expect(done.map(({ status }) => status).sort()).toEqual([200, 404])
  expect(await house.store.sqlite.db.selectFrom('guardians').selectAll().execute()).toHaveLength(1)
})

test('what is missing or makes no sense is told by field, and the link goes on working', async () => {
  const token = await newLink()
  const faulty = await setUp(token, { name: ' ', zone: 'Moon/Base', language: 'xx', operator: '' })
  expect([faulty.status, faulty.json]).toEqual([
    400,
    {
      error: 'invalid',
      fields: { name: 'missing', zone: 'no-zone', language: 'invalid', operator: 'missing' },
    },
  ])
  expect((await look(token)).status).toBe(200)
})

test('P26: from outside an empty house has no way in: no account, no token, no secret that is anywhere else, too', async () => {
  await newLink()
  const paths = ['session', 'week', 'devices', 'live', 'admin/overview', 'admin/house', 'circles/cir_1']
  for (const path of paths) {
    const answer = await get(house, `/api/${path}`)
    expect([path, [401, 404].includes(answer.status)]).toEqual([path, true])
  }
  expect((await get(house, '/metrics')).status).toBe(404)
  for (const token of ['', 'admin', 'sidegate', 'x'.repeat(43)])
    expect((await get({ url: house.url, token }, '/api/session')).status).toBe(401)
  const { db } = house.store.sqlite
  for (const table of ['guardians', 'sessions', 'personal_links', 'passkeys', 'codes', 'posters'] as const)
    expect([table, await db.selectFrom(table).selectAll().execute()]).toEqual([table, []])
})

test('P26: neither the link nor anything of it is logged', async () => {
  const token = await newLink()
  await look(token)
  await setUp(token)
  expect(logged.join('')).toContain('/api/setup')
  expect(logged.join('')).not.toContain(token)
})

test('a house with people in it, made-up ones too, is set up', async () => {
  const full = await startHouse()
  expect(await full.store.setup.newLink(full.clock.now)).toBeNull()
  const answer = await send({ url: full.url }, '/api/setup', { token: 'x'.repeat(43), ...HOUSE })
  expect(answer.status).toBe(404)
  await full.stop()
})

test('many tries in a minute are too fast', async () => {
  for (let i = 0; i < 30; i++) await look('x'.repeat(43))
  expect((await look(await newLink())).status).toBe(429)
})
