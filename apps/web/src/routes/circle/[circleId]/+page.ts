import { askCircle } from '#lib/api/circle.ts'
import { orKept } from '#lib/api/load.ts'
import { loadAsks } from '#lib/joining/load-asks.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ fetch, params: { circleId }, parent }) => {
  const facts = await orKept(circleId, await askCircle(fetch, circleId))
  const asks = await loadAsks(fetch, circleId, (await parent()).language)
  return { facts, asks, now: Date.now() }
}
