/** The waiting room: organizers read who asks; a family reads who names one of its own kids; who waits reads nothing. */
import { mayMean } from '@sidegate/core/people/joining'
import { maskEmail } from '@sidegate/core/people/masks'
import type { Session } from '../auth/session.ts'
import { householdsOf } from '../store/households.ts'
import type { Store } from '../store/store.ts'
import type { Waiting } from '../store/waiting.ts'

/** `likely`: families for the organizer's eye to judge, by the kid's first name or by the e-mail. */
export async function waitingRoomFor({ waiting, names, sqlite }: Store, circleId: string) {
  const families = await householdsOf(sqlite.db, names, circleId)
  const asking = await waiting.ofCircle(circleId)
  return {
    asking: asking.map((one) => ({
      id: one.id,
      kid: one.kid,
      name: one.name,
      email: one.email === null ? null : maskEmail(one.email),
      madeAt: one.madeAt,
      likely: families.filter((family) => isLikely(one, family)).map(({ id }) => id),
    })),
    families: families.map(({ id, name, kids, guardians }) => ({
      id,
      name,
      kids,
      // Who runs something here comes in by a way of their own, never out of the waiting room.
      guardians: guardians
        .filter(({ trusted }) => !trusted)
        .map((one) => ({ id: one.id, name: one.name, in: one.in })),
    })),
  }
}

type Family = Awaited<ReturnType<typeof householdsOf>>[number]

const isLikely = ({ kid, emailIndex }: Waiting, { kids, guardians }: Family) =>
  kids.some(({ name }) => mayMean(kid, name)) ||
  guardians.some(
    (guardian) =>
      emailIndex !== null &&
      guardian.emailIndex !== null &&
      Buffer.compare(emailIndex, guardian.emailIndex) === 0,
  )

/**
 * Those who named a kid of this guardian's; nobody else's asking leaves a trace here (house rule 3). `name` is what they
 * typed; null where the kid has another home, for it may be somebody of that one (house rule 12).
 */
export async function askingFor(
  { waiting, circles }: Pick<Store, 'waiting' | 'circles'>,
  { circleId, familyId, guardianId }: Pick<Session, 'circleId' | 'familyId' | 'guardianId'>,
) {
  const asking = await waiting.ofCircle(circleId, familyId)
  if (asking.length === 0) return []
  const kids = await circles.kidsOf(guardianId)
  const shared = await circles.ofSeveralHomes(kids.map(({ id }) => id))
  return asking.flatMap(({ id, kid, name }) => {
    const meant = kids.filter((own) => mayMean(kid, own.name))
    const [first] = meant
    if (!first) return []
    const mayBeOthers = meant.some((own) => shared.has(own.id))
    return [{ id, kid: first.name, kidId: first.id, name: mayBeOthers ? null : name }]
  })
}
