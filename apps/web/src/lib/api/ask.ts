import type { ErrorReason } from '@sidegate/core/errors'

/** Why nothing came of it: the API's own reason, that it could not be reached at all, or an unknown link. */
export type Reason = ErrorReason | 'unreachable' | 'link'
export type Failure = { ok: false; reason: string; fields?: Record<string, string> }
export type Outcome<T> = { ok: true; value: T } | Failure

type Fetch = typeof globalThis.fetch

/** Reads a projection. `unreachable`: no connection, or a proxy whose server is away. */
export function ask<T>(fetch: Fetch, path: string): Promise<Outcome<T>> {
  return outcomeOf<T>(fetch(path, { headers: { accept: 'application/json' } }))
}

/** Sends a command once, whatever the network does: its key lets the server recognise a repetition. */
export function tell<T>(
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  key = newKey(),
): Promise<Outcome<T>> {
  return outcomeOf<T>(
    fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    }),
  )
}

const AWAY = new Set([502, 503, 504])

async function outcomeOf<T>(request: Promise<Response>): Promise<Outcome<T>> {
  let response: Response
  try {
    response = await request
  } catch {
    return { ok: false, reason: 'unreachable' } // fetch rejects for nothing else
  }
  if (response.ok) return { ok: true, value: await response.json() }
  if (AWAY.has(response.status)) return { ok: false, reason: 'unreachable' }
  const said = (await response.json().catch(() => ({}))) as {
    error?: string
    fields?: Record<string, string>
  }
  return { ok: false, reason: said.error ?? 'internal', ...(said.fields && { fields: said.fields }) }
}

/** crypto.randomUUID asks for https, which a school's LAN may not have. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
