/**
 * One port for all. A request goes to the API (Hono), to the console's files, or to the web's server-rendered
 * pages; an upgrade goes to the sockets (sync/sockets.ts). Headers that every answer needs are set here, once.
 */
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { AppEnv } from './deps.ts'
import { isTrustworthy } from './public-url.ts'

/** The web's loads call the API in process through this, found on the request (stack.md section 3). */
const API = Symbol.for('sidegate.api')

/** To outsiders every address of the console is this one: a page that isn't there (house rule 3). */
const NOWHERE = '/admin'

/** Its link's token stands in the fragment, which no server sees. */
const SETUP = '/admin/setup'

// An answer of the API that somebody opens as a page runs and shows nothing.
const NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
/** For programs that watch over the installation. */
const HOUSE: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])

/** What adapter-node builds: a middleware. */
export type WebHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

export interface HttpDeps {
  app: Pick<Hono<AppEnv>, 'fetch'>
  admin: Pick<Hono, 'fetch'> | null
  web: WebHandler | null
  /** Nobody has set the house up yet: then one page of the console is there for everybody. */
  isFirstRun: () => Promise<boolean>
  /** Whether the console is there for who asks. */
  watches: (headers: IncomingHttpHeaders) => Promise<boolean>
  publicUrl: string
}

export function createRequestListener(deps: HttpDeps): RequestListener {
  const { app, admin, web, isFirstRun, watches, publicUrl } = deps
  const toApp = getRequestListener(app.fetch as Parameters<typeof getRequestListener>[0])
  const toAdmin = admin && getRequestListener(admin.fetch as Parameters<typeof getRequestListener>[0])
  const { protocol } = new URL(publicUrl)
  const headers = securityHeaders(publicUrl)
  return (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    const path = (request.url ?? '/').split('?', 1)[0] as string
    if (HOUSE.has(path) || path.startsWith('/api/')) {
      response.setHeader('Content-Security-Policy', NO_PAGE)
      return toApp(request, response)
    }
    if (!toAdmin || !(path === '/admin' || path.startsWith('/admin/'))) return toPage(request, response)
    if (path.startsWith('/admin/_app/')) return toAdmin(request, response)
    const mayEnter = async () => (path === SETUP && (await isFirstRun())) || (await watches(request.headers))
    void mayEnter()
      .catch(() => false)
      .then((isWatching) => {
        if (isWatching) return toAdmin(request, response)
        request.url = NOWHERE
        return toPage(request, response)
      })
  }

  function toPage(request: IncomingMessage, response: ServerResponse) {
    if (!web) return notFound(response)
    // Kit decides by this header whether a form comes from this origin: a client's own value must not pass.
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    Object.assign(request, {
      // async, for Hono answers at once when it can
      [API]: async (inner: Request) => app.fetch(inner, { incoming: request, outgoing: response }),
    })
    forbidFrames(response)
    web(request, response, () => notFound(response))
  }
}

/** `no-referrer` makes a browser send `Origin: null` with forms. On https and on this machine Sec-Fetch-Site stands
 * in for it; plain http in a local network has only the Origin, so there our own pages see where they came from. */
export function securityHeaders(publicUrl: string): [name: string, value: string][] {
  const isHttps = publicUrl.startsWith('https:')
  const isTrusted = isTrustworthy(publicUrl)
  return [
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', isTrusted ? 'no-referrer' : 'same-origin'],
    ['X-Frame-Options', 'DENY'],
    ['Content-Security-Policy', "frame-ancestors 'none'"],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    // Browsers ignore it on plain http in a network, and say so loudly.
    ...(isTrusted ? [['Cross-Origin-Opener-Policy', 'same-origin'] as [string, string]] : []),
    ['Permissions-Policy', 'camera=(), microphone=(), geolocation=()'],
    ['Cache-Control', 'no-store'],
    ...(isHttps ? [['Strict-Transport-Security', 'max-age=31536000'] as [string, string]] : []),
  ]
}

/** A page brings its own policy (nonces), which replaces ours: what it may not leave out is added at the end. */
function forbidFrames(response: ServerResponse) {
  const setHeader = response.setHeader.bind(response)
  response.setHeader = (name, value) => {
    if (name.toLowerCase() !== 'content-security-policy') return setHeader(name, value)
    const policy = String(value)
    return setHeader(name, policy.includes('frame-ancestors') ? policy : `${policy}; frame-ancestors 'none'`)
  }
}

function notFound(response: ServerResponse) {
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('There is nothing here.\n')
}
