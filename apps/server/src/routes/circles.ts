import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse, signedIn } from '../middleware.ts'
import { circleFor } from '../projections/circle.ts'

export const circleRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>().get('/circles/:circleId', signedIn(), async (c) => {
    const circle = await circleFor(deps, c.get('session'), c.req.param('circleId'))
    return circle ? ok(c, circle) : refuse(c, 'not-found')
  })
