import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../app.ts'
import { refuse, signedIn } from '../middleware.ts'
import { circleFor } from '../projections/circle.ts'

export const circleRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>().get('/circles/:circleId', signedIn(), async (c) => {
    const circle = await circleFor(deps, c.get('session'), c.req.param('circleId'))
    return circle ? c.json(circle) : refuse(c, 'not-found')
  })
