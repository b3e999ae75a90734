/** Who comes in, who doesn't, and what a socket without manners can do: nothing (R14, R20, R21, R22; T12, T13). */
import { connect } from 'node:net'
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { updateFrame } from './frames.ts'
import { type Engine, openRaw, startEngine, until } from './testing.ts'

let engine: Engine
beforeAll(async () => {
  engine = await startEngine()
})
afterAll(() => engine.stop())

const planPath = () => formatAddress(engine.plan)
const otherPlan = () => `plan/${engine.other.hangouts[0]?.id}/1`
const nowhere = () => `plan/han_${'0'.repeat(22)}/1`

describe('who comes in', () => {
  test('a stranger, an unknown document, a draft address and a wrong kind get one and the same answer (house rule 3)', async () => {
    const paths = [
      otherPlan(),
      nowhere(),
      `board/${engine.hangoutId}/1`,
      'plan/x',
      `${planPath()}/`,
      `${otherPlan()}7`,
    ]
    const answers = await Promise.all(
      paths.map(async (path) => {
        const socket = await engine.rawSocket('Mara', path)
        return { status: socket.status, close: await socket.closed, frames: socket.frames }
      }),
    )
    for (const answer of answers) {
      expect(answer).toEqual({ status: null, close: { code: 4403, reason: engine.installation }, frames: [] })
    }
  })

  test('nobody without a session: 4401; a program whose token is not one, too', async () => {
    const browser = await engine.rawSocket(null, planPath(), { origin: engine.origin })
    expect((await browser.closed).code).toBe(4401)
    const program = await openRaw(`ws://127.0.0.1:${engine.port}/sync/${planPath()}`, {
      headers: { authorization: `Bearer ${'A'.repeat(43)}` },
    })
    expect((await program.closed).code).toBe(4401)
  })

  test('a wrong epoch: 4409 and the current one', async () => {
    const socket = await engine.rawSocket('Mara', `plan/${engine.hangoutId}/7`)
    expect(await socket.closed).toEqual({ code: 4409, reason: '1' })
  })

  test.each([
    ['a cookie from our own page', { cookie: true, origin: 'ours' }, null],
    ['a cookie from another page', { cookie: true, origin: 'https://elsewhere.example' }, 403],
    ['a cookie without an Origin', { cookie: true }, 403],
    ['a bearer without an Origin', {}, null],
    ['a bearer from another page', { origin: 'https://elsewhere.example' }, 403],
    ['nothing at all', null, 403],
  ])('R21: %s', async (_title, how, status) => {
    const from =
      how && 'origin' in how
        ? { ...how, origin: how.origin === 'ours' ? engine.origin : how.origin }
        : (how ?? {})
    const socket = await engine.rawSocket(how ? 'Mara' : null, planPath(), from as { origin?: string })
    expect(socket.status).toBe(status)
    socket.ws.terminate()
  })

  test('R22: an ended session closes its sockets at once, and no other', async () => {
    const [mara, jelena] = await Promise.all([
      engine.phone('Mara', plan, engine.plan),
      engine.phone('Jelena', plan, engine.plan),
    ])
    await Promise.all([mara.allSaved(), jelena.allSaved()])
    const { id } = engine.guardian('Mara')
    engine.rooms.closeFor((member) => member.actor.guardianId === id, 4403, engine.installation)
    await until(() => mara.closes.length > 0, 'the closing')
    expect(mara.closes).toEqual([{ code: 4403, reason: engine.installation }])
    expect(mara.provider.shouldConnect).toBe(false)
    await jelena.roundTrip()
    expect(jelena.closes).toEqual([])
  })

  test('R22: a session that ends while the document is loading does not stay in', async () => {
    engine.disk.holdLoads()
    const socket = await engine.rawSocket('Wanjiru', formatAddress(engine.play))
    await until(() => engine.disk.loads.includes(formatAddress(engine.play)), 'the load')
    const { id } = engine.guardian('Wanjiru')
    await engine.store.sqlite.db.deleteFrom('session_guardians').where('guardian_id', '=', id).execute()
    engine.rooms.closeFor((member) => member.actor.guardianId === id, 4403, engine.installation)
    engine.disk.release()
    // Replaced, perhaps: it comes back, and is told at the door whether there is nothing any more.
    expect((await socket.closed).code).toBe(1012)
  })

  test('more sockets than a guardian may have: 1013', async () => {
    const token = await engine.signIn('Keiko')
    const open = () =>
      openRaw(`ws://127.0.0.1:${engine.port}/sync/${planPath()}`, {
        headers: { authorization: `Bearer ${token}` },
      })
    const sockets = await Promise.all(Array.from({ length: 20 }, open))
    const oneMore = await open()
    expect(await oneMore.closed).toEqual({ code: 1013, reason: 'too many' })
    for (const { ws, closed } of sockets) {
      ws.close()
      await closed
    }
    const again = await open()
    await again.roundTrip()
    expect(again.ws.readyState).toBe(again.ws.OPEN)
    again.ws.terminate()
  })
})

describe('what does not belong on the wire closes that socket (4400), and nobody else notices', () => {
  const big = 1024 * 1024
  test.each<[string, string | Uint8Array]>([
    ['a text frame', 'hello'],
    ['an empty frame', new Uint8Array()],
    ['an unknown message', Uint8Array.of(9, 1, 2)],
    ['a message that only servers send: saved', Uint8Array.of(4, 1)],
    ['a message that only servers send: refused', Uint8Array.of(5, 1, 65, 1)],
    ['an auth message', Uint8Array.of(2, 0, 1, 65)],
    ['a sync message of no kind', Uint8Array.of(0, 9, 0)],
    ['a truncated frame', Uint8Array.of(0, 2, 100, 1)],
    ['bytes behind a frame', Uint8Array.of(0, 0, 1, 0, 7)],
    ['a state vector that is none', Uint8Array.of(0, 0, 3, 0xff, 0xff, 0xff)],
    ['awareness that is none', Uint8Array.of(1, 2, 1, 1)],
    ['a frame over our bound', new Uint8Array(big + 1500)],
    ['a frame over the bound of ws (T12, R23)', new Uint8Array(big + 5000)],
  ])('%s', async (_title, bytes) => {
    const witness = await engine.phone('Jelena', plan, engine.plan)
    await witness.allSaved()
    const socket = await engine.rawSocket('Mara', planPath())
    socket.ws.send(bytes)
    expect((await socket.closed).code).toBe(4400)
    await witness.roundTrip()
    expect(witness.closes).toEqual([])
    witness.hangUp()
  })

  test('a broken WebSocket frame: the process lives', async () => {
    const socket = await engine.rawSocket('Mara', planPath())
    // A server's frames are not masked; a client's must be.
    const tcp = (socket.ws as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket // ws shows it nowhere else
    tcp.write(Uint8Array.of(0x82, 0x02, 0x00, 0x00))
    expect((await socket.closed).code).toBe(4400)
    const next = await engine.rawSocket('Mara', planPath())
    expect(next.status).toBeNull()
    next.ws.terminate()
  })

  test('what follows a bad frame is not taken', async () => {
    const [writer, witness] = [
      await engine.rawSocket('Mara', planPath()),
      await engine.phone('Jelena', plan, engine.plan),
    ]
    await witness.synced()
    const updates: Uint8Array[] = []
    const mara = await engine.phone('Mara', plan, engine.plan, { connect: false })
    mara.doc.on('update', (update: Uint8Array) => updates.push(update))
    mara.open.change((edit) => edit.notes.splice(0, 0, 'after the bad frame'))
    writer.ws.send(Uint8Array.of(9))
    writer.ws.send(updateFrame(updates[0] as Uint8Array))
    await writer.closed
    await witness.roundTrip()
    expect(witness.open.read().notes).not.toContain('after the bad frame')
  })
})

describe('a handshake that goes wrong', () => {
  const request = (path: string, more = '') =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`

  const speak = (bytes: string, cutAfter = false) =>
    new Promise<string>((done) => {
      let heard = ''
      const tcp = connect(engine.port, '127.0.0.1', () => {
        tcp.write(bytes)
        if (cutAfter) tcp.resetAndDestroy()
      })
      tcp.on('data', (data) => {
        heard += data.toString('latin1')
      })
      tcp.on('error', () => tcp.destroy())
      tcp.on('close', () => done(heard))
    })

  test.each([
    ['another path', '/elsewhere', '404'],
    ['a path that is no path', '//', '404'],
    ['no session and no Origin', '/sync/plan/x/1', '403'],
  ])('%s: %s is answered and closed (T13)', async (_title, path, status) => {
    expect(await speak(request(path))).toContain(`HTTP/1.1 ${status}`)
    // What strangers send is no error of ours.
    expect(engine.logLines.filter((line) => line.includes('upgrade failed'))).toEqual([])
  })

  test('cut in the middle, a hundred times: the process lives', async () => {
    const token = await engine.signIn('Mara')
    const whole = request(`/sync/${planPath()}`, `Authorization: Bearer ${token}\r\n`)
    await Promise.all(Array.from({ length: 100 }, (_, i) => speak(whole.slice(0, 20 + i * 4), true)))
    await Promise.all(Array.from({ length: 20 }, () => speak(whole, true)))
    const phone = await engine.phone('Mara', plan, engine.plan)
    await phone.allSaved()
    await until(() => engine.rooms.editing('plan', engine.hangoutId) <= 2, 'nobody left over')
  })
})

test('R20: a reader that stops reading is shown out, and holds its unread bytes no longer than the bound', async () => {
  await engine.stop()
  engine = await startEngine({
    quotas: { unreadBytes: 64 * 1024, closeWithin: 300, edits: { perSecond: 1000, burst: 4000 } },
  })
  const slow = await engine.rawSocket('Mara', planPath())
  slow.ws.send(Uint8Array.of(0, 0, 1, 0))
  await until(() => slow.frames.length >= 2, 'its first state')
  slow.ws.pause()
  const host = await engine.phone('Jelena', plan, engine.plan)
  await host.allSaved()
  // Enough to fill the sockets' own buffers too.
  for (let i = 0; i < 700 && engine.rooms.editing('plan', engine.hangoutId) > 1; i++) {
    host.open.change((edit) => edit.about.splice(0, 15_000, 'x'.repeat(15_000)))
    if (i % 20 === 0) await host.allSaved()
  }
  await until(() => engine.rooms.editing('plan', engine.hangoutId) === 1, 'the slow one gone', 10_000)
  expect(host.closes).toEqual([])
}, 20_000)
