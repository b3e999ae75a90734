import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { ClassLink, Session } from '#lib/api/shapes.ts'
import { waysInWords } from '#lib/words/ways-in/words.ts'
import type { PageLoad } from './$types'

/** A class chat's link. It says nothing about who opens it; who is in already, and on the list, finds the plan. */
export const load: PageLoad = async ({ fetch, params, parent }) => {
  const { language } = await parent()
  const [link, session, own] = await Promise.all([
    ask<ClassLink>(fetch, `/api/class-links/${params.token}`),
    ask<Session>(fetch, '/api/session'),
    waysInWords(language),
  ])
  if (!link.ok) refuse(link)
  if (!session.ok && session.reason !== 'signed-out') refuse(session)
  return { ...link.value, token: params.token, isIn: session.ok, own }
}
