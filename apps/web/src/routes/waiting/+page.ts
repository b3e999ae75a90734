import type { WaitingPage } from '@sidegate/server/client'
import { ask } from '#lib/api/ask.ts'
import { refuse } from '#lib/api/load.ts'
import type { House } from '#lib/api/shapes.ts'
import { joiningWords } from '#lib/words/joining/words.ts'
import type { PageLoad } from './$types'

/** This device's own place in the waiting room; nothing of the circle. */
export const load: PageLoad = async ({ fetch, parent }) => {
  const [house, waiting] = await Promise.all([
    ask<House>(fetch, '/api/house'),
    ask<WaitingPage>(fetch, '/api/waiting'),
  ])
  if (!house.ok) refuse(house)
  if (!waiting.ok) refuse(waiting)
  const words = await joiningWords((await parent()).language)
  return {
    house: house.value.name,
    mail: house.value.mail,
    state: waiting.value.state,
    joining: words,
  }
}
