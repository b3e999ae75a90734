import { redirect } from '@sveltejs/kit'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { Devices, House, Session } from '#lib/api/shapes.ts'
import { waysInWords } from '#lib/words/ways-in/words.ts'
import { resolve } from '$app/paths'
import type { PageLoad } from './$types'

/** Where one is signed in, and by what one comes in; for a device that is known to be its owner's. */
export const load: PageLoad = async ({ fetch, parent }) => {
  const { language } = await parent()
  const [house, session, devices, own] = await Promise.all([
    ask<House>(fetch, '/api/house'),
    ask<Session>(fetch, '/api/session'),
    ask<Devices>(fetch, '/api/devices'),
    waysInWords(language),
  ])
  if (!house.ok) refuse(house)
  if (!session.ok) refuse(session)
  if (!devices.ok && devices.reason === 'confirm-first') redirect(303, `${resolve('/are-you')}?to=/devices`)
  if (!devices.ok) refuse(devices)
  return {
    house: house.value,
    account: session.value.guardian.id,
    circles: session.value.circles,
    devices: devices.value,
    now: Date.now(),
    own,
  }
}
