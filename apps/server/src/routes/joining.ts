/**
 * From a circle's poster into its waiting room. What is typed is compared with nobody's name: the same steps and the
 * same bytes for any of them (house rule 3). A poster that isn't good doesn't say why.
 */
import { createHash } from 'node:crypto'
import { joinSchema } from '@sidegate/core/people/joining'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { keepWaitingDevice } from '../auth/waiting-cookie.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { addressOf, isForm, ok, refuse, seeOther } from '../middleware.ts'
import { createRateLimit, networkOf } from '../rate-limit.ts'
import { hashToken } from '../store/tokens.ts'
import { command } from './command.ts'

// An evening at school: a whole class stands before one poster.
const PER_POSTER = 30

const page = (c: Context) => `/join/${encodeURIComponent(c.req.param('token') ?? '')}`
const joinBody = command(joinSchema, (form) => form, page)

export function joinRoutes({ store, live, publicUrl, trustProxy, linkOpeningsPerMinute, now }: AppDeps) {
  const byPoster = createRateLimit({ perMinute: PER_POSTER, now })
  const byAddress = createRateLimit({ perMinute: linkOpeningsPerMinute, now })
  const slowly = createMiddleware<AppEnv>(async (c, next) => {
    const address = networkOf(addressOf(c.env?.incoming, trustProxy))
    const poster = createHash('sha256')
      .update(c.req.param('token') ?? '')
      .digest('base64url')
    if (!byAddress.take(address) || !byPoster.take(poster)) return refuse(c, 'too-fast', page(c))
    await next()
  })
  return new Hono<AppEnv>().post('/join/:token', slowly, joinBody, async (c) => {
    const { kid, name, email } = c.req.valid('json')
    const asked = await store.waiting.ask({
      posterHash: hashToken(c.req.param('token')),
      deviceHash: keepWaitingDevice(c, publicUrl),
      kid,
      name,
      email: email ?? null,
      at: now(),
    })
    if (!asked) return isForm(c) ? seeOther(c, '/join/unknown?problem=over') : refuse(c, 'not-found')
    live.rosterChanged(asked.circleId)
    return isForm(c) ? seeOther(c, '/waiting') : ok(c, { to: '/waiting' })
  })
}
