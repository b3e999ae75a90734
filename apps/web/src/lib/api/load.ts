import { error } from '@sveltejs/kit'
import { browser } from '$app/env'
import type { Failure, Outcome } from './ask.ts'

/** The facts that were asked for; without a connection those that this phone has kept of the same page. */
export async function orKept<T>(id: string, outcome: Outcome<T>): Promise<T> {
  if (outcome.ok) return outcome.value
  const mayBeKept = browser && outcome.reason === 'unreachable'
  const kept = mayBeKept && (await (await import('#lib/live/kept.ts')).keptFacts(id))
  if (kept) return kept as T // written by this page as it came from the API
  return refuse(outcome)
}

const statuses: Record<string, number> = { 'signed-out': 401, 'not-found': 404, unreachable: 503 }

/** Ends a load with the page that fits: unknown and forbidden are one page (house rule 3). */
export function refuse({ reason }: Failure): never {
  error(statuses[reason] ?? 500, reason)
}
