import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { WeekFacts } from '#lib/api/shapes.ts'
import { keptWeek } from '#lib/week/kept-week.ts'
import { aroundWords } from '#lib/words/around/words.ts'
import { weekWords } from '#lib/words/week/words.ts'
import { browser } from '$app/env'
import type { PageLoad } from './$types'

/** The week of all circles; without a connection as this phone has kept it of each of them. */
export const load: PageLoad = async ({ fetch, parent }) => {
  const { language } = await parent()
  const [week, words, around] = await Promise.all([
    ask<WeekFacts>(fetch, '/api/week'),
    weekWords(language),
    aroundWords(language),
  ])
  const kept = browser && !week.ok && week.reason === 'unreachable' ? await keptWeek() : null
  if (kept) return { facts: kept, own: words, around }
  if (!week.ok) refuse(week)
  return { facts: week.value, own: words, around }
}
