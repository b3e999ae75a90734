/** P5: poisons that once came through, or that must never. Each is judged by the fast gate and by the slow judge. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Part } from '../parts.ts'
import { familyId, guardianId, type Replica, recordId, replica } from '../testing/replicas.ts'
import { type GateContext, judgeUpdate } from './gate.ts'
import { judgeSlowly } from './judge.ts'
import { plan } from './plan.ts'
import { encodeUpdate } from './update.ts'

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
