/**
 * How a slot stands, derived alike on every phone. Capacity is never enforced: when two families claim the last
 * brownies at the same moment both claims stand, and the surplus is a kind choice (architecture.md, Documents).
 */
import type { Claim, Slot } from '../documents/plan.ts'

export interface SlotStanding {
  needed: number
  taken: number
  missing: number
  surplus: number
  /** This slot's claims, in the order of the families' ids. */
  claims: Claim[]
}

export function slotStanding(slot: Pick<Slot, 'id' | 'quantity'>, claims: readonly Claim[]): SlotStanding {
  const own = claims.filter((claim) => claim.slotId === slot.id)
  const taken = own.reduce((sum, claim) => sum + claim.quantity, 0)
  return {
    needed: slot.quantity,
    taken,
    missing: Math.max(slot.quantity - taken, 0),
    surplus: Math.max(taken - slot.quantity, 0),
    claims: own,
  }
}

/** "5 of 7 taken": how many slots of a list are covered. */
export function slotsTaken(
  slots: readonly Slot[],
  claims: readonly Claim[],
): { covered: number; all: number } {
  const covered = slots.filter((slot) => slotStanding(slot, claims).missing === 0).length
  return { covered, all: slots.length }
}
