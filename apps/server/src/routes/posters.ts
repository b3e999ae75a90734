import { posterSchema } from '@sidegate/core/people/joining'
import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse } from '../middleware.ts'
import { DAY } from '../store/store.ts'
import { command } from './command.ts'
import { runsCircle } from './offices.ts'

const posterBody = command(
  posterSchema,
  () => undefined,
  () => '/admin/',
)

/** A circle's posters, for its organizers. The address on one is seen when it is made, and never again. */
export const posterRoutes = ({ store, live, publicUrl, now }: AppDeps) =>
  new Hono<AppEnv>()
    .get('/admin/circles/:circleId/posters', runsCircle(), async (c) =>
      ok(c, { posters: await store.posters.ofCircle(c.get('session').circleId, now()) }),
    )
    .post('/admin/circles/:circleId/posters', runsCircle(), posterBody, async (c) => {
      const { circleId, guardianId: by } = c.get('session')
      const { days, cap } = c.req.valid('json')
      const at = now()
      const expiresAt = at + days * DAY
      const { id, token } = await store.posters.make({ circleId, by, expiresAt, cap, at })
      live.rosterChanged(circleId)
      const circle = await store.circles.find(by, circleId)
      return ok(c, {
        id,
        link: `${publicUrl}/join/${token}`,
        expiresAt,
        cap,
        // All that a poster tells to whoever passes by.
        house: (await store.installation()).name,
        circle: circle?.name ?? '',
        zone: circle?.zone ?? 'UTC',
      })
    })
    .post('/admin/circles/:circleId/posters/:posterId/revoke', runsCircle(), async (c) => {
      const { circleId, guardianId: by } = c.get('session')
      const isEnded = await store.posters.end({ circleId, posterId: c.req.param('posterId'), by, at: now() })
      if (!isEnded) return refuse(c, 'not-found')
      live.rosterChanged(circleId)
      return ok(c, { ended: true })
    })
