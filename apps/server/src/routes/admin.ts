import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse, signedIn } from '../middleware.ts'
import { overviewFor, watchedCircleFor } from '../projections/watching.ts'

/** The console's data. For everybody else these routes are not there. */
export const adminRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>()
    .get('/admin/overview', signedIn(), async (c) => {
      const overview = await overviewFor(deps, c.get('visit'))
      return overview ? ok(c, overview) : refuse(c, 'not-found')
    })
    .get('/admin/circles/:circleId', signedIn(), async (c) => {
      const circle = await watchedCircleFor(deps, c.get('session'), c.req.param('circleId'))
      return circle ? ok(c, circle) : refuse(c, 'not-found')
    })
