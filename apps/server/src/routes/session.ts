/** Who is signed in here, as every page asks, and the ways out. */
import { Hono } from 'hono'
import { deviceMark } from '../auth/device-mark.ts'
import type { Session, Visit } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, seeOther, signedIn } from '../middleware.ts'
import { SESSION_IDLE } from '../store/store.ts'
import { closeDevices, forgetDevice } from './came-in.ts'
import { passkeyHost } from './passkeys.ts'

// Whoever comes back later has a use for a passkey; at the door it would stand in the way.
const FIRST_VISIT = 60 * 60 * 1000
const NOT_ME = '/are-you?left=1'

export function sessionRoutes(deps: AppDeps) {
  const { store, now } = deps
  return new Hono<AppEnv>()
    .get('/session', signedIn(), async (c) => {
      const { guardianId, familyId, operator } = c.get('session')
      const visit = c.get('visit')
      const house = await store.installation()
      const { name } = await store.circles.guardian(guardianId)
      const confirmed = visit.guardians.every((session) => session.confirmed)
      return ok(c, {
        guardian: { id: guardianId, name, familyId },
        circles: await circlesOf(deps, visit),
        operator,
        confirmed,
        /** Two digits, to tell this device by on the others while it isn't confirmed. */
        mark: confirmed ? null : deviceMark(visit.sessionId),
        ways: await waysToConfirm(deps, visit),
        passkeyOffer: confirmed && (await offersPasskey(deps, visit)),
        house: { name: house.name },
        installation: house.id,
      })
    })
    .post(
      '/session/end',
      signedIn(() => '/'),
      async (c) => {
        const visit = c.get('visit')
        await store.sessions.end(visit.sessionId, now())
        const guardianIds = idsOf(visit.guardians)
        closeDevices(deps, [{ id: visit.sessionId, rest: 'nobody', guardianIds }], guardianIds)
        forgetDevice(c, deps)
        return isForm(c) ? seeOther(c, '/signed-out') : ok(c, { to: '/signed-out' })
      },
    )
    .post(
      '/session/not-me',
      signedIn(() => '/'),
      async (c) => {
        const visit = c.get('visit')
        const notMe = idsOf(visit.guardians.filter(({ confirmed }) => !confirmed))
        const ended = notMe.length > 0 ? await store.devices.leave(visit.sessionId, notMe, now()) : null
        if (ended) closeDevices(deps, [ended], notMe)
        if (ended?.rest === 'nobody') forgetDevice(c, deps)
        return isForm(c) ? seeOther(c, NOT_ME) : ok(c, { to: NOT_ME })
      },
    )
}

const idsOf = (guardians: readonly Session[]) => guardians.map(({ guardianId }) => guardianId)

/** One for each guardian of the visit, in the order in which they came; the house's own circle is none. */
async function circlesOf({ store }: AppDeps, { guardians }: Visit) {
  const circles = []
  for (const { guardianId, circleId, organizer, confirmed } of guardians) {
    const circle = await store.circles.find(guardianId, circleId)
    if (!circle) continue
    const role = organizer ? ('organizer' as const) : ('guardian' as const)
    circles.push({ id: circle.id, name: circle.name, role, guardianId, confirmed })
  }
  return circles
}

/** How a device that must still show whose it is could do so. */
async function waysToConfirm(deps: AppDeps, { guardians }: Visit) {
  const { store, mailing, now } = deps
  const asked = guardians.find(({ confirmed }) => !confirmed)
  if (!asked) return { code: false, passkey: false, device: false }
  const ways = await store.devices.waysOf(asked.guardianId, now() - SESSION_IDLE)
  return {
    code: mailing.settings !== null && ways.email,
    passkey: ways.passkey && (await passkeyHost(deps)) !== null,
    device: ways.device,
  }
}

async function offersPasskey(deps: AppDeps, { sessionId, guardians }: Visit): Promise<boolean> {
  const { store, now } = deps
  if ((await passkeyHost(deps)) === null) return false
  const openedAt = await store.sessions.openedAt(sessionId)
  if (now() - openedAt < FIRST_VISIT) return false
  return (await store.passkeys.ofGuardians(idsOf(guardians))).length === 0
}
