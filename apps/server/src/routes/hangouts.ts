import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse, signedIn } from '../middleware.ts'
import { hangoutFor } from '../projections/hangout.ts'

export const hangoutRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>().get('/hangouts/:hangoutId', signedIn(), async (c) => {
    const hangout = await hangoutFor(deps, c.get('session'), c.req.param('hangoutId'))
    return hangout ? ok(c, hangout) : refuse(c, 'not-found')
  })
