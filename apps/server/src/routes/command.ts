/** What all commands share: a body by JSON or by a plain form, and a key that makes sending it twice harmless. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Context, MiddlewareHandler, TypedResponse } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Session } from '../auth/session.ts'
import type { AppEnv } from '../deps.ts'
import { isForm, seeOther } from '../middleware.ts'
import type { CommandKey } from '../store/commands.ts'

type Invalid = Response & TypedResponse<{ error: 'invalid'; fields: Record<string, string> }, 400, 'json'>

// A schema's own reason, `ends-before-start`; a library's sentence is no reason that a page could put in words.
const REASON = /^[a-z]+(-[a-z]+)*$/

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
      fields[name] ??= REASON.test(message) ? message : 'invalid'
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
async function formOf(c: Context): Promise<Record<string, string>> {
  const form = await c.req.parseBody()
  return Object.fromEntries(
    Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** The command as the store records it: whose, under which key, and a digest of what was asked (`store.commandDigest`). */
export async function commandOf(
  c: Context,
  session: Session,
  digest: Uint8Array,
  at: number,
): Promise<CommandKey> {
  return { guardianId: session.guardianId, key: await idempotencyKey(c), digest, at }
}

const KEY = /^[\x21-\x7e]{8,128}$/

/** The command's key, by header or form field; null when there is none. */
async function idempotencyKey(c: Context): Promise<string | null> {
  const key = c.req.header('idempotency-key') ?? (isForm(c) ? (await formOf(c)).key : undefined)
  return key && KEY.test(key) ? key : null
}
