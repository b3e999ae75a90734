/**
 * Guards of the console's routes. To everybody else what they guard isn't there. Whose office doesn't count any more,
 * because it was shown too long ago who asks, is asked to show it again.
 */
import { can } from '@sidegate/core/roles'
import { createMiddleware } from 'hono/factory'
import { inCircle, inHouse } from '../auth/actor.ts'
import type { Session } from '../auth/session.ts'
import type { AppEnv } from '../deps.ts'
import { refuse } from '../middleware.ts'

interface OfficeEnv {
  Bindings: AppEnv['Bindings']
  Variables: { session: Session; visit: AppEnv['Variables']['visit'] }
}

/** Lets pass who organizes the circle that the path names. */
export const runsCircle = () =>
  createMiddleware<OfficeEnv>(async (c, next) => {
    const session = c.get('session') as Session | null
    if (!session) return refuse(c, 'signed-out')
    if (session.circleId !== c.req.param('circleId')) return refuse(c, 'not-found')
    if (!can(inCircle(session), 'run circle'))
      return refuse(c, session.asleep?.includes('organizer') ? 'prove-again' : 'not-found')
    await next()
  })

/** Lets pass who operates the house. */
export const runsHouse = () =>
  createMiddleware<OfficeEnv>(async (c, next) => {
    const session = c.get('session') as Session | null
    if (!session) return refuse(c, 'signed-out')
    if (can(inHouse(session), 'run house')) return next()
    const isAsleep = c.get('visit')?.guardians.some(({ asleep }) => asleep?.includes('operator'))
    return refuse(c, isAsleep ? 'prove-again' : 'not-found')
  })
