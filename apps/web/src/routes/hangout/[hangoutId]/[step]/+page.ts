import { redirect } from '@sveltejs/kit'
import { loadStep } from '#lib/making/steps.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ fetch, params, parent }) => {
  if (params.step === 'confirm') redirect(303, `${resolve('/are-you')}?to=/hangout/${params.hangoutId}`)
  return loadStep(fetch, params, (await parent()).language)
}
