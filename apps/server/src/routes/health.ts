import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'

export const healthRoutes = ({ health }: AppDeps) =>
  new Hono<AppEnv>()
    .get('/livez', (c) =>
      health.isAlive()
        ? c.json({ alive: true, lag: health.lag() })
        : c.json({ alive: false, lag: health.lag() }, 503),
    )
    .get('/readyz', async (c) => {
      const reasons = await health.reasonsAgainst()
      return reasons.length === 0 ? c.json({ ready: true, reasons }) : c.json({ ready: false, reasons }, 503)
    })
