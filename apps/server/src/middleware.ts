/** What every request passes, and what handlers share: who asks, how to refuse, one log line. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { ErrorReason } from '@sidegate/core/errors'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Context, MiddlewareHandler, TypedResponse } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Session } from './auth/session.ts'
import type { AppDeps, AppEnv } from './deps.ts'
import type { CommandKey } from './store/commands.ts'

const STATUS = {
  'signed-out': 401,
  'not-found': 404,
  invalid: 400,
  'forbidden-origin': 403,
  'too-fast': 429,
  over: 409,
  'not-now': 503,
  internal: 500,
} as const satisfies Record<ErrorReason, number>

export const readSession = ({ authenticate }: Pick<AppDeps, 'authenticate'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    c.set('session', await authenticate(c.req.raw.headers))
    await next()
    // Answers are made for the one who asks: nobody else may be served them.
    c.header('Cache-Control', 'no-store')
  })

/** The route's pattern, never its path: a path may hold a token. */
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
    }
    if (c.req.method === 'GET') log.debug(line, 'request')
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

/** The typed client sends no forms, so a redirect is no part of its types. */
export const seeOther = (c: Context, page: string) => c.body(null, 303, { Location: page }) as never

type Refusal<R extends ErrorReason> = Response & TypedResponse<{ error: R }, (typeof STATUS)[R], 'json'>

/** One shape of refusal. For forms: back to the page they stand on, which says it in words by its reason. */
export function refuse<R extends ErrorReason>(c: Context, reason: R, page: string | null = null): Refusal<R> {
  if (page !== null && isForm(c)) return seeOther(c, `${page}?problem=${reason}`)
  // The type that Hono infers for a status by reason has thousands of lines; the typed client needs this much.
  return Response.json({ error: reason }, { status: STATUS[reason] }) as Refusal<R>
}

/** Lets pass who is signed in, and gives the handler the session. */
export const signedIn = (pageOf: (c: Context) => string | null = () => null) =>
  createMiddleware<{ Bindings: AppEnv['Bindings']; Variables: { session: Session } }>(async (c, next) => {
    if (!c.get('session')) return refuse(c, 'signed-out', pageOf(c))
    await next()
  })

type Invalid = Response & TypedResponse<{ error: 'invalid'; fields: Record<string, string> }, 400, 'json'>

/** 400, with a reason for each faulty field. */
export const invalid = (fields: Record<string, string>) =>
  Response.json({ error: 'invalid', fields }, { status: 400 }) as Invalid

type CommandBody<Schema extends StandardSchemaV1> = MiddlewareHandler<
  AppEnv,
  string,
  {
    in: { json: StandardSchemaV1.InferInput<Schema> }
    out: { json: StandardSchemaV1.InferOutput<Schema> }
  },
  Invalid
>

/**
 * Validates a command's body, sent as JSON or by a plain form (`fromForm` turns its fields into the JSON's shape).
 * Faulty fields are told by name with a reason.
 */
export function command<Schema extends StandardSchemaV1>(
  schema: Schema,
  fromForm: (form: Record<string, string>) => unknown,
  pageOf: (c: Context) => string,
): CommandBody<Schema> {
  return createMiddleware(async (c, next) => {
    const result = await schema['~standard'].validate(isForm(c) ? fromForm(await formOf(c)) : await jsonOf(c))
    if (!result.issues) {
      c.req.addValidatedData('json', result.value as object)
      return next()
    }
    if (isForm(c)) return seeOther(c, `${pageOf(c)}?problem=invalid`)
    const fields: Record<string, string> = {}
    for (const { path, message } of result.issues) {
      const [first] = path ?? []
      const name = String(typeof first === 'object' ? first.key : (first ?? 'body'))
      fields[name] ??= message
    }
    return invalid(fields)
  })
}

/** undefined, which fits no command, when the body is no JSON. */
async function jsonOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json()
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The text fields of a form; `key` is the command's, not the content's. */
export async function formOf(c: Context): Promise<Record<string, string>> {
  const form = await c.req.parseBody()
  return Object.fromEntries(
    Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** The command as the store records it: whose, under which key, and a digest of what was asked. */
export async function commandOf(
  c: Context,
  session: Session,
  asked: unknown,
  at: number,
): Promise<CommandKey> {
  const digest = createHash('sha256').update(JSON.stringify(asked)).digest()
  return { guardianId: session.guardianId, key: await idempotencyKey(c), digest, at }
}

const KEY = /^[\x21-\x7e]{8,128}$/

/** The command's key, by header or form field; null when there is none. */
async function idempotencyKey(c: Context): Promise<string | null> {
  const key = c.req.header('idempotency-key') ?? (isForm(c) ? (await formOf(c)).key : undefined)
  return key && KEY.test(key) ? key : null
}

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
