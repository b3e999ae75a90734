import { createClient, type Overview, type WatchedCircle } from '@sidegate/server/client'
import type { Loaded, Trouble } from './resource.svelte.ts'

export type CircleRow = Overview['circles'][number]
export type { Overview, WatchedCircle }
export type HangoutRow = WatchedCircle['hangouts'][number]
export type Care = NonNullable<Overview['care']>
export type Totals = Overview['totals']

type Answer<Value> = { ok: true; json: () => Promise<Value> } | { ok: false; status: number }

const { admin } = createClient('').api

export const askOverview = () => admin.overview.$get()
export const loadOverview = () => load<Overview>(askOverview)
export const loadCircle = (circleId: string) =>
  load<WatchedCircle>(() => admin.circles[':circleId'].$get({ param: { circleId } }))

const TROUBLES = new Map<number, Trouble>([
  [401, 'nothing'],
  [404, 'nothing'],
  [403, 'asleep'],
])

/** What one address answers, or why there is nothing. */
export async function load<Value>(ask: () => Promise<Answer<Value>>): Promise<Loaded<Value>> {
  try {
    const answer = await ask()
    if (answer.ok) return { value: await answer.json() }
    return { trouble: TROUBLES.get(answer.status) ?? 'fault' }
  } catch (error) {
    // TypeError is what `fetch` throws without a network, SyntaxError a page that a café's network put in between.
    if (error instanceof TypeError || error instanceof SyntaxError) return { trouble: 'unreachable' }
    throw error
  }
}
