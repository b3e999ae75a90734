/**
 * What lets the app open without a network: scripts, styles, fonts and one shell without anybody's data. A page that
 * can't be fetched is answered with the shell, which renders it from what this phone keeps. A signed-in page's own
 * HTML is never stored, and /admin, /api and /sync are none of its business.
 */
import { version } from '$app/env'
import { assets, immutable } from '$app/manifest'
import { self } from '$app/service-worker'

const CACHE = `sidegate-${version}`
const SHELL = '/shell'
const IMMUTABLE = '/_app/immutable/'
/** What a proxy answers while the server behind it is away. */
const AWAY = new Set([502, 503, 504])
const kept = [...immutable, ...assets].map(({ path }) => path)
const keptPaths = new Set(kept.map((path) => new URL(path, self.location.origin).pathname))

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([...kept, SHELL]))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => {
        // A page that was open over an upgrade still asks for its own version's files: the one before stays.
        const older = names.filter((name) => name !== CACHE)
        return Promise.all(older.slice(0, -1).map((name) => caches.delete(name)))
      })
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (/^\/(admin|api|sync)(\/|$)/.test(url.pathname)) return
  if (keptPaths.has(url.pathname) || url.pathname.startsWith(IMMUTABLE)) event.respondWith(fromCache(request))
  else if (request.mode === 'navigate') event.respondWith(pageOrShell(request))
})

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = (await cache.match(request, { ignoreSearch: true })) ?? (await caches.match(request))
  return kept ?? fetch(request)
}

async function pageOrShell(request: Request): Promise<Response> {
  const answer = await fetch(request).catch(() => null) // fetch rejects without a network
  if (answer && !AWAY.has(answer.status)) return answer
  // A choice of language needs the server: the page that it was made on stays as it is.
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/language') return Response.redirect(backOf(searchParams), 303)
  const cache = await caches.open(CACHE)
  return (await cache.match(SHELL)) ?? answer ?? Response.error() // the shell was given up by the browser
}

function backOf(params: URLSearchParams): string {
  const back = new URL(params.get('back') ?? '/', self.location.origin)
  return back.origin === self.location.origin ? back.href : self.location.origin
}
