/**
 * A plan that grows out of forged updates: whatever of them the gate takes stands in it when the next ones come. Each
 * is judged by the gate and by the slow judge; throws when they disagree, or when what was taken can't be loaded.
 */
import * as Y from 'yjs'
import { judgeUpdate } from '../documents/gate.ts'
import type { GateContext } from '../documents/gate-context.ts'
import { judgeSlowly } from '../documents/judge.ts'
import { plan } from '../documents/plan.ts'
import { makeDice } from './dice.ts'
import { forgedUpdate } from './forge.ts'
import { familyId, guardianId, recordId, replica } from './replicas.ts'

const SERVER = 1
const MINE = [100, 102]
const THEIRS = 101

export function judgeForged(seed: number, updates: number): { judged: number; accepted: number } {
  const dice = makeDice(seed)
  const doc = grownPlan(dice)
  const familyByRecord = new Map([[`slots/${recordId(2)}`, familyId(3)]])
  const guardianByClient = new Map([
    [SERVER, 'server'],
    [THEIRS, guardianId(4)],
    ...MINE.map((client): [number, string] => [client, guardianId(3)]),
  ])
  let accepted = 0
  for (let n = 0; n < updates; n++) {
    const context: GateContext = {
      actor: {
        part: dice(2) === 0 ? 'host' : 'guest',
        guardianId: guardianId(3),
        familyId: familyId(3),
        kidIds: [],
      },
      over: false,
      guardianOf: (client) => guardianByClient.get(client),
      familyOf: (record) => familyByRecord.get(record),
      limits: { updateBytes: 65_536, structs: 2000, newClients: 20, steps: 50_000 },
    }
    const update = forgedUpdate(plan, doc, [...MINE, 1000 + n, 5 + dice(2)], dice)
    const fast = judgeUpdate(plan, doc, update, context)
    const slow = judgeSlowly(plan, doc, update, context)
    if (fast.outcome !== slow.outcome) {
      throw new Error(
        `seed ${seed}, update ${n}: ${JSON.stringify({ ...fast, update: undefined })} against ${JSON.stringify(slow)}`,
      )
    }
    if (fast.outcome !== 'accepted') continue
    accepted++
    Y.applyUpdate(doc, fast.update)
    for (const client of fast.newClients) guardianByClient.set(client, guardianId(3))
    for (const record of fast.newRecords) familyByRecord.set(record, familyId(3))
    const newcomer = new Y.Doc()
    Y.applyUpdate(newcomer, Y.encodeStateAsUpdate(doc))
    const isWhole = newcomer.getText('notes').toString() === doc.getText('notes').toString()
    if (!isWhole || doc.store.pendingStructs || newcomer.store.pendingStructs)
      throw new Error(`seed ${seed}, update ${n}: what was taken can't be loaded`)
  }
  return { judged: updates, accepted }
}

/** Words of three people, some of them written at one spot at once, and a slot that was removed. */
function grownPlan(dice: (below: number) => number): Y.Doc {
  const { doc, open } = replica(plan, SERVER)
  open.change((edit) => {
    edit.frame.set({ title: 'Just-for-fun backyard afternoon', state: 'sent' })
    edit.about.splice(0, 0, 'Tables.')
    for (let i = 1; i <= 3; i++) edit.slots.put(recordId(i), { title: `Brownies ${i}` })
  })
  const phones = [...MINE, THEIRS].map((client) => replica(plan, client, doc))
  for (let i = 0; i < 12; i++) {
    const phone = phones[dice(3)] as (typeof phones)[number]
    const { length } = phone.open.text('notes')
    phone.open.change((edit) => {
      if (dice(3) > 0) edit.notes.splice(dice(length + 1), 0, 'wx')
      else edit.notes.splice(dice(length + 1), 1, '')
      if (dice(4) === 0) edit.slots.set(recordId(1 + dice(3)), { title: `t${i}` })
    })
    if (dice(2) === 0) {
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(phone.doc))
      Y.applyUpdate(phone.doc, Y.encodeStateAsUpdate(doc))
    }
  }
  for (const phone of phones) Y.applyUpdate(doc, Y.encodeStateAsUpdate(phone.doc))
  open.change((edit) => edit.slots.remove(recordId(3)))
  return doc
}
