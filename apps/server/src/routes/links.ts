import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { deviceLabel } from '../auth/device-label.ts'
import { cookieNameFor } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { addressOf, isForm, ok, refuse, seeOther } from '../middleware.ts'
import { createRateLimit } from '../rate-limit.ts'
import { SESSION_IDLE } from '../store/store.ts'
import { hashToken, newSessionId, newToken } from '../store/tokens.ts'

/** Personal links. Looking at one changes nothing (R24); the button on its page posts here and opens a session. */
export function linkRoutes(deps: AppDeps) {
  const { store, publicUrl, trustProxy, now } = deps
  const limit = createRateLimit({ perMinute: deps.linkOpeningsPerMinute, now })
  const cookieName = cookieNameFor(publicUrl)
  return new Hono<AppEnv>().post('/links/:token/open', async (c) => {
    if (!limit.take(addressOf(c.env?.incoming, trustProxy))) return refuse(c, 'too-fast', '/l/unknown')
    const token = newToken()
    const opened = await store.sessions.openByLink({
      linkHash: hashToken(c.req.param('token')),
      sessionId: newSessionId(),
      tokenHash: hashToken(token),
      device: deviceLabel(c.req.header('user-agent')),
      at: now(),
    })
    if (!opened) return isForm(c) ? seeOther(c, '/l/unknown?problem=link') : refuse(c, 'not-found')
    const before = c.get('session')
    if (before && getCookie(c, cookieName)) {
      // One's own link once more is no signing out; anybody else who was signed in on this device is not any more.
      if (before.guardianId === opened.guardianId) await replaceSession(deps, before.sessionId)
      else await endSession(deps, before.sessionId, 'another')
    }
    deps.live.rosterChanged(opened.circleId)
    setCookie(c, cookieName, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: publicUrl.startsWith('https:'),
      maxAge: SESSION_IDLE / 1000,
    })
    return isForm(c) ? seeOther(c, '/') : ok(c, { to: '/' })
  })
}

/** Ending a session and closing what it has open is one act (R22). */
export async function endSession(
  { store, live, closeSockets, now }: AppDeps,
  sessionId: string,
  reason: 'ended' | 'another',
): Promise<void> {
  await store.sessions.end(sessionId, now())
  closeSockets(sessionId, 'ended')
  live.sessionEnded(sessionId, reason)
}

/** The device has a new session of the same guardian: what is open comes back with it, and hears of nothing. */
async function replaceSession({ store, live, closeSockets }: AppDeps, sessionId: string): Promise<void> {
  await store.sessions.remove(sessionId)
  closeSockets(sessionId, 'replaced')
  live.sessionReplaced(sessionId)
}
