import { redirect } from '@sveltejs/kit'
import { isLanguage, languageOf } from '#lib/words/language.ts'
import type { RequestHandler } from './$types'

const YEAR = 60 * 60 * 24 * 365 // seconds

/** The language of the one who asks, as plain text. */
export const GET: RequestHandler = ({ cookies, request }) =>
  new Response(languageOf(cookies.get('language'), request.headers.get('accept-language')), {
    headers: { 'cache-control': 'no-store' },
  })

/** Chooses a language (`language=es`) and goes back to the page (`back=/circle/...`) it was chosen on. */
export const POST: RequestHandler = async ({ cookies, request, url }) => {
  const form = await request.formData()
  const language = String(form.get('language'))
  if (isLanguage(language))
    // Not httpOnly: the offline shell reads it. Not secret, and the session is a cookie of its own.
    cookies.set('language', language, {
      maxAge: YEAR,
      sameSite: 'lax',
      httpOnly: false,
      secure: url.protocol === 'https:',
    })
  const back = new URL(String(form.get('back') ?? '/'), url)
  redirect(303, back.origin === url.origin ? back.pathname + back.search : '/')
}
