/** Writes a circle of made-up people for the first time: records, documents with their first content, tokens. */
import { randomBytes } from 'node:crypto'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { type BoardState, board } from '@sidegate/core/documents/board'
import { planToUpdate, playToUpdate } from '@sidegate/core/documents/first-content'
import { foundingUpdate } from '@sidegate/core/documents/found'
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

function boardToUpdate(state: BoardState): Uint8Array {
  return foundingUpdate(board, (edit) => {
    for (const { id, ...idea } of state.ideas) edit.ideas.put(id, idea)
    for (const { id, ...thing } of state.kit) edit.kit.put(id, thing)
  })
}
