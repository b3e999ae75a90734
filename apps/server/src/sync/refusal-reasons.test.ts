/** P6, reason by reason: a refusal is whole, told to the sender alone, counted once, and healed by rebuilding. */
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_REFUSED, MESSAGE_SAVED, type RefusalReason } from '@sidegate/core/documents/protocol'
import { recordId } from '@sidegate/core/testing/replicas'
import * as decoding from 'lib0/decoding'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { stateFrame, updateFrame } from './frames.ts'
import { type Engine, type RawSocket, startEngine, until } from './testing.ts'

let engine: Engine
beforeEach(async () => {
  engine = await startEngine()
})
afterEach(() => engine.stop())

const NOTHING = Uint8Array.of(0, 0)
const ASK = Uint8Array.of(0, 0, 1, 0)

/** A socket that has its first state and has said that it brings nothing. */
async function enter(name: string): Promise<RawSocket> {
  const socket = await engine.rawSocket(name, formatAddress(engine.plan))
  socket.ws.send(stateFrame(NOTHING))
  socket.ws.send(ASK)
  await until(() => socket.frames.some((frame) => frame[0] === 0 && frame[1] === 1), 'the first state')
  return socket
}

const refusalsOf = ({ frames }: RawSocket) =>
  frames
    .filter((frame) => frame[0] === MESSAGE_REFUSED)
    .map((frame) => {
      const decoder = decoding.createDecoder(frame.subarray(1))
      return { reason: decoding.readVarString(decoder), epoch: decoding.readVarUint(decoder) }
    })

/** The plan as it stands, on a phone of its own under a client id that nobody has. */
async function copy(): Promise<Y.Doc> {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(await engine.storedDoc(engine.plan)))
  return doc
}

/** What an edit adds, as one update. */
function updateBy(doc: Y.Doc, edit: (doc: Y.Doc) => void): Uint8Array {
  let update: Uint8Array = NOTHING
  const keep = (bytes: Uint8Array) => {
    update = bytes
  }
  doc.on('update', keep)
  doc.transact(() => edit(doc))
  doc.off('update', keep)
  return update
}

const typed = (text: string) => (doc: Y.Doc) => doc.getText('notes').insert(0, text)
const claimOf = (doc: Y.Doc) => `${[...doc.getMap('slots').keys()][0]}:${engine.guardian('Mara').familyId}`

/** By reason: an edit of Mara's, a guest, that is refused with it. */
const WRONG: Record<Exclude<RefusalReason, 'read-only'>, (doc: Y.Doc, hostClient: number) => Uint8Array> = {
  // A struct of no length: a bare Yjs takes it, and no newcomer can load the document.
  malformed: () => Uint8Array.of(1, 1, 7, 0, 0, 0, 0),
  'too-big': (doc) => updateBy(doc, typed('x'.repeat(25_000))),
  gap(doc) {
    updateBy(doc, typed('never sent '))
    return updateBy(doc, typed('sent '))
  },
  'client-taken'(doc, hostClient) {
    doc.clientID = hostClient
    return updateBy(doc, typed('as the host '))
  },
  'unknown-place': (doc) =>
    updateBy(doc, () => doc.getMap('slots').set('no id', new Y.Map([['title', 'x']]))),
  'bad-value': (doc) =>
    updateBy(doc, () => doc.getMap('claims').set(claimOf(doc), { quantity: 0, note: '' })),
  full: (doc) =>
    updateBy(doc, () => {
      for (let n = 1; n <= 34; n++) doc.getMap('slots').set(recordId(n), new Y.Map([['title', 'Chips']]))
    }),
  'not-yours': (doc) =>
    updateBy(doc, () => doc.getText('about').insert(0, 'A guest writes where only hosts do. ')),
}

describe.each(Object.entries(WRONG))('%s', (reason, wrong) => {
  test('the witnesses hear 0 bytes, the sender why, once; muted until rebuilt, then taken again', async () => {
    const host = await engine.phone('Jelena', plan, engine.plan)
    await host.synced()
    host.open.change((edit) => edit.notes.splice(0, 0, 'The host wrote this. '))
    await host.allSaved()
    const witnesses = await Promise.all([enter('Wanjiru'), enter('Joost')])
    const guest = await enter('Mara')
    await Promise.all(witnesses.map((witness) => witness.roundTrip()))
    const heard = witnesses.map(({ frames }) => frames.length)
    const before = await engine.stored(plan, engine.plan)

    // What is in flight behind the wrong one is ignored, right or wrong, and counts no second time.
    const doc = await copy()
    guest.ws.send(updateFrame(wrong(doc, host.doc.clientID)))
    for (let n = 0; n < 20; n++) guest.ws.send(updateFrame(wrong(await copy(), host.doc.clientID)))
    guest.ws.send(updateFrame(updateBy(await copy(), typed('right, but muted '))))
    await guest.roundTrip()
    await until(() => refusalsOf(guest).length > 0, 'the refusal')
    await Promise.all(witnesses.map((witness) => witness.roundTrip()))
    expect(refusalsOf(guest)).toEqual([{ reason, epoch: 1 }])
    expect(guest.ws.readyState).toBe(guest.ws.OPEN)
    expect(witnesses.map(({ frames }) => frames.length)).toEqual(heard)
    expect(await engine.stored(plan, engine.plan)).toEqual(before)

    // Reading goes on.
    host.open.change((edit) => edit.about.splice(0, 0, 'Hosts may. '))
    await host.allSaved()
    await guest.roundTrip()
    const relayed = witnesses.map(({ frames }) => frames.length)
    expect(Buffer.concat(guest.frames).includes('Hosts may. ')).toBe(true)

    // Rebuilt: a new socket, a new client id, and the very next edit is taken and heard byte by byte.
    const rebuilt = await enter('Mara')
    const update = updateBy(await copy(), typed('said again '))
    rebuilt.ws.send(updateFrame(update))
    await until(() => rebuilt.frames.some((frame) => frame[0] === MESSAGE_SAVED && frame[1] === 2), 'the ack')
    for (const [i, witness] of witnesses.entries()) {
      await witness.roundTrip()
      expect(witness.frames.slice(relayed[i])).toEqual([updateFrame(update)])
    }
    expect((await engine.stored(plan, engine.plan)).notes.startsWith('said again ')).toBe(true)
    expect(refusalsOf(rebuilt)).toEqual([])
  })
})

test('read-only: a document whose bytes are damaged takes nothing from anybody, tells them so, and is read on', async () => {
  const damaged = Uint8Array.of(1, 1, 5, 3, 132, 9, 9)
  const at = { address: engine.plan, guardianId: null, at: 0, clients: [], owned: [] }
  const doc = await copy()
  await engine.store.documents.append([{ ...at, update: damaged }])
  const witnesses = await Promise.all([enter('Wanjiru'), enter('Joost')])
  const heard = witnesses.map(({ frames }) => frames.length)
  for (const name of ['Mara', 'Jelena']) {
    const sender = await enter(name)
    sender.ws.send(updateFrame(updateBy(doc, typed('right, but not now '))))
    await until(() => refusalsOf(sender).length > 0, 'the refusal')
    expect(refusalsOf(sender)).toEqual([{ reason: 'read-only', epoch: 1 }])
    expect(sender.ws.readyState).toBe(sender.ws.OPEN)
  }
  await Promise.all(witnesses.map((witness) => witness.roundTrip()))
  expect(witnesses.map(({ frames }) => frames.length)).toEqual(heard)
})

test('one refusal counts once, however many wrong edits are in flight: the fifth socket is shown out, no earlier one', async () => {
  for (let time = 1; time <= 5; time++) {
    const guest = await enter('Mara')
    for (let n = 0; n < 50; n++) guest.ws.send(updateFrame(WRONG['not-yours'](await copy(), 0)))
    if (time === 5) expect(await guest.closed).toEqual({ code: 1013, reason: 'refused too often' })
    else {
      await until(() => refusalsOf(guest).length > 0, 'the refusal')
      await guest.roundTrip()
      expect(guest.ws.readyState).toBe(guest.ws.OPEN)
    }
  }
  // It is Mara who is shown out; a refused guest of another family is one of one.
  const other = await enter('Wanjiru')
  other.ws.send(updateFrame(WRONG['not-yours'](await copy(), 0)))
  await until(() => refusalsOf(other).length > 0, 'the refusal')
  await other.roundTrip()
  expect(other.ws.readyState).toBe(other.ws.OPEN)
})

test('a second tab that leans on what the first was refused is refused for the gap, and both are healed by rebuilding', async () => {
  const [first, second] = [await enter('Mara'), await enter('Mara')]
  const shared = await copy()
  const refused = updateBy(shared, () => shared.getText('about').insert(0, 'x'))
  // The second tab has it from the first one's local store and types right behind it.
  shared.clientID++
  const leaning = updateBy(shared, () => shared.getText('about').insert(1, 'y'))
  first.ws.send(updateFrame(refused))
  second.ws.send(updateFrame(leaning))
  await until(() => refusalsOf(first).length + refusalsOf(second).length === 2, 'both refusals')
  expect([...refusalsOf(first), ...refusalsOf(second)].map(({ reason }) => reason)).toEqual([
    'not-yours',
    'gap',
  ])
  for (const text of ['from the first ', 'from the second ']) {
    const rebuilt = await enter('Mara')
    rebuilt.ws.send(updateFrame(updateBy(await copy(), typed(text))))
    await until(() => rebuilt.frames.some((frame) => frame[0] === MESSAGE_SAVED && frame[1] === 2), 'the ack')
  }
  expect((await engine.stored(plan, engine.plan)).notes).toContain('from the second from the first ')
})
