/**
 * Which part a session plays in a document: the same question for the socket and for HTTP. You find only what you
 * belong to; null answers for what doesn't exist and for what isn't yours (house rule 3).
 */
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { isClosed } from '@sidegate/core/hangouts/hangout-end'
import type { Part } from '@sidegate/core/parts'
import type { Actor } from '@sidegate/core/roles'
import type { Session } from './auth/session.ts'
import type { Store } from './store/store.ts'

/** Who it is towards a document. `over`: it is read and not written. */
type Membership = Actor & { over: boolean }

export type PartIn = (
  session: Session,
  address: Pick<DocumentAddress, 'kind' | 'id'>,
) => Promise<Membership | null>

export function createPartIn({ hangouts, circles }: Pick<Store, 'hangouts' | 'circles'>): PartIn {
  async function partOf(
    session: Session,
    { kind, id }: Parameters<PartIn>[1],
  ): Promise<{ part: Part; over: boolean } | null> {
    if (kind !== 'board') {
      const hangout = await hangouts.find(session, id)
      if (!hangout) return null
      const { state } = hangout.card
      // Whether a plan is off, its room knows at each edit: it may be on again while its people stay.
      return { part: hangout.part, over: kind === 'plan' ? state === 'over' : isClosed(state) }
    }
    const circle = await circles.find(session.guardianId, id)
    return circle && { part: session.organizer ? 'organizer' : 'guardian', over: false }
  }

  return async (session, address) => {
    const found = await partOf(session, address)
    if (!found) return null
    return {
      ...found,
      ...(!session.confirmed && { onlyAnswers: true as const }),
      guardianId: session.guardianId,
      familyId: session.familyId,
      kidIds: await circles.kidIdsOf(session.guardianId),
    }
  }
}
