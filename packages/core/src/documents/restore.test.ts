import fc from 'fast-check'
import { expect, test } from 'vitest'
import { familyId, recordId, replica } from '../testing/replicas.ts'
import type { OpenDocument } from './open.ts'
import { plan } from './plan.ts'
import { restoreShared, returnsOf, sharedOf } from './restore.ts'

const phone = () => {
  const { doc, open } = replica(plan, 1)
  return { doc, open, any: open as unknown as OpenDocument }
}
const shared = (open: OpenDocument<typeof plan>) => sharedOf(plan, open.read())
const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean)

const title = fc.constantFrom('Lemonade', 'Iced tea', 'Chairs', 'Lamp')
const word = fc.constantFrom('come', 'in', 'by', 'the', 'side', 'gate')
const step = fc.oneof(
  fc.record({ what: fc.constant('write' as const), at: fc.nat(30), remove: fc.nat(12), word }),
  fc.record({ what: fc.constant('slot' as const), n: fc.nat(5), title }),
  fc.record({ what: fc.constant('rename' as const), n: fc.nat(5), title }),
  fc.record({ what: fc.constant('unslot' as const), n: fc.nat(5) }),
  fc.record({ what: fc.constant('moment' as const), n: fc.nat(5), title }),
  fc.record({ what: fc.constant('need' as const), on: fc.boolean() }),
  fc.record({ what: fc.constant('claim' as const), n: fc.nat(5) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function act(open: OpenDocument<typeof plan>, given: Step) {
  open.change((edit) => {
    if (given.what === 'write') edit.about.splice(given.at, given.remove, ` ${given.word} `)
    if (given.what === 'slot') edit.slots.put(recordId(given.n), { title: given.title })
    if (given.what === 'rename') edit.slots.set(recordId(given.n), { title: given.title })
    if (given.what === 'unslot') edit.slots.remove(recordId(given.n))
    if (given.what === 'moment') edit.timeline.put(recordId(given.n), { at: '14:00', title: given.title })
    if (given.what === 'need') edit.needs.set({ noGifts: given.on })
    if (given.what === 'claim')
      edit.claims.put({ slotId: recordId(given.n), familyId: familyId(1) }, { quantity: 1 })
  })
}

test('all that stood comes back, all that came since stays, answers are left alone, and twice is once', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 12, size: 'max' }),
      fc.array(step, { maxLength: 20, size: 'max' }),
      (first, since) => {
        const { open, any } = phone()
        for (const given of first) act(open, given)
        const then = open.read()
        const point = JSON.parse(JSON.stringify(shared(open)))
        for (const given of since) act(open, given)
        const now = open.read()
        const promised = returnsOf(plan, shared(open), point).length
        expect(restoreShared(any, point)).toBe(promised)
        const after = open.read()

        for (const kept of then.slots) expect(after.slots).toContainEqual(kept)
        for (const kept of then.timeline) expect(after.timeline).toContainEqual(kept)
        const stood = new Set(then.slots.map((slot) => slot.id))
        for (const added of now.slots) if (!stood.has(added.id)) expect(after.slots).toContainEqual(added)
        expect(after.slots.length).toBe(new Set([...stood, ...now.slots.map((slot) => slot.id)]).size)
        expect(after.needs).toEqual(then.needs)
        expect(after.claims).toEqual(now.claims)
        expect(after.frame).toEqual(now.frame)
        for (const text of [then.about, now.about])
          expect(isSubsequence(wordsOf(text), wordsOf(after.about))).toBe(true)
        expect(restoreShared(any, point)).toBe(0)
        expect(open.read()).toEqual(after)
      },
    ),
  )
})

test('a point kept by an earlier version restores what both know', () => {
  const { open, any } = phone()
  open.change((edit) => edit.about.splice(0, 0, 'Come in'))
  open.change((edit) => edit.slots.put(recordId(1), { title: 'Lamp' }))
  const slots = [{ id: recordId(1), title: 'Lamp', colour: 'red' }]
  expect(restoreShared(any, { about: 'Come in soon', songs: 'la la', slots })).toBe(1)
  expect(open.read().about).toBe('Come in soon')
})

function isSubsequence(short: string[], long: string[]): boolean {
  let at = 0
  for (const candidate of long) if (candidate === short[at]) at++
  return at === short.length
}

test('a text that was written anew comes back whole beside it, and does not grow without end', () => {
  const { open: document, any } = phone()
  const rewrite = (word: string) =>
    document.change((edit) => edit.notes.splice(0, document.read().notes.length, `${word} `.repeat(3600)))
  const kept = () => shared(document)
  rewrite('lamp')
  const first = kept()
  rewrite('rain')
  expect(restoreShared(any, first)).toBe(1)
  expect(document.read().notes.length).toBe(36_000)
  const both = kept()
  rewrite('tent')
  expect(returnsOf(plan, kept(), both)).toEqual([])
  expect(restoreShared(any, both)).toBe(0)
  document.change((edit) => edit.notes.splice(0, document.read().notes.length, ''))
  expect(restoreShared(any, both)).toBe(1)
})
