/** Documents as the HTTP side uses them: the committed state to read, and the server's own commands. */
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { type BoardState, board } from '@sidegate/core/documents/board'
import { type PlanState, plan } from '@sidegate/core/documents/plan'
import type { OpenPlan } from '@sidegate/core/hangouts/verbs'
import type { DocumentStore } from './store/documents.ts'
import type { Rooms } from './sync/rooms.ts'

export interface Documents {
  /** The address with the current epoch; null: no such document. */
  current(kind: DocumentKind, id: string): Promise<DocumentAddress | null>
  /** null: re-founded or gone since its address was asked for. */
  readPlan(address: DocumentAddress): Promise<PlanState | null>
  readBoard(address: DocumentAddress): Promise<BoardState | null>
  /** Resolves once the edit is on disk; false: no such document any more. */
  commandPlan(address: DocumentAddress, guardianId: string, edit: (plan: OpenPlan) => void): Promise<boolean>
  /** How many distinct guardians are in the plans of these hangouts now. */
  editingPlans(hangoutIds: string[]): number
}

export function createDocuments(store: DocumentStore, rooms: Rooms): Documents {
  return {
    async current(kind, id) {
      const epoch = await store.currentEpoch(kind, id)
      return epoch === null ? null : { kind, id, epoch }
    },
    readPlan: (address) => rooms.read(plan, address),
    readBoard: (address) => rooms.read(board, address),
    commandPlan: (address, guardianId, edit) =>
      // An address of kind plan opens with the plan's definition.
      rooms.command(address, guardianId, (document) => edit(document as unknown as OpenPlan)),
    editingPlans: (ids) => rooms.editingAny('plan', new Set(ids)),
  }
}
