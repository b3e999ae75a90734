/** One's own family in one circle, for one of its guardians: nothing in it is about another home of the same kid. */
import { fadesAt, isFaded } from '@sidegate/core/people/own-line'
import type { Session } from '../auth/session.ts'
import type { AppDeps } from '../deps.ts'

type Deps = Pick<AppDeps, 'store' | 'mailing' | 'now'>

/** null when this circle is not there for this viewer. */
export async function familyFor({ store, mailing, now }: Deps, session: Session, circleId: string) {
  const { guardianId, familyId } = session
  const circle = await store.circles.find(guardianId, circleId)
  if (!circle) return null
  const house = await store.installation()
  const { id, name, countedOnly, line, guardians, kids } = await store.family.find(session)
  const { language, ...contacts } = await store.family.contacts(guardianId)
  const outlook = await store.leaving.outlook(guardianId, now())
  return {
    house: house.name,
    installation: house.id,
    circle: { id: circle.id, name: circle.name, zone: circle.zone },
    me: { guardianId, familyId },
    family: { id, name, countedOnly },
    line: line && { ...line, fadesAt: fadesAt(line.saidAt), faded: isFaded(line.saidAt, now()) },
    guardians: guardians.map((guardian) => ({ ...guardian, me: guardian.id === guardianId })),
    kids,
    /** `asked`: an address to which a code went, which isn't theirs before it is typed. */
    you: {
      ...contacts,
      asked: await store.family.askedOf(guardianId, now()),
      language: language ?? house.language,
    },
    mail: mailing.settings !== null,
    audit: await store.family.audit(session),
    leaving: {
      others: guardians.filter((guardian) => guardian.id !== guardianId).map((guardian) => guardian.name),
      ...outlook,
    },
  }
}

/** What the families of a circle say of themselves, as its guardians read it; what has faded is not there. */
export async function sayingFor({ store, now }: Pick<Deps, 'store' | 'now'>, session: Session) {
  // Who hasn't shown yet whose device it is reads no more than it takes to answer.
  if (!session.confirmed) return []
  const lines = await store.family.lines(session.circleId)
  return lines
    .filter((line) => !isFaded(line.saidAt, now()))
    .map(({ id, name, text, saidAt }) => ({ familyId: id, family: name, text, saidAt }))
}
