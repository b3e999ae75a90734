import { askCircle } from '#lib/api/circle.ts'
import { orKept } from '#lib/api/load.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ fetch, params: { circleId } }) => ({
  facts: await orKept(circleId, await askCircle(fetch, circleId)),
  now: Date.now(),
})
