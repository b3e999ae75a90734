import { can } from '@sidegate/core/roles'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import * as v from 'valibot'
import { endAccess } from '../access-ends.ts'
import { inCircle } from '../auth/actor.ts'
import { cookieNameFor } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { confirmed, isForm, ok, refuse, seeOther } from '../middleware.ts'
import { command, invalid } from './command.ts'

const page = (c: Context) => `/family/${encodeURIComponent(c.req.param('circleId') ?? '')}/leave`
const leaveBody = command(v.object({ sure: v.literal('yes') }), ({ sure }) => ({ sure }), page)

/** Leaving a circle: the second step of two, on a device that has shown whose it is. */
export function leavingRoutes(deps: AppDeps) {
  const { store, publicUrl } = deps
  const isHttps = publicUrl.startsWith('https:')
  return new Hono<AppEnv>().post('/circles/:circleId/leave', confirmed(page), leaveBody, async (c) => {
    const session = c.get('session')
    const { guardianId } = session
    const circle = await store.circles.find(guardianId, c.req.param('circleId'))
    const actor = inCircle(session)
    if (!circle || !can(actor, 'leave circle')) return refuse(c, 'not-found', page(c))
    const ended = await endAccess(deps, {
      guardianIds: [guardianId],
      by: { guardianId, part: actor.part },
    })
    // Nobody would be left who could let anybody in: the office goes to somebody else first.
    if (typeof ended === 'string') {
      if (isForm(c)) return seeOther(c, `${page(c)}?problem=invalid`)
      return invalid({ sure: ended })
    }
    const isAnywhere = c.get('visit').guardians.length > 1
    if (!isAnywhere) {
      deleteCookie(c, cookieNameFor(publicUrl), { path: '/', secure: isHttps })
      if (isHttps) c.header('Clear-Site-Data', '"storage"')
    }
    const to = isAnywhere ? '/week' : '/signed-out'
    return isForm(c) ? seeOther(c, to) : ok(c, { to })
  })
}
