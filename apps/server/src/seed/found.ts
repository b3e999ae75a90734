/** Writes a circle of made-up people for the first time: records, documents with their first content, tokens. */
import { randomBytes } from 'node:crypto'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { type BoardState, board } from '@sidegate/core/documents/board'
import { foundingUpdate } from '@sidegate/core/documents/found'
import { type PlanState, plan } from '@sidegate/core/documents/plan'
import { type PlayState, play } from '@sidegate/core/documents/play'
import type { SampleCircle } from '@sidegate/core/testing/room-12'
import type { Store } from '../store/store.ts'

export const FIRST_EPOCH = 1

export const firstAddress = (kind: DocumentKind, id: string): DocumentAddress => ({
  kind,
  id,
  epoch: FIRST_EPOCH,
})

export async function foundCircle(store: Store, circle: SampleCircle, at: number): Promise<void> {
  await store.people.addCircle(circle, at)
  await store.documents.found(
    firstAddress('board', circle.id),
    boardToUpdate(circle.board),
    circle.boardOwners,
  )
  for (const hangout of circle.hangouts) {
    await store.documents.found(firstAddress('plan', hangout.id), planToUpdate(hangout.plan), hangout.owners)
    await store.documents.found(firstAddress('play', hangout.id), playToUpdate(hangout.play), [])
  }
}

/** 16 random bytes for a new id. */
export const freshBytes = () => randomBytes(16)

function planToUpdate(state: PlanState): Uint8Array {
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

function playToUpdate(state: PlayState): Uint8Array {
  return foundingUpdate(play, (edit) => {
    for (const { id, ...pick } of state.picks) edit.picks.put(id, pick)
    for (const { id, ...job } of state.jobs) edit.jobs.put(id, job)
    for (const { jobId, kidId, ...claim } of state.jobClaims) edit.jobClaims.put({ jobId, kidId }, claim)
    for (const { id, ...words } of state.words) edit.words.put(id, words)
  })
}

function boardToUpdate(state: BoardState): Uint8Array {
  return foundingUpdate(board, (edit) => {
    for (const { id, ...idea } of state.ideas) edit.ideas.put(id, idea)
    for (const { id, ...thing } of state.kit) edit.kit.put(id, thing)
  })
}
