import { loadStep } from '#lib/making/steps.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ fetch, params, parent }) =>
  loadStep(fetch, params, (await parent()).language)
