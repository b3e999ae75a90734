/** The pages beside a plan that have something for this viewer: the plan itself carries links to them alone. */
import { isOn } from '@sidegate/core/hangouts/hangout-end'
import type { Session } from '../auth/session.ts'
import type { ListedKid } from '../store/answers.ts'
import type { HangoutRow } from '../store/hangouts.ts'
import type { Store } from '../store/store.ts'
import { addressFor } from './address.ts'

/**
 * `send` and `hosts` are one page, before and after it goes out; `confirm` asks a device that only answers so far who
 * it is.
 */
export type Way = 'confirm' | 'send' | 'address' | 'helps' | 'hosts' | 'share'

export async function waysFor(
  store: Pick<Store, 'addresses'>,
  session: Session,
  hangout: HangoutRow,
  listed: ListedKid[],
): Promise<Way[]> {
  const { part, card } = hangout
  const { state } = card
  const leads = part !== 'guest'
  const said = listed.flatMap((kid) => kid.answers.filter((home) => home.familyId === session.familyId))
  const ways: Way[] = session.confirmed ? [] : ['confirm']
  if (leads && state === 'draft') ways.push('send')
  if (leads ? state !== 'over' : (await addressFor(store, session, hangout, listed)) !== null)
    ways.push('address')
  if (
    session.confirmed &&
    isOn(state) &&
    said.some((home) => home.answer === 'going' || home.toldBy !== null)
  )
    ways.push('helps')
  if (leads && state !== 'draft') ways.push('hosts')
  if (session.confirmed && isOn(state) && hangout.wholeCircle) ways.push('share')
  return ways
}
