import { setupLookSchema, setupSchema } from '@sidegate/core/house-commands'
import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../deps.ts'
import { ok, refuse } from '../middleware.ts'
import { createRateLimit } from '../rate-limit.ts'
import { knockOf, networkFrom, welcome } from './came-in.ts'
import { command } from './command.ts'

// The token can't be guessed; nobody who has it needs more than this.
const TRIES_PER_MINUTE = 30

const page = () => '/admin/setup'
const noForm = () => undefined

/** The first run. Once the house is set up, both answer as what isn't there. */
export function setupRoutes(deps: AppDeps) {
  const { store, live, publicUrl, now } = deps
  const limit = createRateLimit({ perMinute: TRIES_PER_MINUTE, now })
  return new Hono<AppEnv>()
    .post('/setup/look', command(setupLookSchema, noForm, page), async (c) => {
      if (!limit.take(networkFrom(c, deps))) return refuse(c, 'too-fast')
      const state = await store.setup.look(c.req.valid('json').token, now())
      return state === 'good'
        ? ok(c, { good: true })
        : refuse(c, state === 'expired' ? 'expired' : 'not-found')
    })
    .post('/setup', command(setupSchema, noForm, page), async (c) => {
      if (!limit.take(networkFrom(c, deps))) return refuse(c, 'too-fast')
      const knock = knockOf(c, deps, {})
      const done = await store.setup.setUp({ ...c.req.valid('json'), coming: knock.coming })
      if (typeof done === 'string') return refuse(c, done === 'expired' ? 'expired' : 'not-found')
      await welcome(c, deps, knock, done.cameIn, undefined)
      live.houseChanged()
      // Seen this once: it is kept as a hash.
      return ok(c, { to: '/admin/', link: `${publicUrl}/l/${done.link}` })
    })
}
