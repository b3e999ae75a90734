/** Documents as the HTTP side uses them: the committed state to read, and the server's own commands. */

import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { type BoardState, board } from '@sidegate/core/documents/board'
import type { OpenDocument } from '@sidegate/core/documents/open'
import { type PlanState, plan } from '@sidegate/core/documents/plan'
import type { play } from '@sidegate/core/documents/play'
import { isOn } from '@sidegate/core/hangouts/hangout-end'
import type { OpenPlan } from '@sidegate/core/hangouts/verbs'
import type * as Y from 'yjs'
import type { CommandKey, Outcome } from './store/commands.ts'
import type { Store } from './store/store.ts'
import type { CommandEdit, CommandMarks } from './sync/history.ts'
import type { Rooms } from './sync/rooms.ts'
import { createTurns } from './turns.ts'

type OpenPlay = OpenDocument<typeof play>

/** As sync's CommandEdit, of a plan. */
export type PlanEdit =
  | ((plan: OpenPlan, doc: Y.Doc) => void)
  | ((plan: OpenPlan, doc: Y.Doc) => CommandMarks | 'declined')

export interface Documents {
  /** The address with the current epoch; null: no such document. */
  current(kind: DocumentKind, id: string): Promise<DocumentAddress | null>
  /** null: re-founded or gone since its address was asked for. */
  readPlan(address: DocumentAddress): Promise<PlanState | null>
  readBoard(address: DocumentAddress): Promise<BoardState | null>
  /**
   * Once for each key, however many copies are in flight; resolves when the edit and the key are on disk together.
   * 'declined': the edit said so, and nothing is recorded; 'not-found': no such document any more; 'not-saved': nothing of it is left, the same key may be tried again.
   */
  commandPlan(
    address: DocumentAddress,
    command: CommandKey,
    edit: PlanEdit,
  ): Promise<Outcome | 'declined' | 'not-found' | 'not-saved'>
  /**
   * A draft is sent: its documents are founded anew, so that nobody reads what its hosts tried. The rest as above.
   */
  publishPlan(
    hangoutId: string,
    command: CommandKey,
  ): Promise<Outcome | 'not-a-draft' | 'not-found' | 'not-saved'>
  /** A hangout has ended by the clock: its plan says so from now on, and is read, not written. */
  endPlan(hangoutId: string): Promise<void>
  /**
   * What families and kids who left had taken on becomes free again; a hangout that nobody holds any more is off. Doing
   * it again does nothing. false: it is not on disk yet, and wants to be done again.
   */
  letGo(hangoutId: string, gone: Gone): Promise<boolean>
  /** Reads the living plan, what isn't on disk yet included. null: as in readPlan. */
  lookIntoPlan<T>(address: DocumentAddress, look: (plan: OpenPlan, doc: Y.Doc) => T): Promise<T | null>
  /** How many distinct guardians are in the plans of these hangouts now. */
  editingPlans(hangoutIds: string[]): number
}

export interface Gone {
  familyIds: readonly string[]
  kidIds: readonly string[]
  isHostless: boolean
}

export function createDocuments(
  { documents, hangouts }: Pick<Store, 'documents' | 'hangouts'>,
  rooms: Rooms,
): Documents {
  const takeTurn = createTurns()

  /** Copies of one command. */
  const inTurn = <T>({ guardianId, key }: CommandKey, work: () => Promise<T>): Promise<T> =>
    key === null ? work() : takeTurn(`${guardianId} ${key}`, work)

  async function current(kind: DocumentKind, id: string): Promise<DocumentAddress | null> {
    const epoch = await documents.currentEpoch(kind, id)
    return epoch === null ? null : { kind, id, epoch }
  }

  return {
    current,
    readPlan: (address) => rooms.read(plan, address),
    readBoard: (address) => rooms.read(board, address),
    commandPlan: (address, command, edit) =>
      inTurn(command, async () => {
        const outcome = await hangouts.outcomeOf(command)
        if (outcome !== 'done') return outcome
        const editPlan: CommandEdit = (document, doc) => edit(asPlan(document), doc)
        return rooms.command(address, command.guardianId, editPlan, command)
      }),
    publishPlan: (hangoutId, command) =>
      inTurn(command, async () => {
        const outcome = await hangouts.outcomeOf(command)
        if (outcome !== 'done') return outcome
        const planAt = await current('plan', hangoutId)
        const playAt = await current('play', hangoutId)
        const draft = planAt && (await rooms.read(plan, planAt))
        if (!planAt || !playAt || !draft) return 'not-found'
        if (draft.frame.state !== 'draft') return 'not-a-draft'
        // The plan last: until it is sent, nobody but its hosts finds either.
        const play = await rooms.refound(playAt, 'publish')
        if (typeof play === 'string') return play
        const send = (document: OpenDocument) =>
          asPlan(document).change((edit) => edit.frame.set({ state: 'sent' }))
        const sent = await rooms.refound(planAt, 'publish', { change: send, command })
        return typeof sent === 'string' ? sent : 'done'
      }),
    async endPlan(hangoutId) {
      const address = await current('plan', hangoutId)
      if (!address) return
      const end: CommandEdit = (document) => {
        const { frame } = asPlan(document).read()
        if (!isOn(frame.state)) return 'declined'
        return asPlan(document).change((edit) => edit.frame.set({ state: 'over' }))
      }
      await rooms.command(address, null, end)
    },
    async letGo(hangoutId, gone) {
      const planAt = await current('plan', hangoutId)
      const playAt = await current('play', hangoutId)
      const outcomes = [
        planAt && (await rooms.command(planAt, null, (document) => letGoOfPlan(asPlan(document), gone))),
        playAt && (await rooms.command(playAt, null, (document) => letGoOfPlay(asPlay(document), gone))),
      ]
      return !outcomes.includes('not-saved')
    },
    lookIntoPlan: (address, look) => rooms.look(address, (document, doc) => look(asPlan(document), doc)),
    editingPlans: (ids) => rooms.editingAny('plan', new Set(ids)),
  }
}

/** An address of kind plan opens with the plan's definition. */
const asPlan = (document: OpenDocument) => document as unknown as OpenPlan
const asPlay = (document: OpenDocument) => document as unknown as OpenPlay

function letGoOfPlan(document: OpenPlan, { familyIds, isHostless }: Gone) {
  const { claims, frame } = document.read()
  const theirs = claims.filter((claim) => familyIds.includes(claim.familyId))
  const isOff = isHostless && isOn(frame.state)
  if (theirs.length === 0 && !isOff) return 'declined'
  return document.change((edit) => {
    for (const claim of theirs) edit.claims.remove(claim)
    if (isOff) edit.frame.set({ state: 'off' })
  })
}

function letGoOfPlay(document: OpenPlay, { kidIds }: Gone) {
  const theirs = document.read().jobClaims.filter((claim) => kidIds.includes(claim.kidId))
  if (theirs.length === 0) return 'declined'
  return document.change((edit) => {
    for (const claim of theirs) edit.jobClaims.remove(claim)
  })
}
