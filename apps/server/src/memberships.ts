/**
 * Which part a session plays in a document: the same question for the socket and for HTTP. You find only what you
 * belong to; null answers for what doesn't exist and for what isn't yours (house rule 3).
 */
import type { DocumentAddress } from '@sidegate/core/documents/address'
import type { Part } from '@sidegate/core/parts'
import type { Actor } from '@sidegate/core/roles'
import type { Session } from './auth/session.ts'
import type { Store } from './store/store.ts'

export type PartIn = (
  session: Session,
  address: Pick<DocumentAddress, 'kind' | 'id'>,
) => Promise<Actor | null>

export function createPartIn({ hangouts, circles }: Pick<Store, 'hangouts' | 'circles'>): PartIn {
  async function partOf(session: Session, { kind, id }: Parameters<PartIn>[1]): Promise<Part | null> {
    if (kind !== 'board') return (await hangouts.find(session, id))?.part ?? null
    const circle = await circles.find(session.guardianId, id)
    if (!circle) return null
    return session.organizer ? 'organizer' : 'guardian'
  }

  return async (session, address) => {
    const part = await partOf(session, address)
    if (!part) return null
    const kids = await circles.kidsOf(session.guardianId)
    return {
      part,
      guardianId: session.guardianId,
      familyId: session.familyId,
      kidIds: kids.map((kid) => kid.id),
    }
  }
}
