import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { House, Session } from '#lib/api/shapes.ts'
import { waysInWords } from '#lib/words/ways-in/words.ts'
import type { PageLoad } from './$types'

/**
 * Looks at no token: whatever it is, the page is the same, and a preview that opens it uses nothing up. It only asks
 * who is signed in on this very device, for that one should not be signed out by somebody else's link unasked.
 */
export const load: PageLoad = async ({ fetch, params, parent, url }) => {
  const { language } = await parent()
  const [house, session, own] = await Promise.all([
    ask<House>(fetch, '/api/house'),
    ask<Session>(fetch, '/api/session'),
    waysInWords(language),
  ])
  if (!house.ok) refuse(house)
  const present = session.ok ? session.value.guardian.name : null
  // Where a mail would have the reader go on; the server takes plain paths of ours alone.
  const to = url.searchParams.get('to')
  return { house: house.value.name, token: params.token, to, present, own }
}
