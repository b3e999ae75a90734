import {
  type Claim,
  type Moment,
  type PlanState,
  plan as planDefinition,
  type Slot,
} from '@sidegate/core/documents/plan'
import * as verbs from '@sidegate/core/hangouts/verbs'
import { newId } from '@sidegate/core/ids'
import { can } from '@sidegate/core/roles'
import type { Notice } from '@sidegate/ui/toast.svelte'
import type { Card } from '#lib/api/shapes.ts'
import { openLiveDocument } from '#lib/live/live-document.svelte.ts'
import { addressOf } from '#lib/page/address.ts'
import type { Words } from '#lib/words/en.ts'
import { parts } from './live-parts.ts'
import type { Plan } from './plan.svelte.ts'

type PlanCollection = keyof typeof planDefinition.collections
type Change = 'add' | 'edit' | 'remove'

export type LivePlan = ReturnType<typeof openLivePlan>

/**
 * A plan's live document and what the reader may do in it: core's verbs with the reader's family and new ids filled
 * in, and a way back after each removal. It is the one module of the plan's page that brings yjs and the schemas.
 */
export function openLivePlan(plan: Plan, words: Words) {
  const { me, plan: address, installation } = plan.facts
  const document = openLiveDocument({
    definition: planDefinition,
    address: addressOf(address),
    account: me.guardianId,
    installation,
  })
  const { guardianId, familyId } = me
  const added = new Set<string>() // by this page, before the server's facts say so
  let notice = $state.raw<Notice | null>(null)
  let notices = 0

  function may(collection: PlanCollection, change: Change, owner?: string): boolean {
    const { part, mine } = plan.facts
    const actor = { part, guardianId, familyId, kidIds: mine.map(({ kidId }) => kidId) }
    const subject = { collection: planDefinition.collections[collection], change, owner, over: plan.isOver }
    return can(actor, 'write', subject)
  }

  /** Says what was done, with its way back (ten seconds). */
  function say(text: string, undo?: () => void) {
    notices += 1
    notice = { id: notices, text, ...(undo && { undo: { label: words.undo, run: undo } }) }
  }

  function ownId(): string {
    const id = newId(crypto.getRandomValues(new Uint8Array(16)))
    added.add(id)
    return id
  }

  const claim = (slotId: string, quantity: number) =>
    verbs.claimSlot(document, { slotId, familyId, quantity, note: '' })

  return {
    document,
    parts,
    may,
    get notice() {
      return notice
    },
    closeNotice: () => {
      notice = null
    },
    /** Own records are the family's to edit; whose the others are is not told, and not needed. */
    mayEdit: (collection: 'slots' | 'timeline', id: string) =>
      may(collection, 'edit', added.has(id) || plan.facts.ownRecords.includes(id) ? familyId : 'another'),
    claim,
    giveBack(slot: Slot, { quantity }: Claim) {
      verbs.releaseSlot(document, { slotId: slot.id, familyId })
      say(words.plan.gaveBack(slot.title), () => claim(slot.id, quantity))
    },
    addSlot: (slot: verbs.NewSlot) => verbs.addSlot(document, ownId(), slot),
    editSlot: (id: string, patch: Partial<Omit<Slot, 'id'>>) => verbs.editSlot(document, id, patch),
    removeSlot(slot: Slot) {
      verbs.removeSlot(document, slot.id)
      say(words.plan.removed(slot.title), () => verbs.restoreSlot(document, slot))
    },
    addMoment: (moment: verbs.NewMoment) => verbs.addMoment(document, ownId(), moment),
    editMoment: (id: string, patch: Partial<Omit<Moment, 'id'>>) => verbs.editMoment(document, id, patch),
    removeMoment(moment: Moment) {
      verbs.removeMoment(document, moment.id)
      say(words.plan.removed(moment.title), () => verbs.restoreMoment(document, moment))
    },
    setNeed: (name: keyof PlanState['needs'], value: boolean) =>
      document.change((edit) => edit.needs.set({ [name]: value })),
    /** A host's move was taken: it shows at once, also before the document brings it. */
    moved(card: Card, frame: Partial<PlanState['frame']>) {
      const { content } = plan.facts
      plan.fresh.patch({ card, content: { ...content, frame: { ...content.frame, ...frame } } })
      say(words.frame.changed)
    },
  }
}
