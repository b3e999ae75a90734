import { waysInWords } from '#lib/words/ways-in/words.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => ({ own: await waysInWords((await parent()).language) })
