/** A hangout's list as its hosts see it while they choose: every kid of the circle by first name, asked or not. */
import type { Session } from '../auth/session.ts'
import type { HangoutRow } from '../store/hangouts.ts'
import type { RosterKid } from '../store/lists.ts'
import type { Store } from '../store/store.ts'

export interface ListPage {
  id: string
  title: string
  state: HangoutRow['card']['state']
  startsAt: string
  endsAt: string
  zone: string
  drawing: HangoutRow['card']['drawing']
  wholeCircle: boolean
  circle: { id: string; name: string }
  house: string
  me: { guardianId: string }
  kids: RosterKid[]
}

export async function listFor(
  store: Pick<Store, 'circles' | 'lists' | 'installation'>,
  session: Session,
  hangout: HangoutRow,
): Promise<ListPage | null> {
  const circle = await store.circles.find(session.guardianId, hangout.circleId)
  if (!circle) return null
  const { title, state, startsAt, endsAt, zone, drawing } = hangout.card
  return {
    id: hangout.id,
    title,
    state,
    startsAt,
    endsAt,
    zone,
    drawing,
    wholeCircle: hangout.wholeCircle,
    circle: { id: circle.id, name: circle.name },
    house: (await store.installation()).name,
    me: { guardianId: session.guardianId },
    kids: await store.lists.roster(hangout.id),
  }
}
