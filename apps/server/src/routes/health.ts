import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'

export const healthRoutes = ({ health, metrics }: AppDeps) =>
  new Hono<AppEnv>()
    .get('/livez', (c) =>
      health.isAlive()
        ? c.json({ alive: true, lag: health.lag() })
        : c.json({ alive: false, lag: health.lag() }, 503),
    )
    .get('/readyz', async (c) => {
      const readiness = await health.readiness()
      return c.json(readiness, readiness.ready ? 200 : 503)
    })
    .get('/metrics', async (c) => {
      // Without the operator's token it is not there.
      if (!metrics.isAllowed(c.req.header('authorization'))) return c.json({ error: 'not-found' }, 404)
      return c.body(await metrics.page(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
    })
