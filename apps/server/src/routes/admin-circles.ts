import { isZone } from '@sidegate/core/dates'
import { board } from '@sidegate/core/documents/board'
import { foundingUpdate } from '@sidegate/core/documents/found'
import { newCircleSchema } from '@sidegate/core/people/roster-commands'
import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, proved, refuse } from '../middleware.ts'
import { watchedCircleFor } from '../projections/watched-circle.ts'
import { isAsleep, overviewFor } from '../projections/watching.ts'
import { FIRST_EPOCH } from '../store/founding.ts'
import { freshId, freshSeed } from '../store/fresh-id.ts'
import { command, invalid } from './command.ts'
import { runsHouse } from './offices.ts'

const newCircleBody = command(
  newCircleSchema,
  (form) => form,
  () => '/',
)
const emptyBoard = () => foundingUpdate(board, () => undefined)

/** The console's overview and its circles. For everybody else these routes are not there. */
export const adminCircleRoutes = (deps: AppDeps) =>
  new Hono<AppEnv>()
    .get('/admin/overview', async (c) => {
      const visit = c.get('visit')
      if (!visit) return refuse(c, 'signed-out')
      const overview = await overviewFor(deps, visit)
      if (overview) return ok(c, overview)
      return refuse(c, isAsleep(visit) ? 'prove-again' : 'not-found')
    })
    .post('/admin/circles', runsHouse(), proved(deps), newCircleBody, async (c) => {
      const { name, zone, organizer } = c.req.valid('json')
      // A circle in a zone that no machine knows would show wrong times for ever.
      if (!isZone(zone)) return invalid({ zone: 'no-zone' })
      const { sessionId, provedAt, guardianId } = c.get('session')
      const { store, live, publicUrl, now } = deps
      const id = freshId('cir')
      const { token } = await store.newCircles.make({
        id,
        name,
        zone,
        orderSeed: freshSeed(),
        language: (await store.installation()).language,
        organizer: organizer === 'me' ? { sessionId, provedAt } : organizer,
        board: { address: { kind: 'board', id, epoch: FIRST_EPOCH }, update: emptyBoard() },
        by: { guardianId, part: 'operator' },
        at: now(),
      })
      // As whom a stream is open is read when it opens: the maker's comes back as one more guardian.
      if (token === null) live.sessionReplaced(sessionId)
      live.rosterChanged(id)
      return ok(c, { id, link: token === null ? null : `${publicUrl}/l/${token}` })
    })
    .get('/admin/circles/:circleId', async (c) => {
      const session = c.get('session')
      if (!session) return refuse(c, 'signed-out')
      const circle = await watchedCircleFor(deps, session, c.req.param('circleId'))
      if (circle) return ok(c, circle)
      return refuse(c, session.asleep?.length ? 'prove-again' : 'not-found')
    })
