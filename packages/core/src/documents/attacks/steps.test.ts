/** Attacks that take several steps, and the bounds that hold over more than one update. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { familyId, guardianId, recordId, replica } from '../../testing/replicas.ts'
import { judgeUpdate } from '../gate.ts'
import type { GateContext } from '../gate-context.ts'
import { judgeSlowly } from '../judge.ts'
import { plan } from '../plan.ts'
import { gc, type Id, item, lastOf, makeScene, updateOf, word } from './scene.ts'

/** From 100,000 on all client ids are the attacker's. */
const FIRST = 100_000

test('what is cut behind its known part is judged where that part stands, not where the bytes say', () => {
  const { doc, context } = makeScene({ by: 'host' })
  const phone = replica(plan, FIRST, doc)
  phone.open.change((edit) => edit.slots.put(recordId(5), { title: 'Chips', note: 'ab' }))
  Y.applyUpdate(doc, lastOf(phone))
  const record = doc.getMap('slots').get(recordId(5)) as Y.Map<unknown>
  const stored = [...record._map.values()].at(-1) as Y.Item
  // It says `notes`, begins with what the server knows, and would land in the slot's field.
  const forged = updateOf([item([FIRST, stored.id.clock], word('abcdef'), { parent: 'notes' })])
  expect(judgeUpdate(plan, doc, forged, context).outcome).toBe('refused')
  expect(judgeSlowly(plan, doc, forged, context).outcome).toBe('refused')
})

test('R13: a far neighbour that was stored by an earlier update', () => {
  const { doc, context } = makeScene({})
  const n = 1000
  Y.applyUpdate(doc, updateOf([item([FIRST, 0], word('s'.repeat(n)), { parent: 'notes' })]))
  const later = updateOf([item([FIRST, n], word('x'), { right: [FIRST, n - 1] })])
  expect(judgeUpdate(plan, doc, later, context)).toMatchObject({ reason: 'malformed' })
  expect(judgeSlowly(plan, doc, later, context).outcome).toBe('refused')
})

test('many clients that wait for each other are resolved in turn, not round by round', () => {
  const { doc, context } = makeScene({})
  const clients = 200
  const items: Y.Item[] = []
  let before: Id | null = null
  for (const clock of [0, 1]) {
    for (let i = 0; i < clients; i++) {
      const id: Id = [FIRST + i, clock]
      items.push(item(id, word('x'), before ? { origin: before } : { parent: 'notes' }))
      before = id
    }
  }
  const wide = { ...context, limits: { ...context.limits, newClients: clients } }
  expect(judgeUpdate(plan, doc, updateOf(items), wide).outcome).toBe('accepted')
  expect(judgeUpdate(plan, doc, updateOf(items.slice(0, clients)), context)).toMatchObject({
    reason: 'too-big',
  })
})

test('one family fills its own share, never the whole list', () => {
  const { doc, context } = makeScene({})
  const phone = replica(plan, FIRST, doc)
  const families = new Map<string, string>()
  const mine: GateContext = { ...context, familyOf: (record) => families.get(record) }
  let added = 0
  for (; added < 100; added++) {
    phone.open.change((edit) => edit.slots.put(recordId(100 + added), { title: 'Chips' }))
    const verdict = judgeUpdate(plan, doc, lastOf(phone), mine)
    if (verdict.outcome !== 'accepted') {
      expect(verdict).toMatchObject({ reason: 'full' })
      break
    }
    Y.applyUpdate(doc, verdict.update)
    for (const record of verdict.newRecords) families.set(record, familyId(3))
  }
  expect(added).toBe(33) // 30, and the slack that two honest edits need
})

test('somebody who has written under a thousand client ids gets no further one, and goes on under those', () => {
  const { doc, context } = makeScene({})
  // Two are bound already: MINE, and the one that is to go on.
  Y.applyUpdate(doc, updateOf(Array.from({ length: 999 }, (_, i) => gc(FIRST + i, 0, 1))))
  const under = (client: number) => {
    const phone = replica(plan, client, doc)
    phone.open.change((edit) => edit.notes.splice(0, 0, 'x'))
    return lastOf(phone)
  }
  for (const judge of [judgeUpdate, judgeSlowly]) {
    expect(judge(plan, doc, under(FIRST + 999), context).outcome).toBe('refused')
    expect(judge(plan, doc, under(FIRST + 998), context).outcome).toBe('accepted')
    const other = { ...context, actor: { ...context.actor, guardianId: guardianId(9) } }
    expect(judge(plan, doc, under(5000), { ...other, guardianOf: () => undefined }).outcome).toBe('accepted')
  }
})

test('whoever takes a whole long text away at once is not held up', () => {
  const { doc, context } = makeScene({ by: 'host' })
  const letters = 20_000
  const items = Array.from({ length: letters }, (_, i) =>
    item([FIRST, i], word('x'), i ? { right: [FIRST, i - 1] } : { parent: 'about' }),
  )
  Y.applyUpdate(doc, updateOf(items))
  const all = updateOf([], [{ client: FIRST, clock: 0, length: letters }])
  expect(judgeUpdate(plan, doc, all, context).outcome).toBe('accepted')
})

test('a text so shaped that taking it away would move all that is left again and again', () => {
  const { doc, context } = makeScene({ by: 'host' })
  const pairs = 16_000
  const items = Array.from({ length: pairs }, (_, i) =>
    item([FIRST, 2 * i], word('ab'), i ? { right: [FIRST, 2 * (i - 1)] } : { parent: 'about' }),
  )
  const everySecond = Array.from({ length: pairs }, (_, i) => ({
    client: FIRST,
    clock: 2 * i + 1,
    length: 1,
  }))
  Y.applyUpdate(doc, updateOf(items, everySecond))
  const all = updateOf([], [{ client: FIRST, clock: 0, length: 2 * pairs }])
  expect(judgeUpdate(plan, doc, all, context)).toMatchObject({ reason: 'too-big' })
  const half = updateOf([], [{ client: FIRST, clock: 0, length: pairs }])
  expect(judgeUpdate(plan, doc, half, context).outcome).toBe('accepted')
})

test('two phones that wrote much at one spot while away are both taken, whoever comes first', () => {
  const { doc, context } = makeScene({})
  const away = {
    ...context,
    limits: { updateBytes: 1024 * 1024, structs: 20_000, newClients: 20, steps: 250_000 },
  }
  const backlogs = [FIRST + 7, FIRST + 3].map((client) => {
    const phone = replica(plan, client, doc)
    for (let i = 0; i < 1200; i++) {
      // At the end, at the start and in the middle in turns, so that nothing merges.
      const { length } = phone.open.text('notes')
      phone.open.change((edit) => edit.notes.splice([length, 0, length >> 1][i % 3] as number, 0, `${i} `))
    }
    return Y.encodeStateAsUpdate(phone.doc, Y.encodeStateVector(doc))
  })
  for (const backlog of backlogs) {
    expect(judgeUpdate(plan, doc, backlog, away)).toMatchObject({ outcome: 'accepted' })
    Y.applyUpdate(doc, backlog)
  }
})
