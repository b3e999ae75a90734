/** R15, P3: lines that are cut in the middle of frames, slow, and in crumbs: nothing half is ever taken. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPhone, type Phone, randomFrom, until, words } from './phone.ts'
import { type Line, startLine } from './proxy.ts'
import { makeServer, type ServerProcess } from './server.ts'

const SEED = Number(process.env.SEED ?? 20261122)
const CUTS = 40

let server: ServerProcess
let line: Line
const phones: Phone[] = []

beforeAll(async () => {
  server = await makeServer()
  await server.start()
  line = await startLine(server.port)
}, 30_000)

afterAll(async () => {
  for (const phone of phones) phone.hangUp()
  await line?.close()
  await server?.remove()
})

test(`R15: ${CUTS} cuts in the middle of frames, in crumbs and with delays: all agree, nothing is lost, doubled or refused`, async () => {
  const random = randomFrom(SEED)
  const [near, ...behind] = server.guardians
  if (!near) throw new Error('somebody was seeded')
  const { plan: address } = server
  phones.push(createPhone({ port: server.port, address, token: near.token }))
  for (const { token } of behind.slice(0, 3)) phones.push(createPhone({ port: line.port, address, token }))
  await until(() => phones.every((phone) => phone.provider.synced), 'all here')

  let count = 0
  while (line.cuts < CUTS) {
    // From within the handshake to some frames later.
    line.change({
      cutAfter: 1 + random.below(2500),
      pieces: random.pick([1, 3, 7, 64, 4096]),
      delay: random.pick([0, 0, 1]),
    })
    const before = line.cuts
    await until(() => {
      const phone = random.pick(phones)
      const { notes } = phone.open.read()
      // Four phones apart stay together within the text's bound.
      if (notes.length > 3500 || random.below(3) === 0) phone.erase(random.pick(words(notes)) ?? '')
      else phone.write(`<${count++}:${'x'.repeat(random.below(60))}>`)
      return line.cuts > before
    }, 'a cut')
  }
  line.change({})
  await until(
    () => phones.every((phone) => phone.isSaved),
    () => phones.map(({ acked, acts, refused }) => `${acked} of ${acts.length} ${refused}`).join(', '),
  )
  const erased = new Set(
    phones.flatMap(({ acts }) => acts.filter(({ kind }) => kind === 'erase').map(({ word }) => word)),
  )
  const written = phones.flatMap(({ acts }) =>
    acts.filter(({ kind }) => kind === 'write').map(({ word }) => word),
  )
  const wanted = written.filter((word) => !erased.has(word)).sort()
  for (const phone of phones) {
    await until(() => words(phone.open.read().notes).length === wanted.length, 'all alike')
    expect(words(phone.open.read().notes).sort()).toEqual(wanted)
    expect(phone.refused).toEqual([])
  }
  expect(phones[0]?.closes).toEqual([])
  expect(server.complaints).toBe('')
  console.info(
    `cut lines: seed ${SEED}, ${line.cuts} cuts, ${written.length} words written, ${erased.size} erased`,
  )
}, 60_000)
