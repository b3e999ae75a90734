import { Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import { cookieNameFor } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, seeOther, signedIn } from '../middleware.ts'
import { endSession } from './links.ts'

export function sessionRoutes(deps: AppDeps) {
  const { store, publicUrl } = deps
  const isHttps = publicUrl.startsWith('https:')
  return new Hono<AppEnv>()
    .get('/session', signedIn(), async (c) => {
      const { guardianId, familyId, circleId, organizer, operator } = c.get('session')
      const house = await store.installation()
      const { name } = await store.circles.guardian(guardianId)
      const circle = await store.circles.find(guardianId, circleId)
      const role = organizer ? ('organizer' as const) : ('guardian' as const)
      return ok(c, {
        guardian: { id: guardianId, name, familyId },
        circles: circle ? [{ id: circle.id, name: circle.name, role }] : [],
        operator,
        house: { name: house.name },
        installation: house.id,
      })
    })
    .post(
      '/session/end',
      signedIn(() => '/'),
      async (c) => {
        await endSession(deps, c.get('session').sessionId, 'ended')
        deleteCookie(c, cookieNameFor(publicUrl), { path: '/', secure: isHttps })
        // Shared tablets: whatever this origin kept in the browser goes with the session.
        if (isHttps) c.header('Clear-Site-Data', '"storage"')
        return isForm(c) ? seeOther(c, '/signed-out') : ok(c, { to: '/signed-out' })
      },
    )
}
