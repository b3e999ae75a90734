/** P6: a refusal is whole and told to the sender alone. R12, R17: a client id is one guardian's. */
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_REFUSED, MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import { addSlot, claimSlot, editSlot, removeSlot } from '@sidegate/core/hangouts/verbs'
import { recordId } from '@sidegate/core/testing/replicas'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { awarenessFrame, updateFrame } from './frames.ts'
import { defaultQuotas } from './quotas.ts'
import { type Engine, startEngine, until } from './testing.ts'

let engine: Engine
beforeEach(async () => {
  engine = await startEngine()
})
afterEach(() => engine.stop())

const luka = () => engine.phone('Jelena', plan, engine.plan)
const tessa = () => engine.phone('Mara', plan, engine.plan)

test('the sender is told why, the others receive nothing, and what this socket says later is ignored', async () => {
  const [host, guest, witness] = await Promise.all([
    luka(),
    tessa(),
    engine.phone('Wanjiru', plan, engine.plan),
  ])
  await Promise.all([host.allSaved(), guest.allSaved(), witness.allSaved()])
  const heard = [host, witness].map((phone) => phone.received.get(MESSAGE_SYNC))
  const before = await engine.stored(plan, engine.plan)

  guest.open.change((edit) => edit.about.splice(0, 0, 'A guest writes where only hosts do. '))
  await until(() => guest.refused.length > 0, 'the refusal')
  guest.open.change((edit) => edit.notes.splice(0, 0, 'And goes on. '))
  await guest.roundTrip()
  await Promise.all([host.roundTrip(), witness.roundTrip()])

  expect(guest.refused).toEqual([{ reason: 'not-yours', epoch: 1 }])
  expect(guest.closes).toEqual([])
  expect([host, witness].map((phone) => phone.received.get(MESSAGE_SYNC))).toEqual(heard)
  expect(await engine.stored(plan, engine.plan)).toEqual(before)
  // It reads on.
  host.open.change((edit) => edit.about.splice(0, 0, 'Hosts may. '))
  await until(() => guest.open.read().about.includes('Hosts may. '), 'reading on')
  // Rebuilt from the server, under a new client id, it writes again.
  const rebuilt = await tessa()
  await rebuilt.synced()
  rebuilt.open.change((edit) => edit.notes.splice(0, 0, 'Said again. '))
  await rebuilt.allSaved()
  await until(() => witness.open.read().notes.startsWith('Said again. '), 'the edit of the rebuilt phone')
})

test('whoever is refused five times in a minute is shown out (1013), and may come back', async () => {
  for (let time = 1; time <= 5; time++) {
    const guest = await tessa()
    await guest.synced()
    guest.open.change((edit) => edit.about.splice(0, 0, 'x'))
    await until(() => guest.refused.length > 0, `refusal ${time}`)
    if (time < 5) await guest.roundTrip()
    else await until(() => guest.closes.length > 0, 'the closing')
    expect(guest.closes[0]).toEqual(time < 5 ? undefined : { code: 1013, reason: 'refused too often' })
    guest.hangUp()
  }
  engine.clock.now += 61_000
  const guest = await tessa()
  await guest.synced()
  guest.open.change((edit) => edit.about.splice(0, 0, 'x'))
  await until(() => guest.refused.length > 0, 'one more refusal')
  await guest.roundTrip()
  expect(guest.closes).toEqual([])
})

describe('R12, R17: a Yjs client id that is bound to somebody else', () => {
  test('is refused in an edit', async () => {
    const host = await luka()
    await host.synced()
    host.open.change((edit) => edit.notes.splice(0, 0, 'mine'))
    await host.allSaved()
    const forger = await engine.rawSocket('Mara', formatAddress(engine.plan))
    const forged = new Y.Doc()
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(host.doc))
    forged.clientID = host.doc.clientID
    let update = new Uint8Array()
    forged.on('update', (bytes: Uint8Array) => {
      update = new Uint8Array(bytes)
    })
    forged.getText('notes').insert(0, 'forged ')
    forger.ws.send(updateFrame(update))
    await until(() => forger.frames.some((frame) => frame[0] === MESSAGE_REFUSED), 'the refusal')
    const [refusal] = forger.frames.filter((frame) => frame[0] === MESSAGE_REFUSED)
    expect(Buffer.from(refusal ?? []).toString()).toContain('client-taken')
    // The one whose id it is goes on undisturbed.
    host.open.change((edit) => edit.notes.splice(0, 0, 'still '))
    await host.allSaved()
    expect((await engine.stored(plan, engine.plan)).notes.startsWith('still mine')).toBe(true)
  })

  test('is refused when it only shows itself, and its edits are ignored from then on', async () => {
    const host = await luka()
    await host.allSaved()
    const guest = await engine.phone('Mara', plan, engine.plan, { clientId: host.doc.clientID })
    await until(() => guest.refused.length > 0, 'the refusal')
    expect(guest.refused[0]?.reason).toBe('client-taken')
    guest.open.change((edit) => edit.notes.splice(0, 0, 'as somebody else'))
    await guest.roundTrip()
    expect(host.open.read().notes).not.toContain('as somebody else')
  })

  test('also after a restart, and whoever only showed it', async () => {
    const host = await luka()
    await host.allSaved()
    // The host never wrote a word: the binding comes from presence.
    await engine.restart()
    const guest = await engine.phone('Mara', plan, engine.plan, { clientId: host.doc.clientID })
    await until(() => guest.refused.length > 0, 'the refusal')
    expect(guest.refused[0]?.reason).toBe('client-taken')
  })

  test('the server has ids of its own, which nobody may take', async () => {
    await engine.rooms.command(engine.plan, engine.guardian('Jelena').id, (document) =>
      (document as unknown as Awaited<ReturnType<typeof luka>>['open']).change(
        (
          edit, // opened as a plan
        ) => edit.frame.set({ title: 'Moved' }),
      ),
    )
    const [servers] = [...(await engine.storedDoc(engine.plan)).store.clients.keys()]
    const forger = await engine.rawSocket('Mara', formatAddress(engine.plan))
    forger.ws.send(awarenessFrame([{ client: servers as number, clock: 1, state: { at: null } }]))
    await until(() => forger.frames.some((frame) => frame[0] === MESSAGE_REFUSED), 'the refusal')
  })
})

test('a guest who never wrote reconnects a hundred times and is never refused', async () => {
  await engine.stop()
  // A hundred in a few seconds is more often than people do.
  engine = await startEngine({ quotas: { socketsPerGuardian: 100 } })
  const host = await luka()
  await host.synced()
  // A whole delete set to carry, known structs, and a removed slot.
  for (let i = 0; i < 20; i++) host.open.change((edit) => edit.about.splice(0, 1, String(i % 10)))
  addSlot(host.open, recordId(1), { title: 'Chalk' })
  removeSlot(host.open, recordId(1))
  await host.allSaved()
  const guest = await engine.phone('Mara', plan, engine.plan)
  for (let time = 1; time <= 100; time++) {
    await guest.allSaved()
    guest.provider.disconnect()
    await until(() => !guest.provider.wsconnected, 'the hanging up')
    if (time % 10 === 0) host.open.change((edit) => edit.about.splice(0, 2, 'x'))
    guest.provider.connect()
  }
  await guest.allSaved()
  await host.allSaved()
  await until(() => guest.open.read().about === host.open.read().about, 'the last edit')
  expect(guest.refused).toEqual([])
  expect(guest.closes.filter(({ code }) => code >= 1012)).toEqual([])
})

test('a late edit inside a removed slot is acked, and nobody reads of it', async () => {
  const [host, cohost] = await Promise.all([luka(), engine.phone('Rafael', plan, engine.plan)])
  await Promise.all([host.synced(), cohost.synced()])
  addSlot(host.open, recordId(1), { title: 'Chalk' })
  await until(() => cohost.open.read().slots.some(({ id }) => id === recordId(1)), 'the slot')
  cohost.provider.disconnect()
  await until(() => !cohost.provider.wsconnected, 'offline')
  editSlot(cohost.open, recordId(1), { note: 'a private word' })
  removeSlot(host.open, recordId(1))
  await host.allSaved()
  cohost.provider.connect()
  await cohost.allSaved()
  await host.roundTrip()
  expect(cohost.refused).toEqual([])
  expect(cohost.open.read().slots).toEqual(host.open.read().slots)
  expect(Buffer.from(Y.encodeStateAsUpdate(host.doc)).includes('a private word')).toBe(false)
  expect(
    Buffer.from(Y.encodeStateAsUpdate(await engine.storedDoc(engine.plan))).includes('a private word'),
  ).toBe(false)
})

test('two families claim the last brownies at the same moment: both stand, nobody is refused', async () => {
  const [mara, wanjiru] = await Promise.all([tessa(), engine.phone('Wanjiru', plan, engine.plan)])
  await Promise.all([mara.allSaved(), wanjiru.allSaved()])
  const slot = mara.open.read().slots.find(({ title }) => title.startsWith('Brownies'))
  const claim = (phone: typeof mara, name: string) =>
    claimSlot(phone.open, {
      slotId: slot?.id ?? '',
      familyId: engine.guardian(name).familyId,
      quantity: 2,
      note: '',
    })
  claim(mara, 'Mara')
  claim(wanjiru, 'Wanjiru')
  await Promise.all([mara.allSaved(), wanjiru.allSaved()])
  await until(() => mara.open.read().claims.length === wanjiru.open.read().claims.length, 'both claims')
  expect(mara.open.read().claims.filter(({ slotId }) => slotId === slot?.id)).toHaveLength(2)
  expect([...mara.refused, ...wanjiru.refused]).toEqual([])
})

describe('quotas', () => {
  test('too many edits a second close with 1013, the phone comes back, and nothing is lost or refused', async () => {
    await engine.stop()
    engine = await startEngine({ quotas: { edits: { perSecond: 30, burst: 10 } } })
    const guest = await tessa()
    await guest.allSaved()
    for (let i = 0; i < 30; i++) guest.open.change((edit) => edit.notes.splice(0, 0, `${i} `))
    await until(() => guest.closes.length > 0, 'the closing')
    expect(guest.closes[0]).toEqual({ code: 1013, reason: 'too fast' })
    await guest.allSaved()
    expect(guest.refused).toEqual([])
    expect((await engine.stored(plan, engine.plan)).notes).toBe(guest.open.read().notes)
  })

  test('asking for the whole state without end is too fast, too', async () => {
    const asker = await engine.rawSocket('Mara', formatAddress(engine.plan))
    for (let i = 0; i < 200; i++) asker.ws.send(Uint8Array.of(0, 0, 1, 0))
    expect(await asker.closed).toEqual({ code: 1013, reason: 'too fast' })
  })

  test("an edit over the document's budget is refused as too big, and reading goes on (R23)", async () => {
    await engine.stop()
    engine = await startEngine({ quotas: { documentBytes: 6000 } })
    const [host, guest] = await Promise.all([luka(), tessa()])
    await Promise.all([host.allSaved(), guest.allSaved()])
    guest.open.change((edit) => edit.notes.splice(0, 0, 'x'.repeat(5000)))
    await until(() => guest.refused.length > 0, 'the refusal')
    expect(guest.refused).toEqual([{ reason: 'too-big', epoch: 1 }])
    host.open.change((edit) => edit.about.splice(0, 0, 'Short. '))
    await host.allSaved()
    await until(() => guest.open.read().about.startsWith('Short. '), 'reading on')
  })

  test('a live update over its bound is refused, an offline backlog of that size is not', async () => {
    await engine.stop()
    const live = { ...defaultQuotas.live, updateBytes: 4000 }
    engine = await startEngine({ quotas: { live } })
    const guest = await tessa()
    await guest.synced()
    guest.provider.disconnect()
    await until(() => !guest.provider.wsconnected, 'offline')
    guest.open.change((edit) => edit.notes.splice(0, 0, 'x'.repeat(5000)))
    guest.provider.connect()
    await guest.allSaved()
    expect(guest.refused).toEqual([])
    guest.open.change((edit) => edit.notes.splice(0, 0, 'y'.repeat(5000)))
    await until(() => guest.refused.length > 0, 'the refusal')
    expect(guest.refused[0]?.reason).toBe('too-big')
  })
})
