/** A command of the console and what came of it: its answer, or a reason that a page puts in words. */
import type { ErrorReason } from '@sidegate/core/errors'

/** `left`: it asked for a proof, and whoever was asked went away instead. */
export type Reason = ErrorReason | 'unreachable' | 'left'
export type Done<Value> =
  | { ok: true; value: Value }
  | { ok: false; reason: Reason; fields: Record<string, string> }

/** As Hono's client answers: one of several bodies, of which those with `error` are refusals. */
export interface Answer<Body = unknown> {
  ok: boolean
  json: () => Promise<Body>
}
/** What an answer brings when it is no refusal. */
export type ValueOf<Given> = Given extends Answer<infer Body> ? Exclude<Body, { error: unknown }> : never

export async function ask<Given extends Answer>(call: () => Promise<Given>): Promise<Done<ValueOf<Given>>> {
  try {
    const answer = await call()
    const body = await answer.json()
    if (answer.ok) return { ok: true, value: body as ValueOf<Given> }
    const { error, fields = {} } = body as { error: ErrorReason; fields?: Record<string, string> }
    return { ok: false, reason: error, fields }
  } catch (error) {
    // TypeError is what `fetch` throws without a network, SyntaxError a page that a café's network put in between.
    if (error instanceof TypeError || error instanceof SyntaxError)
      return { ok: false, reason: 'unreachable', fields: {} }
    throw error
  }
}
