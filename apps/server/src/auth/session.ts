/**
 * Who asks. A session comes by cookie (browsers) or by bearer (programs), for HTTP and for the socket's upgrade
 * alike. It lives 30 days idle; an organizer's or operator's powers count for 12 hours after signing in and then
 * ask for signing in again, while the guardian's own session goes on.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { parse } from 'hono/utils/cookie'
import type { SessionStore } from '../store/sessions.ts'
import { SESSION_IDLE } from '../store/store.ts'
import { hashToken, isToken } from './tokens.ts'

const POWERS = 12 * 60 * 60 * 1000
// A session's last use is written down at most this often.
const TOUCH = 10 * 60 * 1000

export interface Session {
  sessionId: string
  guardianId: string
  familyId: string
  circleId: string
  /** Powers that count now. */
  organizer: boolean
  operator: boolean
  /** A bearer is sent on purpose; a cookie comes along with whatever the browser was talked into. */
  by: 'cookie' | 'bearer'
}

export type Authenticate = (headers: Headers | IncomingHttpHeaders) => Promise<Session | null>

export interface AuthDeps {
  sessions: SessionStore
  cookieName: string
  now: () => number
}

export function createAuthenticate({ sessions, cookieName, now }: AuthDeps): Authenticate {
  return async (headers) => {
    const told = tokenOf(headers, cookieName)
    const row = told && (await sessions.find(hashToken(told.token)))
    const at = now()
    if (!row || at - row.lastSeenAt > SESSION_IDLE) return null
    // A disk that takes no writes keeps nobody from reading (P17); whether it does is asked by /readyz each minute.
    if (at - row.lastSeenAt > TOUCH) await sessions.touch(row.id, at).catch(() => undefined)
    const fresh = at - row.openedAt < POWERS
    return {
      sessionId: row.id,
      guardianId: row.guardianId,
      familyId: row.familyId,
      circleId: row.circleId,
      organizer: row.organizer && fresh,
      operator: row.operator && fresh,
      by: told.by,
    }
  }
}

/** Which session was ended (signed out, here or from afar) with whose token somebody comes back; null: none. */
export const createFindEnded =
  ({ sessions, cookieName }: Pick<AuthDeps, 'sessions' | 'cookieName'>) =>
  async (headers: Headers | IncomingHttpHeaders): Promise<Pick<Session, 'sessionId' | 'by'> | null> => {
    const told = tokenOf(headers, cookieName)
    const sessionId = told && (await sessions.findEnded(hashToken(told.token)))
    return sessionId ? { sessionId, by: told.by } : null
  }

/** `__Host-` binds the cookie to this host and to https; plain http has to do without. */
export const cookieNameFor = (publicUrl: string) =>
  publicUrl.startsWith('https:') ? '__Host-sidegate' : 'sidegate'

function tokenOf(
  headers: Headers | IncomingHttpHeaders,
  cookieName: string,
): { token: string; by: Session['by'] } | null {
  const authorization = headerOf(headers, 'authorization')
  const token = authorization
    ? /^Bearer ([^ ]+)$/i.exec(authorization)?.[1]
    : parse(headerOf(headers, 'cookie'), cookieName)[cookieName]
  return token && isToken(token) ? { token, by: authorization ? 'bearer' : 'cookie' } : null
}

function headerOf(headers: Headers | IncomingHttpHeaders, name: 'authorization' | 'cookie'): string {
  return (headers instanceof Headers ? headers.get(name) : headers[name]) ?? ''
}
