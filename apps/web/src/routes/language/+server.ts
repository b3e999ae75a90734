import { redirect } from '@sveltejs/kit'
import { isLanguage, languageOf } from '#lib/words/language.ts'
import type { RequestHandler } from './$types'

const YEAR = 60 * 60 * 24 * 365 // seconds

/**
 * The language of the one who asks, as plain text. With `?language=es&back=/circle/...` it is chosen first, and the
 * answer leads back to that page: a choice of words alone, so a GET form may make it, which needs no Origin.
 */
export const GET: RequestHandler = ({ cookies, request, url, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' })
  const chosen = url.searchParams.get('language') ?? undefined
  if (isLanguage(chosen)) {
    // Not httpOnly: the offline shell reads it. Not secret, and the session is a cookie of its own.
    const secure = url.protocol === 'https:'
    cookies.set('language', chosen, { maxAge: YEAR, sameSite: 'lax', httpOnly: false, secure })
    const back = new URL(url.searchParams.get('back') ?? '/', url)
    // `//host` is a path here and another host in a Location.
    const isOurs = back.origin === url.origin && !back.pathname.startsWith('//')
    redirect(303, isOurs ? back.pathname : '/')
  }
  return new Response(languageOf(cookies.get('language'), request.headers.get('accept-language')))
}
