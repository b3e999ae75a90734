/**
 * P22 and R9, with real processes: a backup is made while three phones type, and brought back later. What the phones
 * wrote since comes back by nobody, nothing stands twice, and the address of before is closed.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CLOSE } from '@sidegate/core/documents/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPhone, type Phone, until, words } from './phone.ts'
import { makeServer, type ServerProcess } from './server.ts'

const MAIN = join(import.meta.dirname, '../../apps/server/src/main.ts')

let server: ServerProcess
let folder: string
const phones: Phone[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidegate-backup-'))
  server = await makeServer()
  await server.start()
}, 30_000)
afterAll(async () => {
  for (const phone of phones) phone.hangUp()
  await server?.remove()
  await rm(folder, { recursive: true })
})

function phoneAt(address: string, who: number): Phone {
  const { token } = server.guardians[who] as { token: string }
  const phone = createPhone({ port: server.port, address, token })
  phones.push(phone)
  return phone
}

async function sidegate(...args: string[]) {
  const env = { PATH: process.env.PATH, DATA_DIR: server.dataDir }
  const run = promisify(execFile)(process.execPath, [MAIN, ...args, '--json'], { env })
  return run.then(
    ({ stdout }) => ({ code: 0, json: JSON.parse(stdout), error: '' }),
    ({ code, stderr }) => ({ code, json: null, error: stderr as string }),
  )
}

/** The plan's address as the server tells it now. */
async function currentAddress(): Promise<string> {
  const [, id] = server.plan.split('/')
  const headers = { Authorization: `Bearer ${server.guardians[0]?.token}` }
  const page = await fetch(`http://127.0.0.1:${server.port}/api/hangouts/${id}`, { headers })
  return ((await page.json()) as { plan: string }).plan
}

test('P22: a backup under load is consistent; restored, it holds what it held, and a stale phone neither doubles nor revives (R9)', async () => {
  const typing = [0, 1, 2].map((who) => phoneAt(server.plan, who))
  await until(() => typing.every((phone) => phone.provider.synced), 'three phones')
  let count = 0
  const timers = typing.map((phone, who) => setInterval(() => phone.write(`<${who}.${count++}>`), 5))
  await until(() => typing.every((phone) => phone.acked > 20), 'typing')

  const ackedBefore = typing.flatMap(({ acts, acked }) => acts.slice(0, acked).map(({ word }) => word))
  const file = join(folder, 'house.backup')
  const backup = await sidegate('backup', file)
  expect(backup).toMatchObject({ code: 0, json: { file, documents: 3, faults: [] } })
  const writtenUntil = new Set(typing.flatMap(({ acts }) => acts.map(({ word }) => word)))
  expect(await sidegate('restore', file)).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^Another Sidegate is already working on .*\n$/),
  })

  const ackedThen = typing.map(({ acked }) => acked)
  await until(() => typing.every(({ acked }, who) => acked > (ackedThen[who] ?? 0) + 20), 'more edits')
  timers.forEach(clearInterval)
  await until(() => typing.every((phone) => phone.isSaved), 'all saved')
  const [stale] = typing as [Phone]
  stale.provider.disconnect()
  stale.write('<offline>')
  for (const phone of typing.slice(1)) phone.hangUp()
  await server.terminate()

  const restored = await sidegate('restore', file)
  expect(restored).toMatchObject({ code: 0, json: { documents: 3, faults: [] } })
  expect((await sidegate('doctor')).json).toMatchObject({ sound: true })
  await server.start()

  const address = await currentAddress()
  expect(address).not.toBe(server.plan)
  stale.provider.connect()
  await until(() => stale.closes.includes(CLOSE.wrongEpoch), 'the stale phone is told')
  const newcomer = phoneAt(address, 4)
  await until(() => newcomer.provider.synced, 'the document')
  const found = words(newcomer.open.read().notes)
  expect(new Set(found).size).toBe(found.length)
  expect(ackedBefore.filter((word) => !found.includes(word))).toEqual([])
  expect(found.filter((word) => !writtenUntil.has(word))).toEqual([])
  expect(found.length).toBeLessThan(count)

  // The house goes on: who was there comes back under the new address, and everybody sees the same.
  const back = phoneAt(address, 0)
  await until(() => back.provider.synced, 'a phone that is back')
  back.write('<again>')
  await until(() => back.isSaved && newcomer.open.read().notes.includes('<again>'), 'the other phone sees it')
  expect(newcomer.open.read().notes).not.toContain('<offline>')
  expect(server.complaints).toBe('')
}, 90_000)
