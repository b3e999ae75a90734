/**
 * Who stands at the socket's door. A session that was ended comes in as a visitor who has no part in anything, so
 * its socket is closed with 4403 and the phone wipes; one that expired is nobody: 4401, the phone locks.
 */
import { type AuthDeps, createAuthenticate, createFindEnded, sessionIn, type Visit } from './auth/session.ts'
import { createPartIn, type PartIn } from './memberships.ts'
import type { Store } from './store/store.ts'
import type { SocketDeps, Visitor } from './sync/sockets.ts'

type DoorVisitor = Visitor & { visit: Visit | null }

type Door = Pick<SocketDeps<DoorVisitor>, 'authenticate' | 'nameOf'> & {
  partIn: (visitor: DoorVisitor, address: Parameters<PartIn>[1]) => ReturnType<PartIn>
}

export function createDoor(store: Store, { cookieName, now }: Omit<AuthDeps, 'sessions'>): Door {
  const { sessions, circles, hangouts } = store
  const authenticate = createAuthenticate({ sessions, cookieName, now })
  const findEnded = createFindEnded({ sessions, cookieName })
  const partIn = createPartIn(store)
  return {
    async authenticate({ headers }) {
      const visit = await authenticate(headers)
      if (visit) return { sessionId: visit.sessionId, by: visit.by, visit }
      const ended = await findEnded(headers)
      return ended && { ...ended, visit: null }
    },
    async partIn({ visit }, address) {
      if (!visit) return null
      const isAlone = visit.guardians.length === 1
      const circleId = isAlone || address.kind === 'board' ? address.id : await hangouts.circleOf(address.id)
      return partIn(sessionIn(visit, circleId), address)
    },
    nameOf: async (guardianId) => (await circles.guardian(guardianId)).name,
  }
}
