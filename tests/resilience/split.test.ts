/**
 * R15: a line that is cut, or split in two writes, at each byte from the handshake to the last frame of a visit: what
 * was typed arrives once. STEP=1 tries every byte, the suite each so-manieth.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPhone, until, words } from './phone.ts'
import { type Line, startLine } from './proxy.ts'
import { makeServer, type ServerProcess } from './server.ts'

const STEP = Number(process.env.STEP ?? 11)
/** The handshake and the frames of a visit that brings one word, one way. */
const BYTES = 700

let server: ServerProcess
let line: Line

beforeAll(async () => {
  server = await makeServer({ env: { QUOTA_SOCKETS_PER_GUARDIAN: '2000' } })
  await server.start()
  line = await startLine(server.port)
}, 30_000)

afterAll(async () => {
  await line?.close()
  await server?.remove()
})

test(`each ${STEP}. byte of a visit: cut there, and split there`, async () => {
  const [guardian, other] = server.guardians
  if (!guardian || !other) throw new Error('somebody was seeded')
  const { plan: address } = server
  const phone = createPhone({ port: line.port, address, token: guardian.token, patience: 5 })
  const witness = createPhone({ port: server.port, address, token: other.token })
  try {
    await until(() => phone.isSaved && witness.provider.synced, 'both here')
    const count = { cuts: 0, words: 0 }
    for (let at = 1; at < BYTES; at += STEP) {
      for (const weather of [{ cutAfter: at }, { splitAt: at }]) {
        phone.provider.disconnect()
        const word = `<${at}${'cutAfter' in weather ? 'c' : 's'}>`
        if (phone.open.read().notes.length > 3000) phone.erase(words(phone.open.read().notes)[0] ?? '')
        phone.write(word)
        const before = line.cuts
        line.change(weather)
        phone.provider.connect()
        if ('cutAfter' in weather) {
          await until(() => line.cuts > before || phone.isSaved, `a cut at ${at}`)
          count.cuts += line.cuts - before
          line.change({})
        }
        await until(
          () => phone.isSaved,
          () =>
            `${JSON.stringify(weather)}: ${phone.acked} of ${phone.acts.length}, ${phone.closes.slice(-5)}`,
        )
        count.words++
      }
    }
    const text = phone.open.read().notes
    await until(() => witness.open.read().notes === text, 'the witness has it')
    expect(new Set(words(text)).size).toBe(words(text).length)
    expect([phone.refused, witness.refused, witness.closes, server.complaints]).toEqual([[], [], [], ''])
    // A visit is longer than the shortest of its cuts, or nothing was tried.
    expect(count.cuts).toBeGreaterThan(BYTES / STEP / 3)
    console.info(`each ${STEP}. byte: ${JSON.stringify(count)}`)
  } finally {
    phone.hangUp()
    witness.hangUp()
  }
}, 300_000)
