/** What every request passes, and what handlers share: who asks, how to refuse, one log line. */
import type { IncomingMessage } from 'node:http'
import type { ErrorReason } from '@sidegate/core/errors'
import type { Context, TypedResponse } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { type Session, sessionIn, type Visit } from './auth/session.ts'
import type { AppDeps, AppEnv } from './deps.ts'

const STATUS = {
  'signed-out': 401,
  'not-found': 404,
  invalid: 400,
  'forbidden-origin': 403,
  'too-fast': 429,
  'confirm-first': 403,
  'prove-again': 403,
  'changed-since': 409,
  over: 409,
  off: 409,
  'too-many': 409,
  expired: 410,
  'no-mail': 409,
  'not-now': 503,
  internal: 500,
} as const satisfies Record<ErrorReason, number>

/** A path below one circle or one hangout is asked as the visit's guardian in that circle. */
const OF_CIRCLE = /^\/api\/(?:admin\/)?(circles|hangouts)\/([^/]+)/

export const readSession = ({ authenticate, store }: Pick<AppDeps, 'authenticate' | 'store'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const visit = await authenticate(c.req.raw.headers)
    c.set('visit', visit)
    c.set('session', visit && (await sessionFor(store, visit, c.req.path)))
    await next()
    // Answers are made for the one who asks: nobody else may be served them.
    c.header('Cache-Control', 'no-store')
  })

async function sessionFor(store: AppDeps['store'], visit: Visit, path: string): Promise<Session> {
  const [, kind, id] = visit.guardians.length > 1 ? (OF_CIRCLE.exec(path) ?? []) : []
  // What is done to the house stands in the audit under whoever runs it, not under who shares the device.
  if (id === undefined && path.startsWith('/api/admin/'))
    return visit.guardians.find(({ operates }) => operates) ?? visit.guardians[0]
  if (id === undefined) return visit.guardians[0]
  return sessionIn(visit, kind === 'circles' ? id : await store.hangouts.circleOf(id))
}

/**
 * The route's pattern, never its path: a path may hold a token. What changes something and what was refused is always
 * told, with who, which device and why (ASVS 16.3); a mere reading only when one looks for something.
 */
export const requestLog = ({ log, now }: Pick<AppDeps, 'log' | 'now'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const from = now()
    await next()
    const line = {
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: now() - from,
      guardianId: c.get('session')?.guardianId,
      sessionId: c.get('visit')?.sessionId,
      refused: c.get('refused'),
    }
    if (c.req.method === 'GET' && !line.refused) log.debug(line, 'request')
    else log.info(line, 'request')
  })

/** Plain forms are answered with pages, everything else with JSON. */
export const isForm = (c: Context) =>
  (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')

/**
 * 200 with a plain JSON value, typed as just that. (The type that `c.json` infers maps over the whole value, and what
 * is compiled ahead of it for the front ends reads `any` from the second level on.)
 */
export function ok<T extends object>(c: Context, body: T): Response & TypedResponse<T, 200, 'json'> {
  const response: Response = c.body(JSON.stringify(body), 200, { 'Content-Type': 'application/json' })
  return response as Response & TypedResponse<T, 200, 'json'>
}

/** The typed client sends no forms, so a redirect is no part of its types. `?problem=` of a page is a refusal. */
export const seeOther = (c: Context, page: string) => {
  const problem = /[?&]problem=([a-z-]+)/.exec(page)?.[1]
  if (problem) c.set('refused', problem)
  return c.body(null, 303, { Location: page }) as never
}

type Refusal<R extends ErrorReason> = Response & TypedResponse<{ error: R }, (typeof STATUS)[R], 'json'>

/** One shape of refusal. For forms: back to the page they stand on, which says it in words by its reason. */
export function refuse<R extends ErrorReason>(c: Context, reason: R, page: string | null = null): Refusal<R> {
  c.set('refused', reason)
  if (page !== null && isForm(c)) return seeOther(c, `${page}?problem=${reason}`)
  // The type that Hono infers for a status by reason has thousands of lines; the typed client needs this much.
  return Response.json({ error: reason }, { status: STATUS[reason] }) as Refusal<R>
}

interface SignedInEnv {
  Bindings: AppEnv['Bindings']
  Variables: { session: Session; visit: Visit }
}
type PageOf = (c: Context) => string | null
const noPage: PageOf = () => null

/** Lets pass who is signed in, and gives the handler the session. */
export const signedIn = (pageOf = noPage) =>
  createMiddleware<SignedInEnv>(async (c, next) => {
    if (!c.get('session')) return refuse(c, 'signed-out', pageOf(c))
    await next()
  })

/** Lets pass whose device has shown whose it is. */
export const confirmed = (pageOf = noPage) =>
  createMiddleware<SignedInEnv>(async (c, next) => {
    const session = c.get('session')
    if (!session) return refuse(c, 'signed-out', pageOf(c))
    if (!session.confirmed) return refuse(c, 'confirm-first', pageOf(c))
    await next()
  })

const PROVED = 60 * 60 * 1000

/** Whether it was shown within the last hour who this is. */
export const isProved = ({ provedAt }: Session, at: number): boolean => at - provedAt <= PROVED

/** Lets pass who has shown within the last hour who they are: for roles and exports. */
export const proved = ({ now }: Pick<AppDeps, 'now'>, pageOf = noPage) =>
  createMiddleware<SignedInEnv>(async (c, next) => {
    const session = c.get('session')
    if (!session) return refuse(c, 'signed-out', pageOf(c))
    if (!session.confirmed) return refuse(c, 'confirm-first', pageOf(c))
    if (!isProved(session, now())) return refuse(c, 'prove-again', pageOf(c))
    await next()
  })

/** Where a request comes from, seen through the proxies that config counts. */
export function addressOf(incoming: IncomingMessage | undefined, trustProxy: number): string {
  const direct = incoming?.socket?.remoteAddress ?? 'unknown'
  if (trustProxy === 0) return direct
  const hops = String(incoming?.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean)
  return hops.at(-trustProxy) ?? direct
}
