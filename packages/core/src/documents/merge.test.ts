/** Phones that act apart agree, in whatever order and however often their updates arrive (fast-check prints its seed). */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addIdea, editIdea, removeIdea, restoreIdea } from '../board/ideas.ts'
import {
  addMoment,
  addSlot,
  claimSlot,
  editMoment,
  editSlot,
  releaseSlot,
  removeMoment,
  removeSlot,
  restoreSlot,
} from '../hangouts/verbs.ts'
import { familyId, kidId, type Replica, recordId, replica } from '../testing/replicas.ts'
import { board } from './board.ts'
import type { DocumentDefinition } from './definition.ts'
import { openDocument } from './open.ts'
import { plan } from './plan.ts'
import { play } from './play.ts'

const PHONES = 3

interface Step {
  who: number
  act: number
  n: number
  hears: boolean
}
const steps = fc.array(
  fc.record({ who: fc.nat(PHONES - 1), act: fc.nat(30), n: fc.nat(5), hears: fc.boolean() }),
  { minLength: 1, maxLength: 40 },
)

function agreeInAnyOrder<D extends DocumentDefinition>(
  definition: D,
  acts: ((phone: Replica<D>, n: number, step: number) => void)[],
) {
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat()), (script: Step[], dice) => {
      const phones = Array.from({ length: PHONES }, (_, i) => replica(definition, 10 + i))
      for (const [at, { who, act, n, hears }] of script.entries()) {
        const phone = phones[who] as Replica<D>
        ;(acts[act % acts.length] as (phone: Replica<D>, n: number, step: number) => void)(phone, n, at)
        if (!hears) continue
        const other = phones[(who + 1) % PHONES] as Replica<D>
        Y.applyUpdate(phone.doc, Y.encodeStateAsUpdate(other.doc))
      }
      const updates = phones.flatMap(({ sent }) => sent)
      const roll = (below: number) => (dice.next().value ?? 0) % below
      const shuffled = () => {
        const doubled = updates.flatMap((update) => (roll(3) === 0 ? [update, update] : [update]))
        for (let i = doubled.length - 1; i > 0; i--) {
          const j = roll(i + 1)
          ;[doubled[i], doubled[j]] = [doubled[j] as Uint8Array, doubled[i] as Uint8Array]
        }
        return doubled
      }
      const states = [1, 2, 3].map(() => {
        const doc = new Y.Doc()
        for (const update of shuffled()) Y.applyUpdate(doc, update)
        expect(doc.store.pendingStructs).toBeNull()
        return openDocument(definition, doc).read()
      })
      for (const { doc, open } of phones) {
        for (const update of shuffled()) Y.applyUpdate(doc, update)
        states.push(open.read())
      }
      for (const state of states) expect(state).toEqual(states[0])
    }),
    { numRuns: 60 },
  )
}

describe('all orders of delivery agree', { timeout: 30_000 }, () => {
  test('on a plan', () => {
    agreeInAnyOrder(plan, [
      ({ open }, n, step) => open.change((edit) => edit.notes.splice(n * 3, n % 3, `s${step} `)),
      ({ open }, n, step) => open.change((edit) => edit.about.splice(n, n, `${step}`)),
      ({ open }, n) => addSlot(open, recordId(n), { title: `slot ${n}` }),
      ({ open }, n, step) => editSlot(open, recordId(n), { title: `t${step}`, quantity: step + 1 }),
      ({ open }, n) => {
        const slot = removeSlot(open, recordId(n))
        if (slot && n % 2) restoreSlot(open, slot)
      },
      ({ open }, n, step) =>
        claimSlot(open, { slotId: recordId(n), familyId: familyId(n % 2), quantity: step + 1, note: '' }),
      ({ open }, n) => void releaseSlot(open, { slotId: recordId(n), familyId: familyId(n % 2) }),
      ({ open }, n, step) => addMoment(open, recordId(n), { at: '14:00', title: `m${step}` }),
      ({ open }, n, step) => editMoment(open, recordId(n), { title: `n${step}` }),
      ({ open }, n) => void removeMoment(open, recordId(n)),
      ({ open }, n) => open.change((edit) => edit.needs.set({ noGifts: n % 2 === 0 })),
    ])
  })

  test('on a board', () => {
    agreeInAnyOrder(board, [
      ({ open }, n, step) => addIdea(open, recordId(n), { title: `i${step}` }),
      ({ open }, n, step) => editIdea(open, recordId(n), { note: `x${step}`, season: 'winter' }),
      ({ open }, n) => {
        const idea = removeIdea(open, recordId(n))
        if (idea && n % 2) restoreIdea(open, idea)
      },
      ({ open }, n) => open.change((edit) => edit.kit.put(recordId(n), { title: 'tables' })),
    ])
  })

  test('on a play', () => {
    agreeInAnyOrder(play, [
      ({ open }, n, step) => open.change((edit) => edit.picks.put(recordId(n), { title: `p${step}` })),
      ({ open }, n) => open.change((edit) => edit.picks.remove(recordId(n))),
      ({ open }, n) => open.change((edit) => edit.jobs.put(recordId(n), { title: `j${n}` })),
      ({ open }, n, step) =>
        open.change((edit) =>
          edit.jobClaims.put({ jobId: recordId(n), kidId: kidId(n % 2) }, { note: `${step}` }),
        ),
      ({ open }, n) =>
        open.change((edit) => edit.jobClaims.remove({ jobId: recordId(n), kidId: kidId(n % 2) })),
    ])
  })
})
