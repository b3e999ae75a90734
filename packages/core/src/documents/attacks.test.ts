/** P5: poisons that once came through, or that must never. Each is judged by the fast gate and by the slow judge. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Part } from '../parts.ts'
import { familyId, guardianId, type Replica, recordId, replica } from '../testing/replicas.ts'
import { judgeUpdate } from './gate.ts'
import type { GateContext } from './gate-context.ts'
import { judgeSlowly } from './judge.ts'
import { plan } from './plan.ts'
import { type DeletedRange, encodeUpdate } from './update.ts'

type Phone = Replica<typeof plan>

const slot = recordId(1)
const foreign = recordId(2)
const claim = `${slot}:${familyId(3)}`

/** A plan in which nobody owns `slot` (the server founded it) and another family owns `foreign`. */
function makePlan() {
  const server = replica(plan, 1)
  server.open.change((edit) => {
    edit.frame.set({ title: 'Just-for-fun backyard afternoon', state: 'sent' })
    edit.slots.put(slot, { title: 'Brownies, no nuts' })
    edit.slots.put(foreign, { title: 'Chips' })
  })
  return server
}

const context = (part: Part): GateContext => ({
  actor: { part, guardianId: guardianId(3), familyId: familyId(3), kidIds: [] },
  over: false,
  guardianOf: (client) => (client === 1 ? 'server' : undefined),
  familyOf: (record) => (record === `slots/${foreign}` ? familyId(4) : undefined),
  limits: { updateBytes: 64_000, structs: 2000, newClients: 20 },
})

const lastOf = (phone: Phone) => phone.sent.at(-1) as Uint8Array

/** Bytes of the same length in place of others: for what Yjs itself would not write. */
function swapped(update: Uint8Array, from: string, to: string): Uint8Array {
  const text = String.fromCharCode(...update)
  if (!text.includes(from)) throw new Error(`${from} is not in the update`)
  return Uint8Array.from(text.replaceAll(from, to), (byte) => byte.charCodeAt(0))
}

/** The structs alone, as if nothing were deleted: Yjs replaces a map's value all the same. */
function withoutDeletions(update: Uint8Array): Uint8Array {
  const kept = Y.decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Skip ? [] : [{ struct, offset: 0 }],
  )
  return encodeUpdate(
    Map.groupBy(kept, ({ struct }) => struct.id.client),
    [],
  )
}

const after =
  (act: (phone: Phone) => void) =>
  (phone: Phone): Uint8Array => {
    act(phone)
    return lastOf(phone)
  }

const slotMap = ({ doc }: Phone, id: string) => doc.getMap('slots').get(id) as Y.Map<unknown>

/** A struct as a client could write it by hand, and an update of such. */
function item(
  [client, clock]: [number, number],
  content: Y.Item['content'],
  { origin = null, right = null, parent = null, sub = null }: Partial<Handmade> = {},
): Y.Item {
  const id = (pair: [number, number] | null) => pair && new Y.ID(...pair)
  // A root stands as its name until it is integrated.
  const holder = (Array.isArray(parent) ? id(parent) : parent) as unknown as Y.ID
  return new Y.Item(new Y.ID(client, clock), null, id(origin), null, id(right), holder, sub, content)
}

interface Handmade {
  origin: [number, number] | null
  right: [number, number] | null
  parent: string | [number, number] | null
  sub: string | null
}

function updateOf(items: (Y.Item | Y.GC)[], deletes: DeletedRange[] = []): Uint8Array {
  return encodeUpdate(
    Map.groupBy(
      items.map((struct) => ({ struct, offset: 0 })),
      ({ struct }) => struct.id.client,
    ),
    deletes,
  )
}

const word = (text: string) => new Y.ContentString(text)

type Attack = [title: string, by: Part, bytes: (phone: Phone) => Uint8Array]

test.each<Attack>([
  // Every object has these, so a look-up by name finds something where nothing was declared.
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'].flatMap((name): Attack[] => [
    [`a field ${name} of the frame`, 'guest', after((p) => p.doc.getMap('frame').set(name, 1))],
    [`a field ${name} of the needs`, 'host', after((p) => p.doc.getMap('needs').set(name, 1))],
    [`a field ${name} of a slot`, 'host', after((p) => slotMap(p, slot).set(name, 1))],
  ]),
  // Not '__proto__': a text there is gone when it is decoded, on every phone alike.
  ...['constructor', 'toString', 'hasOwnProperty', 'valueOf'].map(
    (name): Attack => [
      `a field ${name} in a claim`,
      'guest',
      (p) => {
        const blank = 'z'.repeat(name.length)
        p.doc.getMap('claims').set(claim, { quantity: 1, note: '', [blank]: 'Luka lives here' })
        return swapped(lastOf(p), blank, name)
      },
    ],
  ),
  [
    'a claim that hides its quantity in its prototype',
    'guest',
    (p) => {
      p.doc.getMap('claims').set(claim, { note: '', zzzzzzzzz: { quantity: 7 } })
      return swapped(lastOf(p), 'zzzzzzzzz', '__proto__')
    },
  ],
  [
    'a guest replaces a slot that nobody owns, and deletes nothing',
    'guest',
    (p) => {
      p.open.change((edit) => edit.slots.put(slot, { title: 'Mine now' }))
      return withoutDeletions(lastOf(p))
    },
  ],
  [
    "a guest replaces another family's slot, and deletes nothing",
    'guest',
    (p) => {
      p.open.change((edit) => edit.slots.put(foreign, { title: 'Mine now' }))
      return withoutDeletions(lastOf(p))
    },
  ],
  [
    'a guest overwrites the frame, and deletes nothing',
    'guest',
    (p) => {
      p.doc.getMap('frame').set('title', 'Mine now')
      return withoutDeletions(lastOf(p))
    },
  ],
  [
    'a value so deep that reading it would overflow',
    'host',
    (p) => {
      let deep: unknown = 1
      for (let depth = 0; depth < 3000; depth++) deep = [deep]
      p.doc.getMap('needs').set('noGifts', deep)
      return lastOf(p)
    },
  ],
  [
    'two sections of one client, of which Yjs would apply the second alone',
    'guest',
    () => {
      const encoder = new Y.UpdateEncoderV1()
      encoder.writeLen(2)
      for (const clock of [0, 1]) {
        encoder.writeLen(1)
        encoder.writeClient(77)
        encoder.writeLen(clock)
        item([77, clock], word('a'), { parent: 'notes' }).write(encoder, 0)
      }
      encoder.writeLen(0)
      return encoder.toUint8Array()
    },
  ],
  ['a section without structs', 'guest', () => Uint8Array.of(1, 0, 7, 0, 0)],
  [
    'a range deleted twice, to make room for more text than there may be',
    'guest',
    () => {
      const ranges = Array.from({ length: 50 }, () => ({ client: 77, clock: 0, length: 100 }))
      return updateOf([item([77, 0], word('n'.repeat(100)), { parent: 'notes' })], ranges)
    },
  ],
  [
    'more deletions than an update has room for',
    'guest',
    () =>
      updateOf(
        [item([77, 0], word('n'.repeat(5000)), { parent: 'notes' })],
        Array.from({ length: 2100 }, (_, i) => ({ client: 77, clock: 2 * i, length: 1 })),
      ),
  ],
  [
    'a record whose title the same update takes away',
    'guest',
    (p) => {
      p.open.change((edit) => edit.slots.put(recordId(9), { title: 'Unseen' }))
      const structs = Y.decodeUpdate(lastOf(p)).structs.flatMap((s) => (s instanceof Y.Skip ? [] : [s]))
      const title = structs.find((s) => s instanceof Y.Item && s.parentSub === 'title')
      if (!title) throw new Error('no title')
      return updateOf(structs, [{ client: title.id.client, clock: title.id.clock, length: 1 }])
    },
  ],
  ['a title taken away and nothing in its place', 'host', after((p) => slotMap(p, slot).delete('title'))],
  [
    'a claim of what never was',
    'guest',
    after((p) => p.doc.getMap('claims').set(`${recordId(77)}:${familyId(3)}`, { quantity: 1, note: '' })),
  ],
  ['a struct of no length', 'host', () => Uint8Array.of(1, 1, 7, 0, 0, 0, 0)],
  ['a deletion of no length', 'host', () => Uint8Array.of(0, 1, 1, 1, 0, 0)],
  ['a gap said aloud', 'host', () => Uint8Array.of(1, 1, 7, 0, 10, 5, 0)],
  ['a client id beyond 32 bits', 'host', () => Uint8Array.of(1, 1, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 1, 0)],
  ['more structs said than sent', 'host', () => Uint8Array.of(1, 0xff, 0xff, 0x7f, 7, 0, 0, 1, 0)],
])('%s, by a %s: refused whole by both judges', (_title, part, attack) => {
  const server = makePlan()
  const before = Y.encodeStateAsUpdate(server.doc)
  const update = attack(replica(plan, 100, server.doc))
  expect(judgeUpdate(plan, server.doc, update, context(part))).toMatchObject({ outcome: 'refused' })
  expect(judgeSlowly(plan, server.doc, update, context(part))).toMatchObject({ outcome: 'refused' })
  expect(Y.encodeStateAsUpdate(server.doc)).toEqual(before)
})

const byGuest = context('guest')

test('what is cut behind its known part is judged where that part stands, not where the bytes say', () => {
  const server = makePlan()
  const phone = replica(plan, 77, server.doc)
  phone.open.change((edit) => edit.slots.put(recordId(5), { title: 'Chips', note: 'ab' }))
  Y.applyUpdate(server.doc, lastOf(phone))
  const stored = [...(server.doc.getMap('slots').get(recordId(5)) as Y.Map<unknown>)._map.values()].at(
    -1,
  ) as Y.Item
  // It says `notes`, begins with what the server knows, and would land in the slot's field.
  const forged = updateOf([item([77, stored.id.clock], word('abcdef'), { parent: 'notes' })])
  const mine = { ...byGuest, guardianOf: () => guardianId(3) }
  expect(judgeUpdate(plan, server.doc, forged, mine).outcome).toBe('refused')
  expect(judgeSlowly(plan, server.doc, forged, mine).outcome).toBe('refused')
})

test('R13: items that name far neighbours, so that every load would search all that lies between', () => {
  const server = makePlan()
  const n = 1000
  const items = [item([77, 0], word('s'.repeat(n)), { parent: 'notes' })]
  for (let i = 0; i < n; i++) items.push(item([77, n + i], word('x'), { right: [77, n - 1 - i] }))
  expect(judgeUpdate(plan, server.doc, updateOf(items), byGuest)).toMatchObject({ reason: 'malformed' })

  // The same in two steps: what is stored is looked at.
  Y.applyUpdate(server.doc, updateOf(items.slice(0, 1)))
  const later = updateOf([item([77, n], word('x'), { right: [77, n - 1] })])
  const mine = { ...byGuest, guardianOf: (client: number) => (client === 77 ? guardianId(3) : undefined) }
  expect(judgeUpdate(plan, server.doc, later, mine)).toMatchObject({ reason: 'malformed' })
  expect(judgeSlowly(plan, server.doc, later, mine).outcome).toBe('refused')
})

test('many clients that wait for each other are resolved in turn, not round by round', () => {
  const server = makePlan()
  const clients = 200
  const items: Y.Item[] = []
  let before: [number, number] | null = null
  for (const clock of [0, 1]) {
    for (let i = 0; i < clients; i++) {
      items.push(item([1000 + i, clock], word('x'), before ? { origin: before } : { parent: 'notes' }))
      before = [1000 + i, clock]
    }
  }
  const wide = { ...byGuest, limits: { ...byGuest.limits, newClients: clients } }
  expect(judgeUpdate(plan, server.doc, updateOf(items), wide).outcome).toBe('accepted')
  expect(judgeUpdate(plan, server.doc, updateOf(items.slice(0, clients)), byGuest)).toMatchObject({
    reason: 'too-big',
  })
})

test('one family fills its own share, never the whole list', () => {
  const server = makePlan()
  const phone = replica(plan, 100, server.doc)
  const families = new Map<string, string>()
  const mine: GateContext = {
    ...byGuest,
    guardianOf: (client) => (client === 1 ? 'server' : guardianId(3)),
    familyOf: (record) => families.get(record),
  }
  let added = 0
  for (; added < 100; added++) {
    phone.open.change((edit) => edit.slots.put(recordId(100 + added), { title: 'Chips' }))
    const verdict = judgeUpdate(plan, server.doc, lastOf(phone), mine)
    if (verdict.outcome !== 'accepted') {
      expect(verdict).toMatchObject({ reason: 'full' })
      break
    }
    Y.applyUpdate(server.doc, verdict.update)
    for (const record of verdict.newRecords) families.set(record, familyId(3))
  }
  expect(added).toBe(33) // 30, and the slack that two honest edits need
})
