import type { Handle, HandleFetch } from '@sveltejs/kit/hooks'
import { directionOf, languageOf } from '#lib/words/language.ts'
import { building } from '$app/env'

/** Where apps/server leaves its own `fetch` on the request that it hands to this handler (stack.md, section 3). */
const API = Symbol.for('sidegate.api')
const DEV_API = process.env.SIDEGATE_API ?? 'http://127.0.0.1:8080' // in dev the API is a process of its own

type Api = (request: Request) => Response | Promise<Response>

/** Says the page's language and direction, and preloads the two fonts that every page needs, no other. */
export const handle: Handle = ({ event, resolve }) => {
  // The shell is one page for all: the browser fills in its language.
  const language = building
    ? ''
    : languageOf(event.cookies.get('language'), event.request.headers.get('accept-language'))
  return resolve(event, {
    transformPageChunk: ({ html }) =>
      html.replace('<html lang="en" dir="ltr">', `<html lang="${language}" dir="${directionOf(language)}">`),
    preload: (file) =>
      file.type === 'font' ? /-latin-wght-normal\./.test(file.filename) : file.type !== 'asset',
  })
}

/** Load functions write `fetch('/api/...')`; here that becomes a call in this process, as the one who asks. */
export const handleFetch: HandleFetch = ({ event, request, fetch }) => {
  const url = new URL(request.url)
  if (url.origin !== event.url.origin || !url.pathname.startsWith('/api/')) return fetch(request)
  const cookie = event.request.headers.get('cookie') // Kit adds it after this hook only
  if (cookie) request.headers.set('cookie', cookie)
  const api = apiOf(event.platform)
  return api ? api(request) : fetch(new Request(DEV_API + url.pathname + url.search, request))
}

function apiOf(platform: App.Platform | undefined): Api | undefined {
  const attached: unknown = platform && Reflect.get(platform.req, API)
  return typeof attached === 'function' ? (attached as Api) : undefined // set by apps/server alone
}
