/** A hangout's address as one viewer may know it (house rule 11, access matrix): to homes that said yes, until the day ends. */
import { can } from '@sidegate/core/roles'
import type { Session } from '../auth/session.ts'
import type { ListedKid } from '../store/answers.ts'
import type { HangoutRow } from '../store/hangouts.ts'
import type { Store } from '../store/store.ts'
import { saidYes } from './coming.ts'

/** `text` null: there is one, and `why` says when it shows. */
export interface AddressShown {
  text: string | null
  why: 'shown' | 'after-yes' | 'confirm-first'
}

/** null: hosts wrote none, or its day is over. */
export async function addressFor(
  { addresses }: Pick<Store, 'addresses'>,
  session: Session,
  hangout: HangoutRow,
  listed: ListedKid[],
): Promise<AddressShown | null> {
  const text = await addresses.read(hangout.id)
  if (text === null) return null
  const { part } = hangout
  // Nobody sets out to a hangout that is off.
  const yes = saidYes(session.familyId, listed) && hangout.card.state !== 'off'
  const actor = { part, guardianId: session.guardianId, familyId: session.familyId, kidIds: [] }
  if (!can(actor, 'read address', { saidYes: yes })) return { text: null, why: 'after-yes' }
  return session.confirmed ? { text, why: 'shown' } : { text: null, why: 'confirm-first' }
}
