/** A hangout's page for one viewer on its list: plan, who comes, own kids; hosts also read every answer. */
import { formatAddress } from '@sidegate/core/documents/address'
import type { PlanState } from '@sidegate/core/documents/plan'
import { can } from '@sidegate/core/roles'
import { actorIn } from '../auth/actor.ts'
import type { Session } from '../auth/session.ts'
import type { Documents } from '../documents.ts'
import type { ListedKid } from '../store/answers.ts'
import type { HangoutRow } from '../store/hangouts.ts'
import type { Store } from '../store/store.ts'
import { addressFor } from './address.ts'
import { cardsFor } from './cards.ts'
import { answersForHosts, comingFor, homeOnlyFor } from './coming.ts'
import { deletionFor } from './history.ts'
import { waysFor } from './ways.ts'

export interface ProjectionDeps {
  store: Store
  documents: Documents
  now: () => number
}

/** null when it is not there for this viewer. */
export async function hangoutFor(
  { store, documents, now }: ProjectionDeps,
  session: Session,
  hangoutId: string,
) {
  const hangout = await store.hangouts.find(session, hangoutId)
  if (!hangout) return null
  const circle = await store.circles.find(session.guardianId, hangout.circleId)
  const plan = await documents.current('plan', hangoutId)
  const play = await documents.current('play', hangoutId)
  const content = plan && (await documents.readPlan(plan))
  if (!circle || !plan || !play || !content) return null
  const [card] = await cardsFor(store, session, [hangout])
  if (!card) return null
  const house = await store.installation()
  const me = await store.circles.guardian(session.guardianId)
  const listed = await store.answers.listed(hangoutId)
  const actor = actorIn(session, hangout.part)
  if (!can(actor, 'read hangout')) return null
  const isHost = can(actor, 'read answers')
  const { coming, comingMore } = comingFor(
    { isHost, kidIds: new Set(card.mine.map((kid) => kid.kidId)) },
    listed,
  )
  const tellers = await tellersOf(store, listed)
  return {
    id: hangout.id,
    circle: { id: circle.id, name: circle.name },
    house: house.name,
    installation: house.id,
    me: {
      guardianId: session.guardianId,
      familyId: session.familyId,
      name: me.name,
      confirmed: session.confirmed,
    },
    part: hangout.part,
    plan: formatAddress(plan),
    play: formatAddress(play),
    zone: hangout.card.zone,
    now: now(),
    card,
    content,
    families: await familiesFor(store, session, hangout, content, new Set(coming.map((kid) => kid.id))),
    coming,
    comingMore,
    mine: card.mine,
    answers: isHost ? answersForHosts(listed, tellers) : null,
    address: await addressFor(store, session, hangout, listed),
    // A device that hasn't shown whose it is reads nothing that a home told the hosts alone.
    homeOnly: session.confirmed
      ? homeOnlyFor(
          { familyId: session.familyId, kidIds: card.mine.map((kid) => kid.kidId) },
          listed,
          tellers,
        )
      : null,
    ways: await waysFor(store, session, hangout, listed),
    deletion: isHost ? await deletionFor(store, hangoutId, now()) : null,
    ownRecords: recordIds(await store.documents.recordsOf('plan', hangoutId, session.familyId)),
  }
}

/** `slots/<id>` -> `<id>` */
export const recordIds = (paths: string[]) => paths.map((path) => path.slice(path.indexOf('/') + 1))

/**
 * The families whose names this viewer needs, to read the claims. Hosts: all on the list. Guests: the hosts, their
 * own, whoever claimed something, and the homes of kids who are going; a list of all would tell who isn't.
 */
async function familiesFor(
  { hangouts, circles }: Store,
  session: Session,
  hangout: HangoutRow,
  content: PlanState,
  comingIds: ReadonlySet<string>,
) {
  const hosts = await hangouts.hosts([hangout.id])
  const ids = new Set([
    session.familyId,
    ...hosts.map((host) => host.familyId),
    ...content.claims.map((claim) => claim.familyId),
  ])
  for (const { kidId, familyId } of await hangouts.homes(hangout.id))
    if (hangout.part !== 'guest' || comingIds.has(kidId)) ids.add(familyId)
  const families = await circles.families([...ids])
  return families.sort((a, b) => a.name.localeCompare(b.name, 'en'))
}

/** The names of the organizers whom somebody told in person. */
async function tellersOf({ circles }: Store, listed: ListedKid[]): Promise<Map<string, string>> {
  const ids = new Set(listed.flatMap((kid) => kid.answers.flatMap((home) => home.toldBy ?? [])))
  return new Map((await circles.guardians([...ids])).map(({ id, name }) => [id, name]))
}
