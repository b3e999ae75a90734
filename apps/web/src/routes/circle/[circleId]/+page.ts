import { askCircle } from '#lib/api/circle.ts'
import { orKept } from '#lib/api/load.ts'
import { loadAsks } from '#lib/joining/load-asks.ts'
import { aroundWords } from '#lib/words/around/words.ts'
import { circleWords } from '#lib/words/circle/words.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ fetch, params: { circleId }, parent }) => {
  const facts = await orKept(circleId, await askCircle(fetch, circleId))
  const { language } = await parent()
  const [asks, around, own] = await Promise.all([
    loadAsks(fetch, circleId, language),
    aroundWords(language),
    circleWords(language),
  ])
  return { facts, asks, around, own, now: Date.now() }
}
