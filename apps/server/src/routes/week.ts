import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, signedIn } from '../middleware.ts'
import { weekFor } from '../projections/week.ts'

/** What is on this week, and what waits for an answer, in all circles of this device. */
export const weekRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>().get('/week', signedIn(), async (c) => {
    const also = new Set((c.req.query('also') ?? '').split(','))
    return ok(c, await weekFor(deps, c.get('visit'), also))
  })
