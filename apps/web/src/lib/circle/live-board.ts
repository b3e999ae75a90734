import * as verbs from '@sidegate/core/board/ideas'
import { board, type Idea } from '@sidegate/core/documents/board'
import { newId } from '@sidegate/core/ids'
import { can } from '@sidegate/core/roles'
import type { LoadedCircle } from '#lib/api/shapes.ts'
import { openLiveDocument } from '#lib/live/live-document.svelte.ts'
import Saving from '#lib/live/saving-line.svelte'
import { addressOf } from '#lib/page/address.ts'

export type LiveBoard = ReturnType<typeof openLiveBoard>

/** A board's live document and core's verbs on it. It brings yjs and the schemas, so it is imported at idle. */
export function openLiveBoard(facts: () => LoadedCircle) {
  const { me, board: address, installation } = facts()
  const document = openLiveDocument({
    definition: board,
    address: addressOf(address),
    account: me.guardianId,
    installation,
  })
  const added = new Set<string>() // by this page, before the server's facts say so

  const may = (change: 'add' | 'edit' | 'remove', owner?: string) => {
    const actor = { part: facts().role, guardianId: me.guardianId, familyId: me.familyId, kidIds: [] }
    return can(actor, 'write', { collection: board.collections.ideas, change, owner, over: false })
  }

  return {
    document,
    Saving,
    mayAdd: () => may('add'),
    /** Own ideas are the family's to change; whose the others are is not told, and not needed. */
    mayEdit: (id: string) =>
      may('edit', added.has(id) || facts().ownRecords.includes(id) ? me.familyId : 'another'),
    addIdea(idea: verbs.NewIdea) {
      const id = newId(crypto.getRandomValues(new Uint8Array(16)))
      added.add(id)
      verbs.addIdea(document, id, idea)
    },
    removeIdea: (id: string) => verbs.removeIdea(document, id),
    restoreIdea: (idea: Idea) => verbs.restoreIdea(document, idea),
  }
}
