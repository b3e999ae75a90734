/**
 * Who opens the door of the waiting room: a circle's organizers for everybody, a guardian for who names a kid of their
 * own, as a guardian of their own family and no other.
 */
import { isId } from '@sidegate/core/ids'
import { guardianName, kidName } from '@sidegate/core/people/names'
import { can } from '@sidegate/core/roles'
import type { Context } from 'hono'
import { Hono } from 'hono'
import * as v from 'valibot'
import { inCircle } from '../auth/actor.ts'
import type { Session } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { confirmed, isForm, isProved, ok, refuse, seeOther } from '../middleware.ts'
import { askingFor, waitingRoomFor } from '../projections/waiting.ts'
import type { LetIn } from '../store/admission.ts'
import { command } from './command.ts'
import { runsCircle } from './offices.ts'

const id = (prefix: 'fam' | 'gua' | 'kid') =>
  v.pipe(
    v.string(),
    v.check((text) => isId(prefix, text)),
  )
const letInSchema = v.object({
  admission: v.variant('as', [
    v.object({ as: v.literal('guardian'), guardianId: id('gua') }),
    v.object({ as: v.literal('family'), familyId: id('fam') }),
    v.object({ as: v.literal('new-family'), kid: kidName }),
    v.object({ as: v.literal('new-home'), kidId: id('kid') }),
  ]),
  name: v.optional(guardianName),
})
const letInBody = command(
  letInSchema,
  () => undefined,
  () => '/admin/',
)

const page = (c: Context) => `/circle/${encodeURIComponent(c.req.param('circleId') ?? '')}`

export function admissionRoutes({ store, live, waitingNews, now }: AppDeps) {
  async function letIn(opening: Omit<LetIn, 'at'>) {
    const outcome = await store.admission.letIn({ ...opening, at: now() })
    if (outcome === 'in') {
      waitingNews.letIn(opening.waitingId)
      live.rosterChanged(opening.circleId)
    }
    return outcome
  }

  /** Who waits, when it is this guardian's own family that they name; else null. */
  async function namingOwn(session: Session, circleId: string, waitingId: string) {
    const isIn = session.circleId === circleId
    if (!isIn || !can(inCircle(session), 'let in to family')) return null
    const asking = await askingFor(store, session)
    return asking.find((one) => one.id === waitingId) ?? null
  }

  return new Hono<AppEnv>()
    .get('/admin/circles/:circleId/waiting', runsCircle(), async (c) =>
      ok(c, await waitingRoomFor(store, c.get('session').circleId)),
    )
    .post('/admin/circles/:circleId/waiting/:waitingId/let-in', runsCircle(), letInBody, async (c) => {
      const { circleId, guardianId } = c.get('session')
      const { admission, name } = c.req.valid('json')
      const by = { guardianId, part: 'organizer' as const }
      const waitingId = c.req.param('waitingId')
      // It hands over somebody's way in, or a kid: like a fresh link, and like linking by hand.
      const isGrave = admission.as === 'guardian' || admission.as === 'new-home'
      if (isGrave && !isProved(c.get('session'), now())) return refuse(c, 'prove-again')
      const outcome = await letIn({ circleId, waitingId, admission, ...(name && { name }), by })
      return outcome === 'in' ? ok(c, { in: true }) : refuse(c, outcome)
    })
    .post('/admin/circles/:circleId/waiting/:waitingId/turn-away', runsCircle(), async (c) => {
      const { circleId, guardianId: by } = c.get('session')
      const waitingId = c.req.param('waitingId')
      if (!(await store.admission.turnAway({ circleId, waitingId, by, at: now() })))
        return refuse(c, 'not-found')
      live.rosterChanged(circleId)
      return ok(c, { away: true })
    })
    .get('/circles/:circleId/waiting', confirmed(), async (c) => {
      const session = c.get('session')
      if (session.circleId !== c.req.param('circleId')) return refuse(c, 'not-found')
      const asking = await askingFor(store, session)
      return ok(c, { asking: asking.map(({ id: waitingId, kid, name }) => ({ id: waitingId, kid, name })) })
    })
    .post('/circles/:circleId/waiting/:waitingId/let-in', confirmed(page), async (c) => {
      const session = c.get('session')
      const { circleId, familyId, guardianId } = session
      const waitingId = c.req.param('waitingId')
      const asking = await namingOwn(session, c.req.param('circleId'), waitingId)
      if (!asking) return refuse(c, 'not-found', page(c))
      // For the kids that this guardian answers for, and no more than that.
      const kidIds = await store.circles.kidIdsOf(guardianId)
      const admission = { as: 'family' as const, familyId, kidIds }
      const by = { guardianId, part: 'guardian' as const }
      const outcome = await letIn({ circleId, waitingId, admission, by })
      if (outcome !== 'in') return refuse(c, outcome, page(c))
      live.familyChanged(familyId)
      return isForm(c) ? seeOther(c, page(c)) : ok(c, { in: true })
    })
    .post('/circles/:circleId/waiting/:waitingId/not-us', confirmed(page), async (c) => {
      const session = c.get('session')
      const asking = await namingOwn(session, c.req.param('circleId'), c.req.param('waitingId'))
      if (!asking) return refuse(c, 'not-found', page(c))
      await store.waiting.notTheirs(asking.id, session.familyId)
      return isForm(c) ? seeOther(c, page(c)) : ok(c, { ours: false })
    })
}
