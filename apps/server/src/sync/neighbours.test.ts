/** P13, R5, R20: whoever wants more than their share is shown out, and the others don't notice. */
import { connect } from 'node:net'
import { formatAddress } from '@sidegate/core/documents/address'
import { board } from '@sidegate/core/documents/board'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_REFUSED, MESSAGE_SAVED } from '@sidegate/core/documents/protocol'
import { recordId } from '@sidegate/core/testing/replicas'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { awarenessFrame, stateFrame, updateFrame } from './frames.ts'
import { type Engine, openRaw, type RawSocket, startEngine, until } from './testing.ts'

let engine: Engine
beforeEach(async () => {
  engine = await startEngine()
})
afterEach(() => engine.stop())

const OFFENDER = 'Wanjiru'
const NOTHING = Uint8Array.of(0, 0)

/** Where the offender is at home: another hangout than that of the honest ones would do, too. */
const path = () => formatAddress(engine.plan)

async function enter(token: string): Promise<RawSocket> {
  const socket = await openRaw(`ws://127.0.0.1:${engine.port}/sync/${path()}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  socket.ws.send(stateFrame(NOTHING))
  return socket
}

/** Edits as fast as they can be made, under a client id of their own. */
async function edits(count: number): Promise<Uint8Array[]> {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(await engine.storedDoc(engine.plan)))
  const made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(updateFrame(update)))
  for (let n = 0; n < count; n++) doc.transact(() => doc.getText('notes').insert(0, n % 2 ? '' : 'x'))
  for (let n = 0; made.length < count; n++) doc.getText('notes').insert(n % 5, 'y')
  return made
}

const savedOf = ({ frames }: RawSocket) =>
  Math.max(0, ...frames.filter((frame) => frame[0] === MESSAGE_SAVED).map((frame) => frame[1] as number))

describe('a flood', () => {
  test.each<[string, (n: number) => Uint8Array]>([
    ['of moves', (n) => awarenessFrame([{ client: 77, clock: n, state: { at: String(n) } }])],
    ['of repetitions', (n) => awarenessFrame([{ client: 78, clock: n, state: null }])],
    ['of questions', () => Uint8Array.of(0, 0, 1, 0)],
    ['of refused edits, of which one is judged', () => updateFrame(Uint8Array.of(9, 9))],
    ['of what is known already', () => updateFrame(NOTHING)],
  ])('%s: closed with 1013, and the honest ones have all saved', async (_what, frame) => {
    const [host, guest] = await Promise.all([
      engine.phone('Jelena', plan, engine.plan),
      engine.phone('Mara', plan, engine.plan),
    ])
    await Promise.all([host.allSaved(), guest.allSaved()])
    const offender = await enter(await engine.signIn(OFFENDER))
    for (let n = 0; n < 3000 && offender.ws.readyState === offender.ws.OPEN; n++) {
      offender.ws.send(frame(n))
      if (n % 300 === 0) {
        host.open.change((edit) => edit.about.splice(0, 0, 'h'))
        guest.open.change((edit) => edit.notes.splice(0, 0, 'g'))
      }
    }
    expect(await offender.closed).toEqual({ code: 1013, reason: 'too fast' })
    expect(offender.frames.filter((sent) => sent[0] === MESSAGE_REFUSED).length).toBeLessThanOrEqual(1)
    await Promise.all([host.allSaved(), guest.allSaved()])
    expect([host, guest].flatMap(({ refused, closes }) => [...refused, ...closes])).toEqual([])
  })

  test('of edits, at a hundred times the limit: no more than the burst is taken, the honest ones are all acked', async () => {
    const host = await engine.phone('Jelena', plan, engine.plan)
    await host.allSaved()
    const offender = await enter(await engine.signIn(OFFENDER))
    const made = await edits(3000)
    for (const [n, frame] of made.entries()) {
      offender.ws.send(frame)
      if (n % 300 === 0) host.open.change((edit) => edit.about.splice(0, 0, 'h'))
    }
    expect(await offender.closed).toEqual({ code: 1013, reason: 'too fast' })
    await host.allSaved()
    expect([...host.refused, ...host.closes]).toEqual([])
    const { id } = engine.guardian(OFFENDER)
    const taken = () =>
      engine.disk.seen.flat().filter(({ guardianId, update }) => guardianId === id && update)
    // What was taken of it may still be on its way to the disk when the offender is already out.
    await until(() => taken().length >= 119, 'the burst on disk')
    host.open.change((edit) => edit.about.splice(0, 0, 'h'))
    await host.allSaved()
    // The test's clock stands still, so nothing is added to the burst; its first frame brought nothing.
    expect(taken()).toHaveLength(119)
  })

  test('of edits over twenty sockets, each of which is back at once: all together have a share of four', async () => {
    const token = await engine.signIn(OFFENDER)
    const { id } = engine.guardian(OFFENDER)
    for (let round = 0; round < 2; round++) {
      const sockets = await Promise.all(Array.from({ length: 20 }, () => enter(token)))
      for (const socket of sockets) for (const frame of await edits(200)) socket.ws.send(frame)
      for (const { closed } of sockets) expect(await closed).toEqual({ code: 1013, reason: 'too fast' })
    }
    const taken = engine.disk.seen.flat().filter(({ guardianId, update }) => guardianId === id && update)
    // What each said first, that it brings nothing, counts too.
    expect(taken.length).toBeGreaterThan(400)
    expect(taken.length).toBeLessThanOrEqual(480)
  })

  test('that goes on after the socket was shown out is cut, not heard to its end', async () => {
    const offender = await enter(await engine.signIn(OFFENDER))
    await offender.roundTrip()
    const tcp = (offender.ws as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket // ws shows it nowhere else
    // Beneath its own WebSocket, which would stop at the server's word.
    const question = Uint8Array.of(0x82, 0x84, 0, 0, 0, 0, 0, 0, 1, 0)
    tcp.write(Buffer.concat(Array.from({ length: 5000 }, () => question)))
    expect([1006, 1013]).toContain((await offender.closed).code)
    await until(() => engine.rooms.editing('plan', engine.hangoutId) === 0, 'the offender gone')
  })
})

test('coming back has a rate, too: whoever is back at once, again and again, waits (1013), and others come in', async () => {
  const token = await engine.signIn(OFFENDER)
  const comeAndGo = async () => {
    const socket = await enter(token)
    const told = await Promise.race([
      socket.closed,
      until(() => savedOf(socket) > 0, 'let in').then(() => null),
    ])
    socket.ws.terminate()
    await socket.closed
    return told
  }
  for (let time = 0; time < 60; time++) expect(await comeAndGo()).toBeNull()
  expect(await comeAndGo()).toEqual({ code: 1013, reason: 'too fast' })
  const honest = await engine.phone('Mara', plan, engine.plan)
  await honest.allSaved()
  engine.clock.now += 1000
  expect(await comeAndGo()).toBeNull()
  expect(await comeAndGo()).toEqual({ code: 1013, reason: 'too fast' })
})

test('a full line to the disk: whoever sends more is shed with 1013, memory is bounded, and what was taken is saved once the disk is back (R5)', async () => {
  await engine.stop()
  const fast = { perSecond: 1_000_000, burst: 1_000_000 }
  engine = await startEngine({ quotas: { edits: fast, documentBytes: 1024 ** 3 } })
  const honest = await engine.phone('Mara', board, engine.board)
  await honest.allSaved()
  const offender = await engine.phone(OFFENDER, plan, engine.plan)
  await offender.allSaved()
  engine.disk.hold()
  const page = 'x'.repeat(19_000)
  let bytes = 0
  const isShed = until(() => offender.closes.length > 0, 'the offender shed', 50_000)
  for (; offender.closes.length === 0 && bytes < 96 * 1024 * 1024; bytes += page.length) {
    offender.open.change((edit) => edit.notes.splice(0, edit.notes.length, page))
    if (bytes % (page.length * 50) === 0) await Promise.race([offender.roundTrip(), isShed])
  }
  await isShed
  expect(offender.closes[0]).toEqual({ code: 1013, reason: 'overloaded' })
  expect(bytes).toBeLessThan(80 * 1024 * 1024)
  expect(honest.closes).toEqual([])
  engine.disk.release()
  honest.open.change((edit) => edit.ideas.put(recordId(7), { title: 'After the flood' }))
  await honest.allSaved()
  await offender.allSaved()
  expect([...honest.refused, ...offender.refused]).toEqual([])
  expect((await engine.stored(plan, engine.plan)).notes).toBe(page)
}, 60_000)

test('floods before anybody said who they are hold nothing: half handshakes, strangers with frames at once, wrong tokens', async () => {
  const strangers = Array.from({ length: 100 }, (_, n) => {
    const tcp = connect(engine.port, '127.0.0.1')
    const head =
      `GET /sync/${path()} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
    const wrong = n % 2 ? `Authorization: Bearer ${'A'.repeat(43)}\r\n` : ''
    // A third stops in the middle; the others send a megabyte behind it without waiting for an answer.
    tcp.write(n % 3 === 0 ? head : `${head}${wrong}\r\n`)
    if (n % 3 !== 0) tcp.write(Buffer.alloc(1024 * 1024))
    tcp.on('error', () => tcp.destroy())
    tcp.resume()
    return { tcp, isHalf: n % 3 === 0, isGone: new Promise((done) => tcp.once('close', done)) }
  })
  const honest = await engine.phone('Mara', plan, engine.plan)
  honest.open.change((edit) => edit.notes.splice(0, 0, 'beside the flood '))
  await honest.allSaved()
  await Promise.all(strangers.filter(({ isHalf }) => !isHalf).map(({ isGone }) => isGone))
  for (const { tcp } of strangers) tcp.destroy()
  expect(engine.rooms.editing('plan', engine.hangoutId)).toBe(1)
  expect(engine.logLines.filter((line) => /"level":(50|60)/.test(line))).toEqual([])
})
