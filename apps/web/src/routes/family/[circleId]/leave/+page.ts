import { loadFamily } from '#lib/family/load-family.ts'
import { familyWords } from '#lib/words/family/words.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ fetch, params: { circleId }, parent }) => {
  const { language } = await parent()
  const [family, words] = await Promise.all([loadFamily(fetch, circleId), familyWords(language)])
  return { ...family, own: words }
}
