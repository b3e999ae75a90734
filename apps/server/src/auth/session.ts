/**
 * Who asks. A session comes by cookie (browsers) or by bearer (programs), for HTTP and for the socket's upgrade
 * alike. One device may be in as one guardian in each of several circles: a visit. It lives 30 days idle; powers
 * (organizer, operator, safeguarding contact) count for 12 hours after it was last shown who it is, and only where
 * the device is confirmed, while the guardian's own session goes on.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { parse } from 'hono/utils/cookie'
import type { SessionRow, SessionStore } from '../store/sessions.ts'
import { SESSION_IDLE } from '../store/store.ts'
import { hashToken, isToken } from '../store/tokens.ts'

const POWERS = 12 * 60 * 60 * 1000
// A session's last use is written down at most this often.
const TOUCH = 10 * 60 * 1000

const OFFICES = ['organizer', 'operator'] as const
type Office = (typeof OFFICES)[number]

/** One guardian of a visit, towards that guardian's circle. */
export interface Session {
  sessionId: string
  guardianId: string
  familyId: string
  circleId: string
  /** The device has shown whose it is; until then it only reads, answers and claims. */
  confirmed: boolean
  /** Powers that count now. */
  organizer: boolean
  /** Of the whole visit: who runs the installation does so in every circle. */
  operator: boolean
  safeguarding: boolean
  /** It is this guardian who runs the installation; `operator` is true in the others of the visit, too. */
  operates?: true
  /** Offices that are held on this confirmed device and don't count now: it was shown too long ago who it is. */
  asleep?: readonly Office[]
  /** When it was last shown who it is, ms UTC; of who operates, where somebody in the visit does. */
  provedAt: number
  /** A bearer is sent on purpose; a cookie comes along with whatever the browser was talked into. */
  by: 'cookie' | 'bearer'
}

/** A device, and everyone whom it is in as: never empty. */
export interface Visit {
  sessionId: string
  by: Session['by']
  guardians: [Session, ...Session[]]
}

export type Authenticate = (headers: Headers | IncomingHttpHeaders) => Promise<Visit | null>

export interface AuthDeps {
  sessions: SessionStore
  cookieName: string
  now: () => number
}

export function createAuthenticate({ sessions, cookieName, now }: AuthDeps): Authenticate {
  return async (headers) => {
    const told = tokenOf(headers, cookieName)
    const rows = told ? await sessions.find(hashToken(told.token)) : []
    const at = now()
    const [first] = rows
    if (!told || !first || at - first.lastSeenAt > SESSION_IDLE) return null
    // A disk that takes no writes keeps nobody from reading (P17); whether it does is asked by /readyz each minute.
    if (at - first.lastSeenAt > TOUCH) await sessions.touch(first.id, at).catch(() => undefined)
    const sessionId = first.id
    // Each guardian's powers stand on that guardian's own proof (store/entering.ts).
    const isFresh = ({ provedAt }: SessionRow) => at - provedAt < POWERS
    const operators = rows.filter((row) => row.operator && row.level === 'full' && isFresh(row))
    const operator = operators.length > 0
    const guardians = rows.map((row): Session => {
      const full = row.level === 'full'
      return {
        sessionId,
        guardianId: row.guardianId,
        familyId: row.familyId,
        circleId: row.circleId,
        confirmed: full,
        organizer: row.organizer && full && isFresh(row),
        operator,
        ...(operators.includes(row) && { operates: true as const }),
        safeguarding: row.safeguarding && full && isFresh(row),
        ...(full && !isFresh(row) && { asleep: OFFICES.filter((office) => row[office]) }),
        provedAt: operator ? Math.max(...operators.map(({ provedAt }) => provedAt)) : row.provedAt,
        by: told.by,
      }
    })
    return { sessionId, by: told.by, guardians: guardians as Visit['guardians'] }
  }
}

/** As whom this visit asks about a circle: its guardian there, else its first, who finds nothing there. */
export const sessionIn = ({ guardians }: Visit, circleId: string | null): Session =>
  guardians.find((session) => session.circleId === circleId) ?? guardians[0]

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
    ? bearerOf(authorization)
    : parse(headerOf(headers, 'cookie'), cookieName)[cookieName]
  return token && isToken(token) ? { token, by: authorization ? 'bearer' : 'cookie' } : null
}

/** What a program shows; null for anything else that stands in this header, and for none. */
export const bearerOf = (authorization: string | undefined): string | null =>
  /^Bearer ([^ ]+)$/i.exec(authorization ?? '')?.[1] ?? null

function headerOf(headers: Headers | IncomingHttpHeaders, name: 'authorization' | 'cookie'): string {
  return (headers instanceof Headers ? headers.get(name) : headers[name]) ?? ''
}

/** Whether or not it counts at the moment. */
export const holdsOffice = ({ organizer, operator, safeguarding, asleep = [] }: Session): boolean =>
  organizer || operator || safeguarding || asleep.length > 0
