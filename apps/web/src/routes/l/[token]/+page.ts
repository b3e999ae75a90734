import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { House } from '#lib/api/shapes.ts'
import type { PageLoad } from './$types'

/** Looks at no token: whatever it is, the page is the same, and a preview that opens it uses nothing up. */
export const load: PageLoad = async ({ fetch, params }) => {
  const house = await ask<House>(fetch, '/api/house')
  if (!house.ok) refuse(house)
  return { house: house.value.name, token: params.token }
}
