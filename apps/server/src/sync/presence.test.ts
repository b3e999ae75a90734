/** R18: who is here is written by the server; a phone says only where it is. T16: no ghosts. */
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_AWARENESS } from '@sidegate/core/documents/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { awarenessFrame, readAwareness } from './frames.ts'
import { type Engine, startEngine, until } from './testing.ts'

let engine: Engine
beforeEach(async () => {
  engine = await startEngine()
})
afterEach(() => engine.stop())

const phones = (...names: string[]) => Promise.all(names.map((name) => engine.phone(name, plan, engine.plan)))
type Phone = Awaited<ReturnType<typeof phones>>[number]
const here = (phone: Phone) => [...phone.others.values()].map(({ who }) => who?.name).sort()
const sees = (phone: Phone, ...names: string[]) =>
  until(
    () => here(phone).join() === names.sort().join(),
    () => `${names} are here, not ${here(phone)}`,
  )

test('everybody sees everybody else and where they are, under the name of their session', async () => {
  const [luka, tessa, zuri] = (await phones('Jelena', 'Mara', 'Wanjiru')) as [Phone, Phone, Phone]
  await Promise.all([
    sees(luka, 'Mara', 'Wanjiru'),
    sees(tessa, 'Jelena', 'Wanjiru'),
    sees(zuri, 'Jelena', 'Mara'),
  ])
  tessa.provider.awareness.setLocalStateField('at', 'notes')
  await until(() => luka.others.get(tessa.doc.clientID)?.at === 'notes', 'where Mara is')
  const { familyId, id: guardianId } = engine.guardian('Mara')
  expect(zuri.others.get(tessa.doc.clientID)).toEqual({
    at: 'notes',
    who: { guardianId, familyId, name: 'Mara' },
  })
  // What the client repeats of others is heard and passed over.
  expect([luka, tessa, zuri].flatMap((phone) => [...phone.refused, ...phone.closes])).toEqual([])
})

test('a forged name does not pass', async () => {
  const [luka, tessa] = (await phones('Jelena', 'Mara')) as [Phone, Phone]
  await sees(luka, 'Mara')
  tessa.provider.awareness.setLocalState({
    at: 'about',
    who: { name: 'Jelena', guardianId: engine.guardian('Jelena').id },
  })
  await until(() => luka.others.get(tessa.doc.clientID)?.at === 'about', 'where Mara is')
  expect(luka.others.get(tessa.doc.clientID)?.who.name).toBe('Mara')
})

test('nobody can say goodbye for another, or move them', async () => {
  const [luka, tessa] = (await phones('Jelena', 'Mara')) as [Phone, Phone]
  await sees(luka, 'Mara')
  const forger = await engine.rawSocket('Wanjiru', formatAddress(engine.plan))
  const client = tessa.doc.clientID
  forger.ws.send(awarenessFrame([{ client, clock: Date.now() * 2, state: null }]))
  forger.ws.send(
    awarenessFrame([{ client, clock: Date.now() * 2, state: { at: 'about', who: { name: 'x' } } }]),
  )
  await forger.roundTrip()
  await luka.roundTrip()
  expect(luka.others.get(client)).toMatchObject({ at: null, who: { name: 'Mara' } })
})

test('whoever leaves is gone at once, and at once visible when they come back under the same id (T16)', async () => {
  const [luka, tessa] = (await phones('Jelena', 'Mara')) as [Phone, Phone]
  await sees(luka, 'Mara')
  for (let time = 0; time < 3; time++) {
    tessa.provider.disconnect()
    await sees(luka)
    tessa.provider.connect()
    await sees(luka, 'Mara')
    await sees(tessa, 'Jelena')
  }
})

test('a half-dead socket of the same phone, ending late, does not take the phone away', async () => {
  const [luka] = (await phones('Jelena')) as [Phone]
  const path = formatAddress(engine.plan)
  const old = await engine.rawSocket('Mara', path)
  const again = await engine.rawSocket('Mara', path)
  old.ws.send(awarenessFrame([{ client: 77, clock: 1, state: { at: null } }]))
  await sees(luka, 'Mara')
  again.ws.send(awarenessFrame([{ client: 77, clock: 1, state: { at: 'notes' } }]))
  await until(() => luka.others.get(77)?.at === 'notes', 'the new socket')
  old.ws.close()
  await old.closed
  await luka.roundTrip()
  expect(here(luka)).toEqual(['Mara'])
  again.ws.close()
  await sees(luka)
})

test('a newcomer is told of the others, never of itself', async () => {
  await phones('Jelena', 'Rafael')
  const socket = await engine.rawSocket('Mara', formatAddress(engine.plan))
  socket.ws.send(awarenessFrame([{ client: 88, clock: 1, state: { at: null } }]))
  socket.ws.send(Uint8Array.of(0, 0, 1, 0))
  const told = () =>
    socket.frames.flatMap((frame) =>
      frame[0] === MESSAGE_AWARENESS
        ? (readAwareness(frame.subarray(2 + Number((frame[1] ?? 0) > 127))) ?? [])
        : [],
    )
  await until(() => told().length >= 2, 'the others')
  expect(told().map(({ client }) => client)).not.toContain(88)
})

test('more than 1 KB of presence closes the socket', async () => {
  const socket = await engine.rawSocket('Mara', formatAddress(engine.plan))
  socket.ws.send(awarenessFrame([{ client: 88, clock: 1, state: { at: 'x'.repeat(2000) } }]))
  expect((await socket.closed).code).toBe(4400)
})

test('twenty phones repeat each other without end, and nobody is shown out', async () => {
  const names = engine.room.guardians.slice(0, 20).map(({ name }) => name)
  const all = await phones(...names)
  await Promise.all(
    all.map((phone) =>
      until(
        () => phone.others.size === 19,
        () => `${phone.others.size} of 19`,
      ),
    ),
  )
  for (const phone of all) phone.provider.awareness.setLocalStateField('at', 'notes')
  await Promise.all(
    all.map((phone) =>
      until(() => [...phone.others.values()].every(({ at }) => at === 'notes'), 'where they are'),
    ),
  )
  expect(all.flatMap((phone) => [...phone.refused, ...phone.closes])).toEqual([])
})
