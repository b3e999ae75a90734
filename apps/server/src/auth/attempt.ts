/**
 * The cookie of an attempt to come in: it binds a code, or a passkey's challenge, to the browser that asked for it. It
 * opens nothing by itself.
 */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { isToken, newToken } from '../store/tokens.ts'

type Way = 'code' | 'passkey'

const nameFor = (way: Way, publicUrl: string) =>
  `${publicUrl.startsWith('https:') ? '__Host-' : ''}sidegate-${way}`

/** A new one each time. `lives` in ms. */
export function beginAttempt(c: Context, way: Way, publicUrl: string, lives: number): string {
  const attempt = newToken()
  setCookie(c, nameFor(way, publicUrl), attempt, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: publicUrl.startsWith('https:'),
    maxAge: lives / 1000,
  })
  return attempt
}

/** null: this browser asked for nothing, or too long ago. */
export function attemptOf(c: Context, way: Way, publicUrl: string): string | null {
  const attempt = getCookie(c, nameFor(way, publicUrl))
  return attempt && isToken(attempt) ? attempt : null
}

export const endAttempt = (c: Context, way: Way, publicUrl: string) =>
  void deleteCookie(c, nameFor(way, publicUrl), { path: '/', secure: publicUrl.startsWith('https:') })
