import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { HangoutList } from '#lib/api/shapes.ts'
import { newKey } from '#lib/api/tell.ts'
import { makingWords } from '#lib/words/making/words.ts'
import type { PageLoad } from './$types'

/** For hosts; to everybody else there is no such page (house rule 3). */
export const load: PageLoad = async ({ fetch, params: { hangoutId }, parent }) => {
  const { language } = await parent()
  const [list, own] = await Promise.all([
    ask<HangoutList>(fetch, `/api/hangouts/${hangoutId}/list`),
    makingWords(language),
  ])
  if (!list.ok) refuse(list)
  return { list: list.value, own: own.list, listKey: newKey(), sendKey: newKey() }
}
