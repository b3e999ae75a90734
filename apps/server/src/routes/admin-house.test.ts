import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'
import { type MailServer, startMailServer } from '../testing/mail-server.ts'

let server: MailServer
let house: House
beforeEach(async () => {
  server = await startMailServer()
  house = await startHouse({ mail: { url: server.url, from: 'pta@lincoln.example' }, trustProxy: 1 })
})
afterEach(async () => {
  await house.stop()
  await server.stop()
})

const as = async (name: string) => ({ url: house.url, token: await house.signIn(name) })
const TEST = { to: 'idris@home.example', language: 'es' }

test('the operator sees disk, clock, address, mail and the last backup', async () => {
  const idris = await as('Idris')
  const before = await get(idris, '/api/admin/house')
  expect(before.json).toMatchObject({
    settings: { name: 'Lincoln Elementary PTA' },
    now: house.clock.now,
    disk: { free: expect.any(Number), size: expect.any(Number) },
    lastBackup: null,
    mail: { from: 'pta@lincoln.example', waiting: 0, failed: 0, bounced: 0, lastSentAt: null, fault: null },
    address: { publicUrl: house.url, isTrustworthy: true, trustProxy: 1, seen: { hops: 0, protocol: null } },
  })
  // The mail server's address and password are the machine's own business.
  expect(before.text).not.toContain(String(server.port))
  writeFileSync(join(house.dataDir, 'last-backup.json'), '{"at":5,"bytes":7}')
  const response = await fetch(`${house.url}/api/admin/house`, {
    headers: {
      Authorization: `Bearer ${idris.token}`,
      'X-Forwarded-For': '203.0.113.7, 10.0.0.2',
      'X-Forwarded-Proto': 'https',
    },
  })
  expect(await response.json()).toMatchObject({
    lastBackup: { at: 5, bytes: 7 },
    address: { seen: { hops: 2, protocol: 'https' } },
  })
})

test('to everybody else, organizers too, it is not there', async () => {
  for (const name of ['Mara', 'Grace']) {
    const who = await as(name)
    const answers = [
      await get(who, '/api/admin/house'),
      await send(who, '/api/admin/house', { name: 'Mine', zone: 'UTC', language: 'en' }),
      await send(who, '/api/admin/house/mail-test', TEST),
    ]
    expect(answers.map(({ status, text }) => [status, text])).toEqual(
      Array(3).fill([404, '{"error":"not-found"}']),
    )
  }
  expect(server.mails).toEqual([])
})

test('a test of mail says plainly what came of it, and the audit has it without the address', async () => {
  const idris = await as('Idris')
  const test = () => send(idris, '/api/admin/house/mail-test', TEST)
  expect((await test()).json).toEqual({ fault: null })
  expect(server.mails[0]).toMatchObject({
    recipient: TEST.to,
    subject: 'Lincoln Elementary PTA: Una prueba',
  })
  server.answer = () => ({ at: 'recipient', code: 550 })
  expect((await test()).json).toEqual({ fault: 'address-refused' })
  await server.stop()
  expect((await test()).json).toEqual({ fault: 'unreachable' })
  const audit = await house.store.sqlite.db.selectFrom('audit').select(['act', 'detail']).execute()
  expect(audit.map(({ act, detail }) => [act, detail])).toEqual([
    ['mail-tested', '{"fault":null}'],
    ['mail-tested', '{"fault":"address-refused"}'],
    ['mail-tested', '{"fault":"unreachable"}'],
  ])
  expect(house.logLines.join('')).not.toContain(TEST.to)
  for (let i = 0; i < 2; i++) await test()
  expect((await test()).status).toBe(429)
})

test('without a mail server a test says so', async () => {
  const bare = await startHouse()
  const answer = await send(
    { url: bare.url, token: await bare.signIn('Idris') },
    '/api/admin/house/mail-test',
    TEST,
  )
  expect([answer.status, answer.json]).toEqual([409, { error: 'no-mail' }])
  await bare.stop()
})

test('the house is named anew in one step, told to other operators, and written down', async () => {
  const idris = await as('Idris')
  const settings = { name: '  Lincoln\nPTA ', zone: 'Europe/Madrid', language: 'es' }
  expect((await send(idris, '/api/admin/house', settings)).status).toBe(200)
  expect(await house.store.installation()).toMatchObject({
    name: 'Lincoln PTA',
    zone: 'Europe/Madrid',
    language: 'es',
  })
  const faulty = await send(idris, '/api/admin/house', { name: '', zone: 'Moon', language: 'es' })
  expect(faulty.json).toEqual({ error: 'invalid', fields: { name: 'missing', zone: 'no-zone' } })
  expect(await house.store.sqlite.db.selectFrom('audit').select('act').execute()).toEqual([
    { act: 'house-named' },
  ])
})
