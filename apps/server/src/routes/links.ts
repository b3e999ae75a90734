/** Personal links. Looking at one changes nothing (R24); the button on its page posts here and comes in. */
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import type { AppDeps, AppEnv } from '../deps.ts'
import { isForm, ok, refuse, seeOther } from '../middleware.ts'
import { createRateLimit } from '../rate-limit.ts'
import { hashToken } from '../store/tokens.ts'
import { comingFields, knockOf, networkFrom, welcome } from './came-in.ts'
import { command } from './command.ts'

// One family's devices at once, and some who tap twice.
const PER_LINK = 20

const UNKNOWN = '/l/unknown'
const openBody = command(
  v.optional(v.object(comingFields), {}),
  (form) => form,
  () => UNKNOWN,
)

export function linkRoutes(deps: AppDeps) {
  const { store, now } = deps
  const byLink = createRateLimit({ perMinute: PER_LINK, now })
  const byAddress = createRateLimit({ perMinute: deps.linkOpeningsPerMinute, now })
  const slowly = createMiddleware<AppEnv>(async (c, next) => {
    const link = Buffer.from(hashToken(c.req.param('token') ?? '')).toString('base64')
    if (!byAddress.take(networkFrom(c, deps)) || !byLink.take(link)) return refuse(c, 'too-fast', UNKNOWN)
    await next()
  })
  return new Hono<AppEnv>().post('/links/:token/open', slowly, openBody, async (c) => {
    const { to, also } = c.req.valid('json')
    const knock = knockOf(c, deps, { also })
    const opened = await store.links.open({ linkHash: hashToken(c.req.param('token')), ...knock.coming })
    if (!opened) return isForm(c) ? seeOther(c, `${UNKNOWN}?problem=link`) : refuse(c, 'not-found')
    const page = await welcome(c, deps, knock, opened, to)
    const added = also === '1' && opened.before === 'goes-on'
    return isForm(c) ? seeOther(c, page) : ok(c, { to: page, added })
  })
}
