/** The cookie by which a device is known in the waiting room: it opens nothing, and tells its own place alone. */

import { WAITING_DAYS } from '@sidegate/core/people/joining'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { AppDeps } from '../deps.ts'
import { hashToken, isToken, newToken } from '../store/tokens.ts'

const DAY = 24 * 60 * 60 // s

const nameFor = (publicUrl: string) =>
  publicUrl.startsWith('https:') ? '__Host-sidegate-waiting' : 'sidegate-waiting'

/** null: this device waits nowhere that it could know of. */
export function waitingDevice(c: Context, publicUrl: string): Uint8Array | null {
  const token = getCookie(c, nameFor(publicUrl))
  return token && isToken(token) ? hashToken(token) : null
}

/** The device's cookie, new or once more for another 30 days; its hash. */
export function keepWaitingDevice(c: Context, publicUrl: string): Uint8Array {
  const name = nameFor(publicUrl)
  const known = getCookie(c, name)
  const token = known && isToken(known) ? known : newToken()
  setCookie(c, name, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
    maxAge: WAITING_DAYS * DAY,
  })
  return hashToken(token)
}

/** A device that has come in by a way of its own waits at those circles' doors no longer. */
export async function cameByItself(
  { store, publicUrl }: Pick<AppDeps, 'store' | 'publicUrl'>,
  c: Context,
  circleIds: readonly string[],
): Promise<void> {
  const device = waitingDevice(c, publicUrl)
  if (device) await store.admission.cameByItself(device, circleIds)
}
