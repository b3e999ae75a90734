import type { ErrorReason } from '@sidegate/core/errors'

/** Why nothing came of it: the API's own reason, that it could not be reached at all, or an unknown link. */
export type Reason = ErrorReason | 'unreachable' | 'link'
export type Failure = { ok: false; reason: string; fields?: Record<string, string> }
export type Outcome<T> = { ok: true; value: T } | Failure

type Fetch = typeof globalThis.fetch

/** Reads a projection. `unreachable`: no connection, or a proxy whose server is away (it can't say why, as the server does). */
export function ask<T>(fetch: Fetch, path: string): Promise<Outcome<T>> {
  return outcomeOf<T>(fetch(path, { headers: { accept: 'application/json' } }))
}

/** What came of a request to the API. */
export async function outcomeOf<T>(request: Promise<Response>): Promise<Outcome<T>> {
  let response: Response
  try {
    response = await request
  } catch {
    return { ok: false, reason: 'unreachable' } // fetch rejects for nothing else
  }
  if (response.ok) return { ok: true, value: await response.json() }
  const said = (await response.json().catch(() => ({}))) as {
    error?: string
    fields?: Record<string, string>
  }
  return {
    ok: false,
    reason: said.error ?? (isAway(response) ? 'unreachable' : 'internal'),
    ...(said.fields && { fields: said.fields }),
  }
}

/** A proxy answers for a server that is away: 502, 503, 504. */
const isAway = ({ status }: Response) => status > 501 && status < 505
