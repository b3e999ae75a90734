import { can } from '@sidegate/core/roles'
import type { Context } from 'hono'
import { Hono } from 'hono'
import * as v from 'valibot'
import { inCircle } from '../auth/actor.ts'
import type { Session } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { confirmed, isForm, ok, refuse, seeOther } from '../middleware.ts'
import { orderFor } from '../projections/circle.ts'
import { command, commandOf, invalid } from './command.ts'

const likeSchema = v.object({ liked: v.boolean() })

const page = (c: Context) => `/circle/${encodeURIComponent(c.req.param('circleId') ?? '')}`
const likedByText: Record<string, boolean> = { yes: true, no: false }
const likeBody = command(likeSchema, (form) => ({ liked: likedByText[form.liked ?? ''] }), page)

/** Liking an idea: a record of one's own, of which everybody sees an order and nobody a number. */
export function likeRoutes(deps: AppDeps) {
  const { store, documents, live, now } = deps

  async function like(c: Context, session: Session, ideaId: string, liked: boolean) {
    if (!can(inCircle(session), 'like idea')) return null
    const circle = await store.circles.find(session.guardianId, c.req.param('circleId') ?? '')
    const address = circle && (await documents.current('board', circle.id))
    const board = address && (await documents.readBoard(address))
    if (!circle || !board?.ideas.some((idea) => idea.id === ideaId)) return null
    const before = await orderFor(store, session, circle, board)
    const given = await commandOf(
      c,
      session,
      store.commandDigest({ like: liked, ideaId, circleId: circle.id }),
      now(),
    )
    const outcome = await store.circles.like({ circleId: circle.id, ideaId, liked, command: given })
    if (outcome === 'key-reused') return 'key-reused'
    const after = await orderFor(store, session, circle, board)
    live.likesChanged({
      circleId: circle.id,
      guardianId: session.guardianId,
      order: before.order.join() !== after.order.join(),
    })
    return after
  }

  return new Hono<AppEnv>()
    .put('/circles/:circleId/ideas/:ideaId/like', confirmed(page), likeBody, async (c) => {
      const order = await like(c, c.get('session'), c.req.param('ideaId'), c.req.valid('json').liked)
      if (order === null) return refuse(c, 'not-found')
      return order === 'key-reused' ? invalid({ key: 'reused' }) : ok(c, order)
    })
    .post('/circles/:circleId/ideas/:ideaId/like', confirmed(page), likeBody, async (c) => {
      const order = await like(c, c.get('session'), c.req.param('ideaId'), c.req.valid('json').liked)
      if (order === null) return refuse(c, 'not-found', page(c))
      if (order === 'key-reused') return refuse(c, 'invalid', page(c))
      return isForm(c) ? seeOther(c, page(c)) : ok(c, order)
    })
}
