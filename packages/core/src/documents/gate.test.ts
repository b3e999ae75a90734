import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addSlot, claimSlot, editSlot, releaseSlot, removeSlot, restoreSlot } from '../hangouts/verbs.ts'
import type { Part } from '../parts.ts'
import type { Actor } from '../roles.ts'
import { familyId, guardianId, meet, type Replica, recordId, replica } from '../testing/replicas.ts'
import { judgeUpdate } from './gate.ts'
import type { GateContext } from './gate-context.ts'
import { plan } from './plan.ts'

type Phone = Replica<typeof plan>

/** A room without sockets: judges, applies, remembers bindings and owners, as the server does. */
function makeRoom() {
  const server = replica(plan, 1)
  server.open.change((edit) => {
    edit.frame.set({ title: 'Just-for-fun backyard afternoon', state: 'sent' })
    edit.about.splice(0, 0, 'Tables, lanterns, balloons.')
    edit.slots.put(recordId(1), { title: 'Brownies, no nuts', quantity: 2, unit: 'trays' })
  })
  const guardianByClient = new Map<number, string>([[1, 'server']])
  const familyByRecord = new Map<string, string>([[`slots/${recordId(1)}`, familyId(1)]])
  let over = false
  const judge = (update: Uint8Array, actor: Actor, limits: Partial<GateContext['limits']> = {}) => {
    const verdict = judgeUpdate(plan, server.doc, update, {
      actor,
      over,
      guardianOf: (client) => guardianByClient.get(client),
      familyOf: (record) => familyByRecord.get(record),
      limits: { updateBytes: 64_000, structs: 2000, newClients: 20, steps: 50_000, ...limits },
    })
    if (verdict.outcome === 'accepted') {
      Y.applyUpdate(server.doc, verdict.update)
      for (const client of verdict.newClients) guardianByClient.set(client, actor.guardianId)
      for (const record of verdict.newRecords) familyByRecord.set(record, actor.familyId)
      expect(server.doc.store.pendingStructs).toBeNull()
      expect(server.doc.store.pendingDs).toBeNull()
    }
    return verdict
  }
  return {
    server,
    judge,
    end: () => {
      over = true
    },
    phone: (clientId: number) => replica(plan, clientId, server.doc),
  }
}

function actor(n: number, part: Part): Actor {
  return { part, guardianId: guardianId(n), familyId: familyId(n), kidIds: [] }
}
const luka = actor(1, 'host')
const santiago = actor(2, 'co-host')
const mara = actor(3, 'guest')
const zuri = actor(4, 'guest')

const last = (phone: Phone) => phone.sent.at(-1) as Uint8Array

describe('what people may do goes through as it came', () => {
  test.each([
    ['a host edits about', luka, (p: Phone) => p.open.change((e) => e.about.splice(0, 6, 'Chairs'))],
    ['a co-host edits a slot', santiago, (p: Phone) => editSlot(p.open, recordId(1), { title: 'Brownies' })],
    ['a host sets a need', luka, (p: Phone) => p.open.change((e) => e.needs.set({ nutFreeTable: true }))],
    [
      'a host adds to the timeline',
      luka,
      (p: Phone) =>
        p.open.change((e) => e.timeline.put(recordId(9), { at: '14:00', title: 'Side gate opens' })),
    ],
    ['a guest adds a slot', mara, (p: Phone) => addSlot(p.open, recordId(2), { title: 'Chips' })],
    [
      'a guest claims',
      mara,
      (p: Phone) => claimSlot(p.open, { slotId: recordId(1), familyId: familyId(3), quantity: 1, note: '' }),
    ],
    [
      'a guest writes a note',
      mara,
      (p: Phone) => p.open.change((e) => e.notes.splice(0, 0, 'We bring chairs')),
    ],
  ])('%s', (_title, who, act) => {
    const room = makeRoom()
    const phone = room.phone(100)
    act(phone)
    const verdict = room.judge(last(phone), who)
    expect(verdict).toMatchObject({ outcome: 'accepted', newClients: [100] })
    expect(verdict.outcome === 'accepted' && verdict.update).toBe(last(phone))
    expect(room.server.open.read()).toEqual(phone.open.read())
  })

  test('a guest edits, removes and puts back their own slot, and its claims come back with it', () => {
    const room = makeRoom()
    const phone = room.phone(100)
    addSlot(phone.open, recordId(2), { title: 'Chips' })
    claimSlot(phone.open, { slotId: recordId(2), familyId: familyId(3), quantity: 1, note: '' })
    editSlot(phone.open, recordId(2), { title: 'Corn chips' })
    const slot = removeSlot(phone.open, recordId(2))
    if (slot) restoreSlot(phone.open, slot)
    for (const update of phone.sent) expect(room.judge(update, mara).outcome).toBe('accepted')
    expect(room.server.open.read().slots.map((s) => s.title)).toContain('Corn chips')
    expect(room.server.open.read().claims).toHaveLength(1)
  })

  test('a slot that was taken away again before it was sent, also whole, as a client sends it that may undo', () => {
    const { judge, phone, server } = makeRoom()
    const p = phone(3)
    const undo = new Y.UndoManager([p.doc.getMap('slots')], { captureTimeout: 0 })
    addSlot(p.open, recordId(2), { title: 'Chips' })
    removeSlot(p.open, recordId(2))
    const backlog = Y.encodeStateAsUpdate(p.doc, Y.encodeStateVector(server.doc))
    expect(Y.decodeUpdate(backlog).structs).toContainEqual(expect.objectContaining({ parentSub: 'title' }))
    expect(judge(backlog, mara).outcome).toBe('accepted')
    undo.undo()
    expect(judge(last(p), mara)).toMatchObject({ outcome: 'accepted', newRecords: [`slots/${recordId(2)}`] })
    expect(server.open.read()).toEqual(p.open.read())
  })

  test('a slot that was put, taken away and put again, by two pages of one person, before it was sent', () => {
    const { judge, phone, server } = makeRoom()
    const p = phone(3)
    // What it may undo, it sends whole.
    new Y.UndoManager([p.doc.getMap('slots')], { captureTimeout: 0 })
    addSlot(p.open, recordId(2), { title: 'Chips' })
    removeSlot(p.open, recordId(2))
    // Yjs takes what hangs together with the higher client id first.
    p.doc.clientID = 4
    addSlot(p.open, recordId(2), { title: 'Crisps' })
    const backlog = Y.encodeStateAsUpdate(p.doc, Y.encodeStateVector(server.doc))
    expect(judge(backlog, mara)).toMatchObject({ outcome: 'accepted', newRecords: [`slots/${recordId(2)}`] })
    expect(server.open.read()).toEqual(p.open.read())
  })

  test('a value that another one had outdone, as its author sends it after a reload', () => {
    const { judge, phone, server } = makeRoom()
    const [first, second] = [phone(7), phone(8)]
    editSlot(first.open, recordId(1), { title: 'Brownies' })
    editSlot(second.open, recordId(1), { title: 'Brownies, no nuts at all' })
    expect(judge(last(second), luka).outcome).toBe('accepted')
    Y.applyUpdate(first.doc, last(second))
    const backlog = Y.encodeStateAsUpdate(first.doc, Y.encodeStateVector(server.doc))
    expect(Y.decodeUpdate(backlog).structs).toMatchObject([{ content: new Y.ContentDeleted(1) }])
    expect(judge(backlog, santiago).outcome).toBe('accepted')
    expect(server.open.read()).toEqual(first.open.read())
    expect(server.open.read().slots[0]?.title).toBe('Brownies, no nuts at all')
  })

  test('a host clears a claim of another family', () => {
    const room = makeRoom()
    const guest = room.phone(100)
    claimSlot(guest.open, { slotId: recordId(1), familyId: familyId(3), quantity: 1, note: '' })
    room.judge(last(guest), mara)
    const host = room.phone(101)
    releaseSlot(host.open, { slotId: recordId(1), familyId: familyId(3) })
    expect(room.judge(last(host), luka).outcome).toBe('accepted')
    expect(room.server.open.read().claims).toEqual([])
  })
})

describe('what people may not do is refused whole', () => {
  const slot = recordId(1)
  test.each<[string, Actor, (p: Phone) => void, string]>([
    ['a guest edits about', mara, (p) => p.open.change((e) => e.about.splice(0, 0, 'x')), 'not-yours'],
    ['a guest deletes from about', mara, (p) => p.open.change((e) => e.about.splice(0, 3, '')), 'not-yours'],
    ['a guest edits a host slot', mara, (p) => editSlot(p.open, slot, { title: 'Mine' }), 'not-yours'],
    ['a guest removes a host slot', mara, (p) => void removeSlot(p.open, slot), 'not-yours'],
    [
      'a guest replaces a host slot',
      mara,
      (p) => p.open.change((e) => e.slots.put(slot, { title: 'Mine' })),
      'not-yours',
    ],
    [
      'a guest claims for another family',
      mara,
      (p) => claimSlot(p.open, { slotId: slot, familyId: familyId(4), quantity: 1, note: '' }),
      'not-yours',
    ],
    [
      'a host claims for another family',
      luka,
      (p) => claimSlot(p.open, { slotId: slot, familyId: familyId(4), quantity: 1, note: '' }),
      'not-yours',
    ],
    ['a guest sets a need', mara, (p) => p.open.change((e) => e.needs.set({ noGifts: true })), 'not-yours'],
    [
      'a host writes the frame',
      luka,
      (p) => p.open.change((e) => e.frame.set({ title: 'Mine' })),
      'not-yours',
    ],
    [
      'an organizer who is no guest writes',
      actor(9, 'organizer'),
      (p) => p.open.change((e) => e.notes.splice(0, 0, 'x')),
      'not-yours',
    ],
    ['an unknown root', luka, (p) => p.doc.getMap('evil').set('a', 1), 'unknown-place'],
    [
      'an unknown field',
      luka,
      (p) => (p.doc.getMap('slots').get(slot) as Y.Map<unknown>).set('color', 'red'),
      'unknown-place',
    ],
    [
      'a field of a field',
      luka,
      (p) => (p.doc.getMap('slots').get(slot) as Y.Map<unknown>).set('title', new Y.Map([['a', 1]])),
      'bad-value',
    ],
    ['a wrong type at a key', luka, (p) => p.doc.getMap('slots').set(recordId(5), 'text'), 'bad-value'],
    [
      'a text where a record stands',
      luka,
      (p) => p.doc.getMap('slots').set(recordId(5), new Y.Text('x')),
      'bad-value',
    ],
    [
      'a record without its title',
      luka,
      (p) => p.doc.getMap('slots').set(recordId(5), new Y.Map([['quantity', 1]])),
      'bad-value',
    ],
    [
      'a key that is no id',
      luka,
      (p) => p.doc.getMap('slots').set('Luka Smith', new Y.Map([['title', 'x']])),
      'unknown-place',
    ],
    [
      'a claim key that is no key',
      mara,
      (p) => p.doc.getMap('claims').set('x', { quantity: 1, note: '' }),
      'unknown-place',
    ],
    [
      'a claim with more in it',
      mara,
      (p) => p.doc.getMap('claims').set(`${slot}:${familyId(3)}`, { quantity: 1, note: '', name: 'Luka' }),
      'bad-value',
    ],
    [
      'an over-long title',
      luka,
      (p) => (p.doc.getMap('slots').get(slot) as Y.Map<unknown>).set('title', 'x'.repeat(500)),
      'bad-value',
    ],
    ['a mark on text', luka, (p) => p.doc.getText('about').format(0, 3, { bold: true }), 'bad-value'],
    ['an embed in text', luka, (p) => p.doc.getText('about').insertEmbed(0, { image: 'x' }), 'bad-value'],
    ['a map entry in a text', luka, (p) => p.doc.getText('about').setAttribute('a', 'b'), 'unknown-place'],
    ['a list entry in a map', luka, (p) => p.doc.getArray('slots').insert(0, ['x']), 'unknown-place'],
    ['a sub-document', luka, (p) => p.doc.getMap('slots').set(recordId(5), new Y.Doc()), 'bad-value'],
    [
      'too long a text',
      luka,
      (p) => p.open.change((e) => e.about.splice(0, 0, 'x'.repeat(23_000))),
      'too-big',
    ],
  ])('%s: %s', (title, who, act, reason) => {
    const room = makeRoom()
    const before = Y.encodeStateAsUpdate(room.server.doc)
    // A list stands under the same name only in a document that doesn't know the plan.
    const phone = title === 'a list entry in a map' ? bareReplica() : room.phone(100)
    act(phone)
    expect(room.judge(last(phone), who)).toMatchObject({ outcome: 'refused', reason })
    expect(Y.encodeStateAsUpdate(room.server.doc)).toEqual(before)
  })

  test('anything at all once the hangout is over', () => {
    const room = makeRoom()
    room.end()
    const phone = room.phone(100)
    phone.open.change((edit) => edit.notes.splice(0, 0, 'late'))
    expect(room.judge(last(phone), luka)).toMatchObject({ outcome: 'refused', reason: 'not-yours' })
  })

  test('R12: structs under a client id that is bound to somebody else', () => {
    const room = makeRoom()
    const mine = room.phone(100)
    mine.open.change((edit) => edit.notes.splice(0, 0, 'mine'))
    room.judge(last(mine), mara)
    const forged = room.phone(100)
    forged.open.change((edit) => edit.notes.splice(0, 0, 'forged'))
    expect(room.judge(last(forged), zuri)).toMatchObject({ outcome: 'refused', reason: 'client-taken' })
  })

  test('R11: an edit whose predecessor is missing', () => {
    const room = makeRoom()
    const phone = room.phone(100)
    phone.open.change((edit) => edit.notes.splice(0, 0, 'a'))
    phone.open.change((edit) => edit.notes.splice(1, 0, 'b'))
    expect(room.judge(last(phone), mara)).toMatchObject({ outcome: 'refused', reason: 'gap' })
  })

  test('a deletion of what nobody wrote yet', () => {
    const room = makeRoom()
    const ahead = room.phone(100)
    ahead.open.change((edit) => edit.notes.splice(0, 0, 'abc'))
    const other = replica(plan, 101, ahead.doc)
    other.open.change((edit) => edit.notes.splice(0, 1, ''))
    expect(room.judge(last(other), mara)).toMatchObject({ outcome: 'refused', reason: 'gap' })
  })

  test('R15: every truncation of an update, and garbage behind it', () => {
    const room = makeRoom()
    const phone = room.phone(100)
    addSlot(phone.open, recordId(2), { title: 'Chips' })
    const whole = last(phone)
    for (let length = 0; length < whole.length; length++) {
      expect(room.judge(whole.subarray(0, length), luka).outcome).not.toBe('accepted')
    }
    expect(room.judge(Uint8Array.of(...whole, 0), luka)).toMatchObject({ reason: 'malformed' })
  })

  test('R13: a struct of no length', () => {
    const room = makeRoom()
    // One client, one struct: GC (0) of length 0 under client 7, clock 0; no deletions.
    expect(room.judge(Uint8Array.of(1, 1, 7, 0, 0, 0, 0), luka)).toMatchObject({ reason: 'malformed' })
  })
})

describe('normalise', () => {
  test('a guest who never wrote carries a whole delete set and is never refused', () => {
    const room = makeRoom()
    const host = room.phone(100)
    for (let i = 0; i < 20; i++) host.open.change((edit) => edit.about.splice(0, 1, String(i % 10)))
    for (const update of host.sent) room.judge(update, luka)
    const guest = replica(plan, 101, room.server.doc)
    const backlog = Y.encodeStateAsUpdate(guest.doc, Y.encodeStateVector(room.server.doc))
    expect(room.judge(backlog, mara)).toEqual({ outcome: 'nothing' })
    // Even all of it at once.
    expect(room.judge(Y.encodeStateAsUpdate(guest.doc), mara)).toEqual({ outcome: 'nothing' })
  })

  test('what is half known is judged and relayed by its unknown half', () => {
    const room = makeRoom()
    const phone = room.phone(100)
    phone.open.change((edit) => edit.notes.splice(0, 0, 'one'))
    room.judge(last(phone), mara)
    phone.open.change((edit) => edit.notes.splice(3, 0, ' two'))
    const whole = Y.encodeStateAsUpdate(phone.doc)
    const verdict = room.judge(whole, mara)
    expect(verdict.outcome).toBe('accepted')
    expect(verdict.outcome === 'accepted' && verdict.update.length).toBeLessThan(whole.length / 2)
    expect(room.server.open.read().notes).toBe('one two')
  })

  test('a late edit inside a removed record is kept as a collected struct and tells nobody anything', () => {
    const room = makeRoom()
    const offline = room.phone(100)
    editSlot(offline.open, recordId(1), { note: 'a private word' })
    const host = room.phone(101)
    removeSlot(host.open, recordId(1))
    room.judge(last(host), luka)
    const verdict = room.judge(last(offline), santiago)
    expect(verdict.outcome).toBe('accepted')
    expect(verdict.outcome === 'accepted' && String.fromCharCode(...verdict.update)).not.toContain('private')
    meet(room.server.doc, offline.doc)
    expect(offline.open.read()).toEqual(room.server.open.read())
    expect(Y.encodeStateVector(offline.doc)).toEqual(Y.encodeStateVector(room.server.doc))
  })
})

test('honest phones that act apart and meet through the gate are never refused and agree', () => {
  const people = [luka, santiago, mara, zuri]
  const step = fc.record({
    who: fc.nat(3),
    what: fc.constantFrom(
      'notes',
      'erase',
      'slot',
      'edit',
      'remove',
      'claim',
      'release',
      'sync',
      'reconnect',
    ),
    at: fc.nat(30),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const room = makeRoom()
      const phones = people.map((_, i) => room.phone(100 + i))
      const sync = (i: number) => {
        const phone = phones[i] as Phone
        const backlog = Y.encodeStateAsUpdate(phone.doc, Y.encodeStateVector(room.server.doc))
        const verdict = room.judge(backlog, people[i] as Actor)
        expect(verdict.outcome).not.toBe('refused')
        Y.applyUpdate(phone.doc, Y.encodeStateAsUpdate(room.server.doc, Y.encodeStateVector(phone.doc)))
      }
      for (const [n, { who, what, at }] of steps.entries()) {
        const phone = phones[who] as Phone
        const person = people[who] as Actor
        const { slots, claims, notes } = phone.open.read()
        const own = slots.filter((slot) => person.part !== 'guest' || slot.note === person.familyId)
        const slot = own[at % Math.max(own.length, 1)]
        const key = {
          slotId: slots[at % Math.max(slots.length, 1)]?.id ?? recordId(1),
          familyId: person.familyId,
        }
        if (what === 'notes')
          phone.open.change((edit) => edit.notes.splice(at % (notes.length + 1), 0, `w${n}`))
        else if (what === 'erase') phone.open.change((edit) => edit.notes.splice(at, 3, ''))
        else if (what === 'slot')
          addSlot(phone.open, recordId(1000 + n), { title: `s${n}`, note: person.familyId })
        else if (what === 'edit' && slot) editSlot(phone.open, slot.id, { title: `t${n}` })
        else if (what === 'remove' && slot) removeSlot(phone.open, slot.id)
        else if (what === 'claim') claimSlot(phone.open, { ...key, quantity: 1, note: '' })
        else if (what === 'release' && claims.length) releaseSlot(phone.open, key)
        else if (what === 'sync') sync(who)
        else if (what === 'reconnect') for (let i = 0; i < 3; i++) sync(who)
      }
      for (const round of [0, 1]) for (const i of phones.keys()) if (round >= 0) sync(i)
      for (const phone of phones) expect(phone.open.read()).toEqual(room.server.open.read())
    }),
    { numRuns: 200 },
  )
})

function bareReplica(): Phone {
  const doc = new Y.Doc()
  doc.clientID = 100
  const sent: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => sent.push(update))
  return { doc, sent } as unknown as Phone // only its doc and what it sent are used
}

test('hundreds of words at one spot, written offline while others wrote there, too, come as a backlog and not as a live update', () => {
  const room = makeRoom()
  // Of those who write ahead of the same spot, the one with the largest id passes all the others, with each word.
  const away = room.phone(900)
  for (const [n, who] of [santiago, mara, zuri].entries()) {
    const phone = room.phone(100 + n)
    for (let i = 0; i < 100; i++) {
      phone.open.change((edit) => edit.notes.splice(0, 0, `<${n}.${i}>`))
      expect(room.judge(last(phone), who).outcome).toBe('accepted')
    }
  }
  for (let i = 0; i < 600; i++) away.open.change((edit) => edit.notes.splice(0, 0, `<away ${i}>`))
  const backlog = Y.encodeStateAsUpdate(away.doc, Y.encodeStateVector(room.server.doc))
  expect(room.judge(backlog, luka)).toEqual({ outcome: 'refused', reason: 'too-big', path: 'notes' })
  const taken = room.judge(backlog, luka, { steps: 250_000 })
  expect(taken).toMatchObject({ outcome: 'accepted' })
  expect('steps' in taken && taken.steps).toBeGreaterThan(150_000)
})
