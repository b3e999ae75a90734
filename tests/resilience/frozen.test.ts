/**
 * A server that stops answering and goes on again (SIGSTOP, SIGCONT), and one that is told to end (SIGTERM) with many
 * sockets open: nothing is lost or doubled, nobody is told "saved" meanwhile, and phones come back spread out (P16).
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPhone, type Phone, randomFrom, until, words } from './phone.ts'
import { makeServer, type ServerProcess } from './server.ts'

const SEED = Number(process.env.SEED ?? 20261126)
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const CROWD = 60
const random = randomFrom(SEED)

let server: ServerProcess
const phones: Phone[] = []
let count = 0

beforeAll(async () => {
  server = await makeServer()
  await server.start()
  for (let i = 0; i < CROWD; i++) {
    const { token } = server.guardians[i % server.guardians.length] as { token: string }
    phones.push(createPhone({ port: server.port, address: server.plan, token, patience: 'as the web' }))
  }
  await until(() => phones.every((phone) => phone.isSaved), 'a crowd')
}, 60_000)

afterAll(async () => {
  for (const phone of phones) phone.hangUp()
  await server?.remove()
})

/** The first four type until told to stop. */
function startTyping(): () => void {
  const timers = phones.slice(0, 4).map((phone, who) =>
    setInterval(() => {
      const standing = words(phone.open.read().notes).filter((word) => word.startsWith(`<${who}.`))
      if (standing.length > 30) phone.erase(random.pick(standing))
      else phone.write(`<${who}.${count++}>`)
    }, 6 + who),
  )
  return () => timers.forEach(clearInterval)
}

async function allAlike() {
  await until(
    () => phones.every((phone) => phone.isSaved),
    () => phones.map(({ acked, acts, closes }) => `${acked}/${acts.length} ${closes}`).join(', '),
  )
  const erased = new Set(
    phones.flatMap(({ acts }) => acts.flatMap(({ kind, word }) => (kind === 'erase' ? [word] : []))),
  )
  const wanted = phones
    .flatMap(({ acts }) => acts.flatMap(({ kind, word }) => (kind === 'write' ? [word] : [])))
    .filter((word) => !erased.has(word))
    .sort()
  const isAlike = (phone: Phone) => words(phone.open.read().notes).sort().join() === wanted.join()
  await until(() => phones.every(isAlike), 'all alike, nothing lost, nothing doubled')
  expect(phones.flatMap(({ refused }) => refused)).toEqual([])
}

test(`${ROUNDS} times SIGSTOP under load: nobody is told "saved" meanwhile, and nothing is lost or doubled`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const before = phones.slice(0, 4).map(({ acked }) => acked)
    const stopTyping = startTyping()
    await until(
      () => phones.slice(0, 4).every(({ acked }, i) => acked > (before[i] as number) + 3),
      'all acked',
    )
    server.freeze()
    // What it had sent before is read once nothing has come for a while.
    let known = -1
    let looks = 0
    const total = () => phones.reduce((sum, { acked }) => sum + acked, 0)
    await until(() => {
      looks = total() === known ? looks + 1 : 0
      known = total()
      return looks === 30
    }, 'silence')
    await new Promise((next) => setTimeout(next, 100 + random.below(1500)))
    stopTyping()
    expect(total()).toBe(known)
    expect(phones.slice(0, 4).some(({ isSaved }) => isSaved)).toBe(false)
    server.thaw()
    await allAlike()
  }
  expect(server.complaints).toBe('')
}, 240_000)

test(`P16: SIGTERM with ${CROWD} sockets under load: out within 5 s with 1012, phones are back within 3 s, spread out`, async () => {
  for (const phone of phones) {
    phone.closes.length = 0
    phone.closedAt.length = 0
    phone.triedAt.length = 0
  }
  const before = phones.slice(0, 4).map(({ acked }) => acked)
  const stopTyping = startTyping()
  await until(
    () => phones.slice(0, 4).every(({ acked }, i) => acked > (before[i] as number) + 5),
    'all acked',
  )
  const { code, took } = await server.terminate()
  stopTyping()
  await until(() => phones.every(({ closes }) => closes.length > 0), 'all told')
  expect(code).toBe(0)
  expect(took).toBeLessThan(5000)
  expect(new Set(phones.map(({ closes }) => closes[0]))).toEqual(new Set([1012]))
  await server.start()
  await until(() => phones.every(({ triedAt }) => triedAt.length > 0), 'all tried')
  const waits = phones.map(({ triedAt, closedAt }) => (triedAt[0] as number) - (closedAt[0] as number))
  const [soonest, latest] = [Math.min(...waits), Math.max(...waits)]
  console.info(
    `SIGTERM: out after ${Math.round(took)} ms; first attempts after ${Math.round(soonest)} to ${Math.round(latest)} ms`,
  )
  expect(latest).toBeLessThan(3000)
  expect(latest - soonest).toBeGreaterThan(300)
  await allAlike()
  expect(server.complaints).toBe('')
}, 120_000)
