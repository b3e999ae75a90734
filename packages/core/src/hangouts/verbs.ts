/** What people do in a plan. Each verb is one tap: one transaction, one update on the wire. */
import type { OpenDocument } from '../documents/open.ts'
import type { Claim, Moment, plan, Slot } from '../documents/plan.ts'
import { orderAfter } from '../order.ts'

export type OpenPlan = OpenDocument<typeof plan>
export type NewSlot = Pick<Slot, 'title'> & Partial<Omit<Slot, 'id'>>
export type NewMoment = Pick<Moment, 'title' | 'at'> & Partial<Omit<Moment, 'id'>>

/** Adds a slot at the end of its kind's list. */
export function addSlot(document: OpenPlan, id: string, slot: NewSlot) {
  const order = slot.order ?? orderAfter(document.read().slots.map((other) => other.order))
  document.change((edit) => edit.slots.put(id, { ...slot, order }))
}

export function editSlot(document: OpenPlan, id: string, patch: Partial<Omit<Slot, 'id'>>) {
  document.change((edit) => edit.slots.set(id, patch))
}

/** Takes a slot away; its claims stay, so that putting it back brings them along. Returns what to put back. */
export function removeSlot(document: OpenPlan, id: string): Slot | null {
  const slot = document.read().slots.find((candidate) => candidate.id === id) ?? null
  document.change((edit) => edit.slots.remove(id))
  return slot
}

/** Undoes a removal: the same id again, so its claims and its owner hold. */
export function restoreSlot(document: OpenPlan, { id, ...slot }: Slot) {
  document.change((edit) => edit.slots.put(id, slot))
}

/** "I'll bring it": takes part of a slot or all of it. Claiming again changes the quantity or the note. */
export function claimSlot(document: OpenPlan, { slotId, familyId, quantity, note }: Claim) {
  document.change((edit) => edit.claims.put({ slotId, familyId }, { quantity, note }))
}

/** "Can't any more": needs no reason. Returns what to claim again on undo. */
export function releaseSlot(document: OpenPlan, key: Pick<Claim, 'slotId' | 'familyId'>): Claim | null {
  const claim =
    document
      .read()
      .claims.find((candidate) => candidate.slotId === key.slotId && candidate.familyId === key.familyId) ??
    null
  document.change((edit) => edit.claims.remove(key))
  return claim
}

export function addMoment(document: OpenPlan, id: string, moment: NewMoment) {
  document.change((edit) => edit.timeline.put(id, moment))
}

export function editMoment(document: OpenPlan, id: string, patch: Partial<Omit<Moment, 'id'>>) {
  document.change((edit) => edit.timeline.set(id, patch))
}

export function removeMoment(document: OpenPlan, id: string): Moment | null {
  const moment = document.read().timeline.find((candidate) => candidate.id === id) ?? null
  document.change((edit) => edit.timeline.remove(id))
  return moment
}

export function restoreMoment(document: OpenPlan, { id, ...moment }: Moment) {
  document.change((edit) => edit.timeline.put(id, moment))
}
