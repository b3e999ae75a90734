import { ask } from '#lib/api/ask.ts'
import { orKept } from '#lib/api/load.ts'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import { fittingParts } from '#lib/hangout/fitting-parts.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ fetch, params: { hangoutId } }) => {
  const facts = await orKept(hangoutId, await ask<HangoutFacts>(fetch, `/api/hangouts/${hangoutId}`))
  return { facts, fitting: await fittingParts(facts) }
}
