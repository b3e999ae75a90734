/**
 * Who stands at the socket's door. A session that was ended comes in as a visitor who has no part in anything, so
 * its socket is closed with 4403 and the phone wipes; one that expired is nobody: 4401, the phone locks.
 */
import { type AuthDeps, createAuthenticate, createFindEnded, type Session } from './auth/session.ts'
import { createPartIn, type PartIn } from './memberships.ts'
import type { Store } from './store/store.ts'
import type { SocketDeps, Visitor } from './sync/sockets.ts'

type DoorVisitor = Visitor & { session: Session | null }

type Door = Pick<SocketDeps<DoorVisitor>, 'authenticate'> & {
  partIn: (visitor: DoorVisitor, address: Parameters<PartIn>[1]) => ReturnType<PartIn>
}

export function createDoor(store: Store, { cookieName, now }: Omit<AuthDeps, 'sessions'>): Door {
  const { sessions, circles } = store
  const authenticate = createAuthenticate({ sessions, cookieName, now })
  const findEnded = createFindEnded({ sessions, cookieName })
  const partIn = createPartIn(store)
  return {
    async authenticate({ headers }) {
      const session = await authenticate(headers)
      if (!session) {
        const ended = await findEnded(headers)
        return ended && { ...ended, name: '', session: null }
      }
      const { sessionId, by } = session
      const { name } = await circles.guardian(session.guardianId)
      return { sessionId, by, name, session }
    },
    partIn: async ({ session }, address) => session && partIn(session, address),
  }
}
