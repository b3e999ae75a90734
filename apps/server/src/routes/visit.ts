import { Hono } from 'hono'
import { cookieNameFor, createFindEnded } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok } from '../middleware.ts'

/**
 * Who this device is, for what it keeps of its own: as whom it is here, and as whom it was and may not be any more, so
 * that it wipes that at the next contact (P8). It answers ended sessions, too; nobody learns here of anybody else.
 */
export function visitRoutes({ store, publicUrl }: AppDeps) {
  const findEnded = createFindEnded({ sessions: store.sessions, cookieName: cookieNameFor(publicUrl) })
  return new Hono<AppEnv>().get('/visit', async (c) => {
    const { id: installation } = await store.installation()
    const visit = c.get('visit')
    const sessionId = visit?.sessionId ?? (await findEnded(c.req.raw.headers))?.sessionId
    return ok(c, {
      installation,
      guardianIds: visit?.guardians.map(({ guardianId }) => guardianId) ?? [],
      ended: sessionId === undefined ? [] : await store.leaving.endedIn(sessionId),
    })
  })
}
