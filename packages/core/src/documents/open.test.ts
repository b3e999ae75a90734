import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { familyId, kidId, meet, recordId, replica } from '../testing/replicas.ts'
import { board } from './board.ts'
import { type Change, openDocument } from './open.ts'
import { plan } from './plan.ts'
import { play } from './play.ts'

const slot = recordId(1)

describe('reading is lenient', () => {
  test('an empty document reads as its defaults', () => {
    expect(openDocument(plan, new Y.Doc()).read()).toEqual({
      frame: {
        title: '',
        startsAt: '2000-01-01T00:00',
        endsAt: '2000-01-01T00:00',
        zone: 'UTC',
        area: '',
        costBand: 'free',
        rainPlan: '',
        state: 'draft',
        drawing: 'lanterns',
      },
      about: '',
      timeline: [],
      needs: { nutFreeTable: false, twoAdultsStay: false, noGifts: false },
      slots: [],
      claims: [],
      notes: '',
    })
    expect(openDocument(board, new Y.Doc()).read()).toEqual({ ideas: [], kit: [] })
    expect(openDocument(play, new Y.Doc()).read()).toEqual({ picks: [], jobs: [], jobClaims: [], words: [] })
  })

  test('what a newer or a broken client left behind is passed over; its neighbours stand', () => {
    const doc = new Y.Doc()
    const slots = doc.getMap<unknown>('slots')
    slots.set(
      slot,
      new Y.Map(Object.entries({ title: 'Chips', quantity: 'many', color: 'red', kind: 'sing' })),
    )
    slots.set(recordId(2), 'a text')
    slots.set(recordId(3), new Y.Map([['quantity', 2]]))
    slots.set(recordId(4), new Y.Map([['title', '']]))
    const claims = doc.getMap<unknown>('claims')
    claims.set(`${slot}:${familyId(1)}`, { quantity: 1, note: '' })
    claims.set(`${slot}:${familyId(2)}`, 'two')
    claims.set(`${slot}:${familyId(3)}`, null)
    claims.set('Luka:brings', { quantity: 1, note: '' })
    claims.set(`${slot}:${familyId(4)}`, { quantity: -3 })
    doc.getMap('frame').set('state', 'cancelled')
    doc.getMap('needs').set('noGifts', 'yes')
    const state = openDocument(plan, doc).read()
    expect(state.slots).toEqual([
      { id: slot, kind: 'bring', title: 'Chips', quantity: 1, unit: '', order: '', note: '' },
    ])
    expect(state.claims).toEqual([
      { slotId: slot, familyId: familyId(1), quantity: 1, note: '' },
      { slotId: slot, familyId: familyId(4), quantity: 1, note: '' },
    ])
    expect([state.frame.state, state.needs.noGifts]).toEqual(['draft', false])
  })

  test('records come by their order, ties by id; answers by their key', () => {
    const { open } = replica(plan, 1)
    open.change((edit) => {
      edit.slots.put(recordId(3), { title: 'third', order: 'V' })
      edit.slots.put(recordId(2), { title: 'second', order: 'V' })
      edit.slots.put(recordId(9), { title: 'first', order: 'A' })
      edit.claims.put({ slotId: recordId(3), familyId: familyId(2) }, {})
      edit.claims.put({ slotId: recordId(3), familyId: familyId(1) }, {})
    })
    expect(open.read().slots.map(({ title }) => title)).toEqual(['first', 'second', 'third'])
    expect(open.read().claims.map((claim) => claim.familyId)).toEqual([familyId(1), familyId(2)])
  })
})

describe('writing', () => {
  test('what the gate would refuse throws, and nothing is written', () => {
    const { open, sent } = replica(plan, 1)
    const wrong = [
      () => open.change((edit) => edit.slots.put(slot, { title: '' })),
      () => open.change((edit) => edit.slots.put(slot, { title: 'x'.repeat(81) })),
      () => open.change((edit) => edit.slots.put(slot, { title: 'x', quantity: 0 })),
      () =>
        open.change((edit) => edit.claims.put({ slotId: slot, familyId: familyId(1) }, { quantity: 1.5 })),
      () => open.change((edit) => edit.frame.set({ startsAt: 'Saturday' })),
      () => open.change((edit) => edit.frame.set({ color: 'red' } as never)),
    ]
    for (const act of wrong) expect(act).toThrow()
    expect(sent).toEqual([])
  })

  test('setting what stands already says nothing on the wire', () => {
    const { open, sent } = replica(plan, 1)
    open.change((edit) => edit.slots.put(slot, { title: 'Chips' }))
    open.change((edit) => edit.slots.set(slot, { title: 'Chips' }))
    open.change((edit) => edit.slots.set(recordId(7), { title: 'nowhere' }))
    open.change((edit) => edit.slots.remove(recordId(7)))
    expect(sent).toHaveLength(1)
  })

  test('a splice clamps its place, and one change is one update', () => {
    const { open, sent } = replica(plan, 1)
    open.change((edit) => {
      edit.about.splice(99, 5, 'Come in')
      edit.about.splice(-3, 4, 'Step')
      edit.about.splice(5, 99, 'out')
    })
    expect(open.read().about).toBe('Step out')
    expect(sent).toHaveLength(1)
  })
})

describe('observing', () => {
  const watch = () => {
    const { open, doc } = replica(plan, 1)
    open.change((edit) => edit.slots.put(slot, { title: 'Chips' }))
    const heard: { changes: Change[]; local: boolean; origin: unknown }[] = []
    const stop = open.observe((changes, context) => heard.push({ changes, ...context }))
    return { open, doc, heard, stop }
  }

  test('a transaction is heard once and whole, with its paths', () => {
    const { open, heard } = watch()
    open.change((edit) => {
      edit.slots.set(slot, { title: 'Corn chips', note: 'salted' })
      edit.slots.put(recordId(2), { title: 'Juice' })
      edit.claims.put({ slotId: slot, familyId: familyId(1) }, {})
      edit.notes.splice(0, 0, 'hello')
      edit.frame.set({ title: 'Backyard' })
    }, 'a tap')
    expect(heard).toHaveLength(1)
    expect(heard[0]).toMatchObject({ local: true, origin: 'a tap' })
    expect(heard[0]?.changes.map(({ path, kind }) => `${kind} ${path}`).sort()).toEqual([
      `added claims/${slot}:${familyId(1)}`,
      'added frame/title',
      `added slots/${recordId(2)}`,
      `changed notes`,
      `changed slots/${slot}/note`,
      `changed slots/${slot}/title`,
    ])
  })

  test('a removal, an edit from elsewhere, and silence after stopping', () => {
    const { open, doc, heard, stop } = watch()
    const other = replica(plan, 2, doc)
    other.open.change((edit) => edit.slots.remove(slot))
    meet(doc, other.doc)
    expect(heard).toMatchObject([{ local: false, changes: [{ path: `slots/${slot}`, kind: 'removed' }] }])
    stop()
    open.change((edit) => edit.notes.splice(0, 0, 'unheard'))
    expect(heard).toHaveLength(1)
  })

  test('a text tells its splices', () => {
    const { open } = watch()
    const deltas: unknown[] = []
    const text = open.text('notes')
    const stop = text.observe((delta) => deltas.push(delta))
    text.splice(0, 0, 'one three')
    text.splice(4, 0, 'two ')
    text.splice(0, 4, '')
    stop()
    text.splice(0, 99, '')
    expect(deltas).toEqual([[{ insert: 'one three' }], [{ retain: 4 }, { insert: 'two ' }], [{ delete: 4 }]])
    expect([text.toString(), text.length]).toEqual(['', 0])
  })
})

test('a job of the committee is claimed for a kid', () => {
  const { open } = replica(play, 1)
  open.change((edit) => {
    edit.jobs.put(recordId(1), { title: 'Lantern lighter' })
    edit.jobClaims.put({ jobId: recordId(1), kidId: kidId(1) }, { note: '' })
  })
  expect(open.read().jobClaims).toEqual([{ jobId: recordId(1), kidId: kidId(1), note: '' }])
})
