import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { House } from '#lib/api/shapes.ts'
import { joiningWords } from '#lib/words/joining/words.ts'
import type { PageLoad } from './$types'

/** Looks at no token: whatever it is, the page is the same, and who opens it learns the PTA's name alone. */
export const load: PageLoad = async ({ fetch, params, parent }) => {
  const house = await ask<House>(fetch, '/api/house')
  if (!house.ok) refuse(house)
  const words = await joiningWords((await parent()).language)
  return { house: house.value.name, mail: house.value.mail, token: params.token, joining: words }
}
