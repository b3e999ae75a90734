/**
 * What the gate costs beside bare Yjs, update by update, on what honest people send (P28). Time comes from outside; a
 * figure holds for the machine that it was taken on.
 */
import * as Y from 'yjs'
import { judgeUpdate } from '../documents/gate.ts'
import type { GateContext } from '../documents/gate-context.ts'
import { plan } from '../documents/plan.ts'
import { addSlot, claimSlot, editSlot, releaseSlot, removeSlot } from '../hangouts/verbs.ts'
import type { Actor } from '../roles.ts'
import { makeDice } from './dice.ts'
import { familyId, guardianId, type Replica, recordId, replica } from './replicas.ts'

export interface GateCost {
  updates: number
  /** Microseconds. */
  gate: { p50: number; p99: number; mean: number }
  /** The same updates, applied without a gate. */
  bare: { p50: number; p99: number; mean: number }
}

const host: Actor = { part: 'host', guardianId: guardianId(1), familyId: familyId(1), kidIds: [] }

/** A plan of 30 slots and 60 claims that two people edit: mostly typing, with fields, claims and slots between. */
export function costOfPlan(now: () => number, updates: number): GateCost {
  const server = replica(plan, 1)
  server.open.change((edit) => {
    edit.about.splice(0, 0, 'No reason, no presents, no program. Come in by the side gate. '.repeat(8))
    for (let i = 0; i < 30; i++) edit.slots.put(recordId(i), { title: `Brownies ${i}`, quantity: 4 })
    for (let i = 0; i < 60; i++)
      edit.claims.put({ slotId: recordId(i % 30), familyId: familyId(i) }, { quantity: 1, note: '' })
  })
  const dice = makeDice(1)
  return measure(now, server, updates, (phone, n) => {
    const what = dice(20)
    const slotId = recordId(dice(30))
    if (what < 13) type(phone, dice)
    else if (what < 16) editSlot(phone.open, slotId, { quantity: 1 + dice(9), title: `Chips ${n}` })
    else if (what === 16)
      claimSlot(phone.open, { slotId, familyId: host.familyId, quantity: 1 + dice(9), note: '' })
    else if (what === 17) releaseSlot(phone.open, { slotId, familyId: host.familyId })
    else if (what === 18) addSlot(phone.open, recordId(1000 + n), { title: `Juice ${n}`, order: 'V' })
    else removeSlot(phone.open, recordId(1000 + n - dice(40)))
  })
}

/** A text into which `edits` single letters were typed and deleted all over the place, and then goes on. */
export function costOfLongText(now: () => number, edits: number, updates: number): GateCost {
  const dice = makeDice(2)
  const server = replica(plan, 1)
  const notes = server.doc.getText('notes')
  for (let i = 0; i < edits; i++) {
    server.doc.clientID = 1 + dice(8)
    if (notes.length > 15_000 || (notes.length > 20 && dice(3) === 0)) notes.delete(dice(notes.length - 1), 1)
    else notes.insert(dice(notes.length + 1), 'x')
  }
  return measure(now, server, updates, (phone) => type(phone, dice))
}

function type({ doc }: Replica<typeof plan>, dice: (below: number) => number) {
  const notes = doc.getText('notes')
  const at = dice(notes.length + 1)
  if (notes.length - at > 3 && dice(4) === 0) notes.delete(at, 1 + dice(2))
  else notes.insert(at, 'abc'.slice(dice(3)))
}

function measure(
  now: () => number,
  server: Replica<typeof plan>,
  updates: number,
  act: (phone: Replica<typeof plan>, n: number) => void,
): GateCost {
  const phone = replica(plan, 100, server.doc)
  for (let n = 0; phone.sent.length < updates; n++) act(phone, n)
  const gated = new Y.Doc()
  const bare = new Y.Doc()
  for (const doc of [gated, bare]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc))
  const families = new Map<string, string>()
  const context: GateContext = {
    actor: host,
    over: false,
    guardianOf: (client) => (client === 100 ? host.guardianId : guardianId(9)),
    familyOf: (record) => families.get(record),
    limits: { updateBytes: 65_536, structs: 2000, newClients: 20, steps: 50_000 },
  }
  const gateTimes: number[] = []
  const bareTimes: number[] = []
  for (const update of phone.sent) {
    const start = now()
    const verdict = judgeUpdate(plan, gated, update, context)
    const judged = now()
    Y.applyUpdate(bare, update)
    const applied = now()
    if (verdict.outcome === 'refused')
      throw new Error(`refused an honest edit: ${verdict.reason} ${verdict.path}`)
    gateTimes.push(judged - start)
    bareTimes.push(applied - judged)
    Y.applyUpdate(gated, update)
    if (verdict.outcome === 'accepted')
      for (const record of verdict.newRecords) families.set(record, host.familyId)
  }
  return { updates: phone.sent.length, gate: figures(gateTimes), bare: figures(bareTimes) }
}

/** From milliseconds to microseconds. */
function figures(times: number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0) * 1000
  const mean = (times.reduce((sum, time) => sum + time, 0) / times.length) * 1000
  return { p50: at(0.5), p99: at(0.99), mean }
}
