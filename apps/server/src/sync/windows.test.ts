/** One write a socket and window, whatever the window holds; and who reads slowly costs little and is shown out. */
import { Duplex } from 'node:stream'
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_SAVED } from '@sidegate/core/documents/protocol'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { type Member, Seat } from './seat.ts'
import { type Engine, startEngine, until } from './testing.ts'
import { Window } from './window.ts'
import { Wire } from './wire.ts'
import { SYNC_STATE, SYNC_UPDATE, splitFrames, syncWire } from './wire-frames.ts'

let engine: Engine | null = null
afterEach(async () => {
  await engine?.stop()
  engine = null
})

/** A member of the room without a socket: what it was sent, one entry a write. */
function listener(name: string, house: Engine) {
  const { id: guardianId, familyId } = house.guardian(name)
  const writes: Buffer[] = []
  const closes: number[] = []
  const member: Member = {
    actor: { part: 'host', guardianId, familyId, kidIds: [] },
    isOver: false,
    who: { guardianId, familyId, name },
    sessionId: name,
    send: (bytes) => void writes.push(bytes),
    close: (code) => void closes.push(code),
  }
  return {
    member,
    writes,
    closes,
    kinds: () => writes.map((bytes) => splitFrames(bytes).map((frame) => frame[0])),
  }
}
const message = (type: 0 | 1 | 2, payload: Uint8Array) =>
  splitFrames(syncWire(type, payload))[0] as Uint8Array

test('30 edits of three people in one flush: one write each, shared by those who wrote nothing, own edits left out', async () => {
  engine = await startEngine()
  const house = engine
  const people = ['Jelena', 'Mara', 'Wanjiru', 'Rafael', 'Idris'].map((name) => listener(name, house))
  const rooms = await Promise.all(people.map(({ member }) => house.rooms.join(house.plan, member)))
  const room = rooms[0]
  if (!room) throw new Error('no room')
  for (const { member } of people) {
    room.receive(member, message(0, Uint8Array.of(0)))
    room.receive(member, message(1, Uint8Array.of(0, 0)))
  }
  await room.whenSaved()
  for (const { writes } of people) writes.length = 0

  const updates = people.slice(0, 3).map(() => {
    const doc = new Y.Doc()
    const made: Uint8Array[] = []
    doc.on('update', (update) => made.push(update))
    for (let i = 0; i < 10; i++) doc.getText('notes').insert(0, 'x')
    return made
  })
  for (let i = 0; i < 10; i++)
    for (const [who, made] of updates.entries())
      room.receive(people[who]?.member as Member, message(2, made[i] as Uint8Array))
  await room.whenSaved()
  const [jelena, , , rafael, idris] = people
  expect(people.map(({ writes }) => writes.length)).toEqual([1, 1, 1, 1, 1])
  expect(rafael?.writes[0]).toBe(idris?.writes[0])
  expect(rafael?.kinds()[0]).toEqual(Array(30).fill(0))
  // The others' 20, and one word on all of one's own.
  expect(jelena?.kinds()[0]).toEqual([...Array(20).fill(0), MESSAGE_SAVED])
  const heard = splitFrames(jelena?.writes[0] as Buffer).slice(0, 20)
  const expected = Array.from({ length: 10 }, (_, i) => [updates[1]?.[i], updates[2]?.[i]]).flat()
  expect(heard).toEqual(
    expected
      .map((update) => Uint8Array.from(message(2, update as Uint8Array)))
      .map((bytes) => Buffer.from(bytes)),
  )
  expect(people.flatMap(({ closes }) => closes)).toEqual([])
})

test('whoever is told a state in the middle of a window hears only what came after it', () => {
  const sent = new Map<Seat, Buffer[]>()
  const seat = () => {
    const made: Seat = new Seat({
      send: (bytes: Buffer) => void sent.get(made)?.push(bytes),
    } as unknown as Member) // only told
    sent.set(made, [])
    return made
  }
  const [writer, reader, joiner, stranger] = [seat(), seat(), seat(), seat()]
  for (const one of [writer, reader]) one.isSynced = true
  const frames = [1, 2, 3, 4].map((byte) => syncWire(SYNC_UPDATE, Uint8Array.of(byte)))
  const state = syncWire(SYNC_STATE, Uint8Array.of(9))
  const [one, two, three, four] = frames as [Buffer, Buffer, Buffer, Buffer]
  const window = new Window()
  window.add(one, writer)
  window.add(two, null)
  joiner.isSynced = true
  window.state(joiner, state)
  window.add(three, writer)
  window.add(four, joiner)
  window.saved(writer, 7)
  window.saved(stranger, 1)
  window.send([writer, reader, joiner, stranger], 0)
  const saved = (count: number) => Buffer.from([0x82, 2, MESSAGE_SAVED, count])
  expect(sent.get(writer)).toEqual([Buffer.concat([two, four, saved(7)])])
  expect(sent.get(reader)).toEqual([Buffer.concat(frames)])
  expect(sent.get(joiner)).toEqual([Buffer.concat([state, three])])
  expect(sent.get(stranger)).toEqual([saved(1)])
})

test('frames of every length come out of a socket as they went in', async () => {
  engine = await startEngine({ quotas: { documentBytes: 10_000_000 } })
  const [writer, reader] = await Promise.all([
    engine.phone('Jelena', plan, engine.plan),
    engine.phone('Mara', plan, engine.plan),
  ])
  await Promise.all([writer.allSaved(), reader.allSaved()])
  for (const length of [1, 80, 125, 130, 3000, 9000])
    writer.open.change((edit) => edit.notes.splice(0, 0, 'é'.repeat(length)))
  await writer.allSaved()
  await until(() => reader.open.read().notes === writer.open.read().notes, 'all of it')
  const newcomer = await engine.phone('Wanjiru', plan, engine.plan)
  await newcomer.synced()
  expect(newcomer.open.read()).toEqual(writer.open.read())
})

test('R20: a stream that takes no more gets one list of shared bytes, and no more than the bound', () => {
  let release: (() => void) | null = null
  const stream = new Duplex({
    highWaterMark: 1000,
    read: () => undefined,
    write: (_bytes, _encoding, done) => {
      release = done
    },
    writev: (_chunks, done) => {
      release = done
    },
  })
  const wire = new Wire(stream, 10_000)
  const bytes = Buffer.alloc(600)
  let taken = 0
  while (wire.write(bytes)) taken++
  expect(taken * bytes.byteLength).toBeLessThanOrEqual(10_000 + bytes.byteLength)
  expect(taken).toBeGreaterThan(10)
  // The stream itself holds no more than it asked for.
  expect(stream.writableLength).toBeLessThanOrEqual(2 * bytes.byteLength)
  expect(wire.write(bytes)).toBe(false)
  expect(release).not.toBeNull()
})

test('a reader that pauses and reads on has all of it, in order', async () => {
  engine = await startEngine({ quotas: { documentBytes: 50_000_000, edits: { perSecond: 1e6, burst: 1e6 } } })
  const house = engine
  const token = await house.signIn('Mara')
  const socket = new WebSocket(`ws://127.0.0.1:${house.port}/sync/${formatAddress(house.plan)}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await new Promise((open) => socket.once('open', open))
  const doc = new Y.Doc()
  socket.on('message', (data: Buffer) => {
    if (data[0] !== 0 || data[1] === 0) return
    let at = 2
    while ((data[at++] ?? 0) > 127);
    Y.applyUpdate(doc, data.subarray(at))
  })
  socket.send(message(0, Uint8Array.of(0)))
  await until(() => doc.getMap('frame').size > 0, 'the state')
  socket.pause()
  const writer = await house.phone('Jelena', plan, house.plan)
  await writer.allSaved()
  for (let i = 0; i < 60; i++) {
    writer.open.change((edit) => {
      edit.notes.splice(0, 9000, '')
      edit.notes.splice(0, 0, `${i} `.repeat(3000))
    })
    if (i % 10 === 9) await writer.allSaved()
  }
  socket.resume()
  await until(() => doc.getText('notes').toString() === writer.open.read().notes, 'all of it')
  expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
  socket.terminate()
})
