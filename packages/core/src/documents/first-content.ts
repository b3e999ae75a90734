/** Whole plain states as the one update that founds their document. */
import { foundingUpdate } from './found.ts'
import { type PlanState, plan } from './plan.ts'
import { type PlayState, play } from './play.ts'

export function planToUpdate(state: PlanState): Uint8Array {
  return foundingUpdate(plan, (edit) => {
    edit.frame.set(state.frame)
    edit.about.splice(0, 0, state.about)
    edit.notes.splice(0, 0, state.notes)
    edit.needs.set(state.needs)
    for (const { id, ...moment } of state.timeline) edit.timeline.put(id, moment)
    for (const { id, ...slot } of state.slots) edit.slots.put(id, slot)
    for (const { slotId, familyId, ...claim } of state.claims) edit.claims.put({ slotId, familyId }, claim)
  })
}

export function playToUpdate(state: PlayState): Uint8Array {
  return foundingUpdate(play, (edit) => {
    for (const { id, ...pick } of state.picks) edit.picks.put(id, pick)
    for (const { id, ...job } of state.jobs) edit.jobs.put(id, job)
    for (const { jobId, kidId, ...claim } of state.jobClaims) edit.jobClaims.put({ jobId, kidId }, claim)
    for (const { id, ...words } of state.words) edit.words.put(id, words)
  })
}
