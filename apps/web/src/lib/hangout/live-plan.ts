import { type Moment, plan, type Slot } from '@sidegate/core/documents/plan'
import * as verbs from '@sidegate/core/hangouts/verbs'
import { newId } from '@sidegate/core/ids'
import { can } from '@sidegate/core/roles'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import { openLiveDocument } from '#lib/live/live-document.svelte.ts'
import { addressOf } from '#lib/page/address.ts'

type PlanCollection = keyof typeof plan.collections
type Change = 'add' | 'edit' | 'remove'

export type LivePlan = ReturnType<typeof openLivePlan>

/**
 * A plan's live document and what the reader may do in it: core's verbs, with the reader's family and new ids filled
 * in. It is the one module of the plan's page that brings yjs and the schemas, so it is imported at idle.
 */
export function openLivePlan(facts: () => HangoutFacts) {
  const { me, plan: address, installation } = facts()
  const document = openLiveDocument({
    definition: plan,
    address: addressOf(address),
    account: me.guardianId,
    installation,
  })
  const { familyId } = me
  const added = new Set<string>() // by this page, before the server's facts say so

  const isOver = () => (document.current ?? facts().content).frame.state === 'over'
  const may = (collection: PlanCollection, change: Change, owner?: string) => {
    const { part, mine } = facts()
    const actor = { part, guardianId: me.guardianId, familyId, kidIds: mine.map(({ kidId }) => kidId) }
    return can(actor, 'write', { collection: plan.collections[collection], change, owner, over: isOver() })
  }
  const add = () => {
    const id = newId(crypto.getRandomValues(new Uint8Array(16)))
    added.add(id)
    return id
  }

  return {
    document,
    may,
    /** Own records are the family's to edit; whose the others are is not told, and not needed. */
    mayEdit: (collection: 'slots' | 'timeline', id: string) =>
      may(collection, 'edit', added.has(id) || facts().ownRecords.includes(id) ? familyId : 'another'),
    claim: (slotId: string, quantity: number) =>
      verbs.claimSlot(document, { slotId, familyId, quantity, note: '' }),
    release: (slotId: string) => verbs.releaseSlot(document, { slotId, familyId }),
    addSlot: (slot: verbs.NewSlot) => verbs.addSlot(document, add(), slot),
    editSlot: (id: string, patch: Partial<Omit<Slot, 'id'>>) => verbs.editSlot(document, id, patch),
    removeSlot: (id: string) => verbs.removeSlot(document, id),
    restoreSlot: (slot: Slot) => verbs.restoreSlot(document, slot),
    addMoment: (moment: verbs.NewMoment) => verbs.addMoment(document, add(), moment),
    editMoment: (id: string, patch: Partial<Omit<Moment, 'id'>>) => verbs.editMoment(document, id, patch),
    removeMoment: (id: string) => verbs.removeMoment(document, id),
    restoreMoment: (moment: Moment) => verbs.restoreMoment(document, moment),
    setNeed: (name: keyof HangoutFacts['content']['needs'], value: boolean) =>
      document.change((edit) => edit.needs.set({ [name]: value })),
  }
}
