/** What follows when a device came in or was ended, whichever the way: its cookie, its open pages, and the news of it. */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as v from 'valibot'
import { deviceLabel } from '../auth/device-label.ts'
import { plainPath } from '../auth/paths.ts'
import { cookieNameFor } from '../auth/session.ts'
import { cameByItself } from '../auth/waiting-cookie.ts'
import type { AppDeps } from '../deps.ts'
import { addressOf } from '../middleware.ts'
import { networkOf } from '../rate-limit.ts'
import type { EndedDevice } from '../store/ending.ts'
import type { CameIn } from '../store/entering.ts'
import { SESSION_IDLE } from '../store/store.ts'
import { hashToken, newToken } from '../store/tokens.ts'

/** What every way in may be sent along with: by forms as text, by scripts as JSON. */
export const comingFields = {
  /** The page to go to then, a plain path of ours; anything else counts as none. */
  to: v.optional(v.string()),
  /** '1': the same adult, who keeps what this device already has; '0': not the same. */
  also: v.optional(v.string()),
}

/** The device as it stands before the door. The token is new for each who comes in (fixation). */
export function knockOf(c: Context, { now }: Pick<AppDeps, 'now'>, { also }: { also?: string | undefined }) {
  const visit = c.get('visit')
  const token = newToken()
  return {
    token,
    coming: {
      // A bearer's session isn't this browser's.
      present: visit?.by === 'cookie' ? visit.sessionId : null,
      tokenHash: hashToken(token),
      device: deviceLabel(c.req.header('user-agent')),
      also: also === '1' ? true : also === '0' ? false : null,
      at: now(),
    },
  }
}

/** Gives the device its cookie, brings what it has open to the new session, tells the others. Resolves to where to go. */
export async function welcome(
  c: Context,
  deps: AppDeps,
  { token, coming }: ReturnType<typeof knockOf>,
  { before, sessionId, confirmed, crowdedOut }: CameIn,
  to: string | undefined,
): Promise<string> {
  const { store, live, closeSockets } = deps
  giveCookie(c, deps, token)
  // One's own device once more is no signing out: what is open comes back with the new cookie, and hears of nothing.
  if (before === 'goes-on') replacePages(deps, sessionId)
  else if (coming.present !== null) {
    closeSockets(coming.present, 'ended')
    live.sessionEnded(coming.present, 'another')
  }
  closeDevices(deps, crowdedOut, [])
  const guardians = await store.sessions.find(coming.tokenHash)
  const circleIds = [...new Set(guardians.map((one) => one.circleId))]
  await cameByItself(deps, c, circleIds)
  for (const circleId of circleIds) live.rosterChanged(circleId)
  live.devicesChanged(guardians.map((one) => one.guardianId))
  const page = plainPath(to)
  if (confirmed) return page ?? '/'
  return page ? `/are-you?to=${page}` : '/are-you'
}

function giveCookie(c: Context, { publicUrl }: Pick<AppDeps, 'publicUrl'>, token: string): void {
  setCookie(c, cookieNameFor(publicUrl), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
    maxAge: SESSION_IDLE / 1000,
  })
}

/** 30 days more from now on: the session goes on while it is used, so its cookie must, too. */
export function keepCookie(c: Context, deps: Pick<AppDeps, 'publicUrl'>): void {
  const token = getCookie(c, cookieNameFor(deps.publicUrl))
  if (token && c.get('visit')?.by === 'cookie') giveCookie(c, deps, token)
}

/** What a session has open comes back, and is asked anew who it is and what it may. */
export function replacePages({ live, closeSockets }: AppDeps, sessionId: string): void {
  closeSockets(sessionId, 'replaced')
  live.sessionReplaced(sessionId)
}

/** Ending devices and closing what they have open is one act (R22). */
export function closeDevices(
  deps: AppDeps,
  ended: readonly EndedDevice[],
  guardianIds: readonly string[],
): void {
  for (const { id, rest } of ended) {
    if (rest === 'others') replacePages(deps, id)
    else {
      deps.closeSockets(id, 'ended')
      deps.live.sessionEnded(id, 'ended')
    }
  }
  deps.live.devicesChanged(guardianIds)
}

/** This device is nobody's any more. */
export function forgetDevice(c: Context, { publicUrl }: Pick<AppDeps, 'publicUrl'>): void {
  const isHttps = publicUrl.startsWith('https:')
  deleteCookie(c, cookieNameFor(publicUrl), { path: '/', secure: isHttps })
  // Shared tablets: whatever this origin kept in the browser goes with the session.
  if (isHttps) c.header('Clear-Site-Data', '"storage"')
}

/** Who counts as one by address, behind the proxies that config counts. */
export const networkFrom = (c: Context, { trustProxy }: Pick<AppDeps, 'trustProxy'>) =>
  networkOf(addressOf(c.env?.incoming, trustProxy))
