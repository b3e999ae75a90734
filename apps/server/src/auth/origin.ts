/**
 * No other site changes anything here with somebody's cookie. Browsers say where a request comes from in
 * Sec-Fetch-Site (on https and on this machine) and in Origin; one of them must name this very origin. Under
 * `Referrer-Policy: no-referrer` a form's Origin is `null`, so Sec-Fetch-Site is asked first. A request with a
 * bearer needs neither: its cookie is not looked at (session.ts), and no browser adds one unasked.
 */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../deps.ts'
import { refuse } from '../middleware.ts'
import { bearerOf } from './session.ts'

// TRACE finds no route here, and says so like any unknown address.
const READS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

export const sameOrigin = (publicUrl: string) =>
  createMiddleware<AppEnv>(async (c, next) => {
    // Asked in session.ts's own words, so that there is no header that counts here and leaves the cookie in force there.
    if (READS.has(c.req.method) || bearerOf(c.req.header('authorization')) !== null) return next()
    const site = c.req.header('sec-fetch-site')
    const isOurs = site === undefined ? c.req.header('origin') === publicUrl : site === 'same-origin'
    return isOurs ? next() : refuse(c, 'forbidden-origin', pageOf(new URL(c.req.url).pathname))
  })

/**
 * Where a form stands. Nothing was changed, so going back there is safe: mostly it is our own page, opened under
 * another address than PUBLIC_URL. An id stays as it came, encoded; null: no form posts there.
 */
function pageOf(path: string): string | null {
  const [, , kind, id, ...rest] = path.split('/')
  if (kind === 'hangouts' && id && rest.length === 1) return `/hangout/${id}`
  if (kind === 'circles' && id && rest[0] === 'ideas') return `/circle/${id}`
  if (kind === 'circles' && id && rest[0] === 'family') return `/family/${id}`
  if (kind === 'circles' && id && rest[0] === 'leave') return `/family/${id}/leave`
  if (kind === 'links' && rest[0] === 'open') return '/l/unknown'
  if (kind === 'circles' && id && rest[0] === 'waiting') return `/circle/${id}`
  if (kind === 'join' && id && rest.length === 0) return '/join/unknown'
  if (path === '/api/waiting/enter') return '/waiting'
  if (kind === 'links' || kind === 'devices' || (kind === 'passkeys' && rest[0] === 'remove'))
    return '/devices'
  if (kind === 'codes') return '/in'
  return kind === 'session' ? '/' : null
}
