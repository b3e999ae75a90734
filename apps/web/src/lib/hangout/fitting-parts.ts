import type { PlanFrame } from '@sidegate/core/documents/plan'
import type { Component } from 'svelte'
import type { HangoutFacts } from '#lib/api/shapes.ts'

type Part<Props extends Record<string, unknown>> = { default: Component<Props> }
type Drawing = Component<{ lit: number }>

/** A hangout's picture, on dusk, in tokens. `lit`: how many said yes, for what lights up with them. */
const drawings: Record<PlanFrame['drawing'], () => Promise<Part<{ lit: number }>>> = {
  lanterns: () => import('./drawings/lanterns.svelte'),
  dice: () => import('./drawings/dice.svelte'),
  sundae: () => import('./drawings/sundae.svelte'),
  park: () => import('./drawings/park.svelte'),
}

/** What differs from plan to plan and from reader to reader: one drawing of four, and what hosts alone have. */
export type FittingParts = { Drawing: Drawing; host: typeof import('./host-parts.ts') | null }

/** A page fetches what fits, not all there is. */
export async function fittingParts({ content, answers }: HangoutFacts): Promise<FittingParts> {
  const [drawing, host] = await Promise.all([
    drawings[content.frame.drawing](),
    answers ? import('./host-parts.ts') : null,
  ])
  return { Drawing: drawing.default, host }
}
