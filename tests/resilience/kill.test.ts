/**
 * P1: acked is never lost, seen is never lost, nothing is doubled: a real process, killed with -9 at random moments
 * while four phones type. P16: SIGTERM under load. SEED and ROUNDS change the run:
 * `pnpm --filter @sidegate/resilience kill` makes 200 rounds.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPhone, type Phone, randomFrom, until, words } from './phone.ts'
import { makeServer, type ServerProcess } from './server.ts'

const SEED = Number(process.env.SEED ?? 20261122)
const ROUNDS = Number(process.env.ROUNDS ?? 20)
const WITHIN = 60_000 + ROUNDS * 5000

let server: ServerProcess
let phones: Phone[]
const random = randomFrom(SEED)
let count = 0

beforeAll(async () => {
  server = await makeServer()
  await server.start()
  phones = server.guardians
    .slice(0, 4)
    .map(({ token }) => createPhone({ port: server.port, address: server.plan, token }))
  await until(() => phones.every((phone) => phone.provider.synced), 'four phones')
}, 30_000)

afterAll(async () => {
  for (const phone of phones ?? []) phone.hangUp()
  await server?.remove()
})

/** Types until told to stop, everybody at once; words come and go so that the text stays short. */
function startTyping() {
  const timers = phones.map((phone, who) =>
    setInterval(() => {
      const standing = standingOf(phone)
      if (standing.length > 40 || (standing.length > 0 && random.below(4) === 0))
        phone.erase(random.pick(standing))
      else phone.write(`<${who}.${count++}>`)
    }, 4 + who),
  )
  return () => timers.forEach(clearInterval)
}

/** What a phone wrote and has not taken away. */
function standingOf({ acts }: Phone, until = acts.length): string[] {
  const standing = new Set<string>()
  for (const { word, kind } of acts.slice(0, until)) {
    if (kind === 'write') standing.add(word)
    else standing.delete(word)
  }
  return [...standing]
}

/** What the server has on disk, as a newcomer with an empty phone reads it. */
async function readByNewcomer(): Promise<string[]> {
  const { token } = server.guardians[4] as { token: string }
  const newcomer = createPhone({ port: server.port, address: server.plan, token })
  try {
    await until(() => newcomer.provider.synced, 'the document, loaded')
    return words(newcomer.open.read().notes)
  } finally {
    newcomer.hangUp()
  }
}

test(
  `P1: ${ROUNDS} times kill -9 under load: nothing acked or seen is lost, nothing doubled`,
  async () => {
    const totals = { edits: 0, acked: 0, ackedLost: 0, seenLost: 0, doubled: 0, unackedAtKill: 0 }
    for (let round = 0; round < ROUNDS; round++) {
      const ackedBefore = phones.map((phone) => phone.acked)
      const stopTyping = startTyping()
      await until(
        () => phones.every((phone, i) => phone.acked > (ackedBefore[i] as number) + 3),
        'everybody acked',
      )
      // The moment is the random part of this test.
      await new Promise((next) => setTimeout(next, random.below(120)))
      await server.kill()
      stopTyping()
      // All that was sent to them before it died has been read once the socket is closed.
      await until(() => phones.every((phone) => !phone.provider.wsconnected), 'the sockets closed')
      for (const phone of phones) phone.provider.disconnect()

      const mustStand = new Set<string>()
      const mustBeGone = new Set<string>()
      const seen = new Set<string>()
      for (const phone of phones) {
        totals.unackedAtKill += phone.acts.length - phone.acked
        const erasedSince = new Set(
          phone.acts
            .slice(phone.acked)
            .filter(({ kind }) => kind === 'erase')
            .map(({ word }) => word),
        )
        for (const word of standingOf(phone, phone.acked)) if (!erasedSince.has(word)) mustStand.add(word)
        for (const { word, kind } of phone.acts.slice(0, phone.acked))
          if (kind === 'erase') mustBeGone.add(word)
        // What others wrote and this phone shows came from the server.
        const own = new Set(phone.acts.map(({ word }) => word))
        for (const word of words(phone.open.read().notes)) if (!own.has(word)) seen.add(word)
      }
      const erased = new Set(
        phones.flatMap(({ acts }) => acts.filter(({ kind }) => kind === 'erase').map(({ word }) => word)),
      )

      await server.start()
      const stored = await readByNewcomer()
      const standing = new Set(stored)
      totals.doubled += stored.length - standing.size
      for (const word of mustStand) if (!standing.has(word)) totals.ackedLost++
      for (const word of mustBeGone) if (standing.has(word)) totals.ackedLost++
      for (const word of seen) if (!standing.has(word) && !erased.has(word)) totals.seenLost++

      for (const phone of phones) phone.provider.connect()
      await until(
        () => phones.every((phone) => phone.isSaved),
        () => phones.map((phone) => `${phone.acked} of ${phone.acts.length} ${phone.refused}`).join(', '),
      )
    }
    totals.edits = phones.reduce((sum, phone) => sum + phone.acts.length, 0)
    totals.acked = phones.reduce((sum, phone) => sum + phone.acked, 0)
    console.info(`kill -9: seed ${SEED}, ${ROUNDS} rounds, ${JSON.stringify(totals)}`)

    expect(totals).toMatchObject({ ackedLost: 0, seenLost: 0, doubled: 0 })
    expect(totals.edits).toBeGreaterThan(ROUNDS * 16)
    expect(totals.acked).toBe(totals.edits)
    const wanted = phones.flatMap((phone) => standingOf(phone)).sort()
    expect((await readByNewcomer()).sort()).toEqual(wanted)
    for (const phone of phones) {
      await until(() => words(phone.open.read().notes).length === wanted.length, 'all alike')
      expect(words(phone.open.read().notes).sort()).toEqual(wanted)
      expect(phone.refused).toEqual([])
    }
  },
  WITHIN,
)

test('P16: SIGTERM under load: out within 5 s with 1012, nothing acked lost, phones come back by themselves', async () => {
  for (const phone of phones) phone.closes.length = 0
  const ackedBefore = phones.map((phone) => phone.acked)
  const stopTyping = startTyping()
  await until(
    () => phones.every((phone, i) => phone.acked > (ackedBefore[i] as number) + 10),
    'everybody acked',
  )
  const { code, took } = await server.terminate()
  stopTyping()
  await until(() => phones.every((phone) => !phone.provider.wsconnected), 'the sockets closed')
  console.info(`SIGTERM: ended with ${code} after ${Math.round(took)} ms`)
  expect(code).toBe(0)
  expect(took).toBeLessThan(5000)
  expect(phones.map((phone) => phone.closes[0])).toEqual([1012, 1012, 1012, 1012])

  const told = phones.map((phone) => ({ phone, acked: phone.acked }))
  await server.start()
  const at = performance.now()
  await until(() => phones.every((phone) => phone.isSaved), 'back by themselves')
  console.info(`all back and saved ${Math.round(performance.now() - at)} ms after the start`)
  const stored = new Set(await readByNewcomer())
  for (const { phone, acked } of told) {
    const gone = new Set(phone.acts.slice(acked).map(({ word }) => word))
    expect(standingOf(phone, acked).filter((word) => !gone.has(word) && !stored.has(word))).toEqual([])
  }
  expect([...stored].sort()).toEqual(phones.flatMap((phone) => standingOf(phone)).sort())
  expect(server.complaints).toBe('')
}, 60_000)
