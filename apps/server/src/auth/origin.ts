/**
 * No other site changes anything here with somebody's cookie. Browsers say where a request comes from in
 * Sec-Fetch-Site (on https and on this machine) and in Origin; one of them must name this very origin. Under
 * `Referrer-Policy: no-referrer` a form's Origin is `null`, so Sec-Fetch-Site is asked first. A request with an
 * Authorization header needs neither: its cookie is not looked at (session.ts), and no browser adds one unasked.
 */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../deps.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

export const sameOrigin = (publicUrl: string) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (READS.has(c.req.method) || c.req.header('authorization') !== undefined) return next()
    const site = c.req.header('sec-fetch-site')
    const isOurs = site === undefined ? c.req.header('origin') === publicUrl : site === 'same-origin'
    return isOurs ? next() : c.json({ error: 'forbidden-origin' } as const, 403)
  })
