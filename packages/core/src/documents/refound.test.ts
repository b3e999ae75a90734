import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { familyId, recordId, replica } from '../testing/replicas.ts'
import { openDocument } from './open.ts'
import { plan } from './plan.ts'
import { migratingUpdate, refoundingUpdate } from './refound.ts'

const MARKER = 'unmistakable'

function loaded(update: Uint8Array) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return { doc, state: openDocument(plan, doc).read() }
}

const holds = (bytes: Uint8Array, text: string) => String.fromCharCode(...bytes).includes(text)

const step = fc.oneof(
  fc.record({ what: fc.constant('write' as const), at: fc.nat(50), remove: fc.nat(8), n: fc.nat(3) }),
  fc.record({ what: fc.constant('slot' as const), n: fc.nat(4) }),
  fc.record({ what: fc.constant('unslot' as const), n: fc.nat(4) }),
  fc.record({ what: fc.constant('claim' as const), n: fc.nat(4) }),
  fc.record({ what: fc.constant('unclaim' as const), n: fc.nat(4) }),
)

test('founded anew it reads the same, and a newcomer to it the same again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const { doc, open } = replica(plan, 7)
      for (const { n, ...given } of steps) {
        const key = { slotId: recordId(n), familyId: familyId(n) }
        open.change((edit) => {
          if (given.what === 'write') edit.about.splice(given.at, given.remove, `${MARKER} ${n} `)
          if (given.what === 'slot') edit.slots.put(recordId(n), { title: `Slot ${n}`, quantity: n + 1 })
          if (given.what === 'unslot') edit.slots.remove(recordId(n))
          if (given.what === 'claim') edit.claims.put(key, { quantity: n + 1 })
          if (given.what === 'unclaim') edit.claims.remove(key)
        })
      }
      const before = open.read()
      const { doc: fresh, state } = loaded(refoundingUpdate(plan, doc))
      expect(state).toEqual(before)
      expect([...fresh.store.clients.keys()]).not.toContain(7)
      expect(fresh.store.clients.size).toBeLessThanOrEqual(1)
    }),
  )
})

test('what was deleted, its keys and who wrote it stay behind, and what is changed on the way can’t be told', () => {
  const { doc, open } = replica(plan, 123456)
  open.change((edit) => {
    edit.notes.splice(0, 0, `${MARKER} and the rest`)
    edit.slots.put(recordId(5), { title: MARKER })
    edit.claims.put({ slotId: recordId(5), familyId: familyId(8) }, { quantity: 1 })
    edit.frame.set({ title: 'Backyard afternoon', state: 'draft' })
  })
  open.change((edit) => {
    edit.notes.splice(0, MARKER.length, '')
    edit.slots.remove(recordId(5))
    edit.claims.remove({ slotId: recordId(5), familyId: familyId(8) })
  })
  expect(holds(Y.encodeStateAsUpdate(doc), recordId(5))).toBe(true)
  const update = refoundingUpdate(plan, doc, (document) =>
    document.change((edit) => {
      ;(edit.frame as unknown as { set(frame: object): void }).set({ state: 'sent', title: 'Sent' })
    }),
  )
  for (const gone of [MARKER, recordId(5), familyId(8), 'draft', 'Backyard'])
    expect(holds(update, gone)).toBe(false)
  expect(loaded(update).state).toMatchObject({ notes: ' and the rest', slots: [], frame: { state: 'sent' } })
  expect([...loaded(update).doc.store.clients.keys()]).not.toContain(123456)
})

test('a breaking change reads what the former version wrote, under the names that it had', () => {
  const old = new Y.Doc()
  old.getText('welcome').insert(0, 'Come in')
  old.getMap('things').set(recordId(1), new Y.Map(Object.entries({ name: 'Lemonade' })))
  const stored = new Y.Doc()
  Y.applyUpdate(stored, Y.encodeStateAsUpdate(old))
  const next = {
    ...plan,
    version: 2,
    migrate: (raw: Record<string, unknown>, from: number) => ({
      ...openDocument(plan, new Y.Doc()).read(),
      about: `${raw.welcome} (${from})`,
      slots: Object.entries(raw.things as Record<string, { name: string }>).map(([id, { name }]) => ({
        id,
        title: name,
      })),
    }),
  }
  const { state } = loaded(migratingUpdate(next, stored, 1))
  expect(state).toMatchObject({ about: 'Come in (1)', slots: [{ id: recordId(1), title: 'Lemonade' }] })
})
