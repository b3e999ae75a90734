import { setupLookSchema, setupSchema } from '@sidegate/core/house-commands'
import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { deviceLabel } from '../auth/device-label.ts'
import { cookieNameFor } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { addressOf, ok, refuse } from '../middleware.ts'
import { createRateLimit } from '../rate-limit.ts'
import { SESSION_IDLE } from '../store/store.ts'
import { hashToken, newToken } from '../store/tokens.ts'
import { command } from './command.ts'

// The token can't be guessed; nobody who has it needs more than this.
const TRIES_PER_MINUTE = 30

const page = () => '/admin/setup'
const noForm = () => undefined

/** The first run. Once the house is set up, both answer as what isn't there. */
export function setupRoutes({ store, live, publicUrl, trustProxy, now }: AppDeps) {
  const limit = createRateLimit({ perMinute: TRIES_PER_MINUTE, now })
  return new Hono<AppEnv>()
    .post('/setup/look', command(setupLookSchema, noForm, page), async (c) => {
      if (!limit.take(addressOf(c.env?.incoming, trustProxy))) return refuse(c, 'too-fast')
      const state = await store.setup.look(c.req.valid('json').token, now())
      return state === 'good'
        ? ok(c, { good: true })
        : refuse(c, state === 'expired' ? 'expired' : 'not-found')
    })
    .post('/setup', command(setupSchema, noForm, page), async (c) => {
      if (!limit.take(addressOf(c.env?.incoming, trustProxy))) return refuse(c, 'too-fast')
      const session = newToken()
      const done = await store.setup.setUp({
        ...c.req.valid('json'),
        present: c.get('session')?.sessionId ?? null,
        tokenHash: hashToken(session),
        device: deviceLabel(c.req.header('user-agent')),
        at: now(),
      })
      if (typeof done === 'string') return refuse(c, done === 'expired' ? 'expired' : 'not-found')
      setCookie(c, cookieNameFor(publicUrl), session, {
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        secure: publicUrl.startsWith('https:'),
        maxAge: SESSION_IDLE / 1000,
      })
      live.houseChanged()
      return ok(c, { to: '/admin/' })
    })
}
