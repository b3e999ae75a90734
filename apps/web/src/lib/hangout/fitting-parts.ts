import type { PlanFrame } from '@sidegate/core/documents/plan'
import type { Component } from 'svelte'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import type { AroundPlanWords } from '#lib/words/around-plan/en.ts'
import { aroundPlanWords } from '#lib/words/around-plan/words.ts'
import type { Language } from '#lib/words/language.ts'

type Part<Props extends Record<string, unknown>> = { default: Component<Props> }
type Drawing = Component<{ lit: number }>

/** A hangout's picture, on dusk, in tokens. `lit`: how many said yes, for what lights up with them. */
const drawings: Record<PlanFrame['drawing'], () => Promise<Part<{ lit: number }>>> = {
  lanterns: () => import('./drawings/lanterns.svelte'),
  dice: () => import('./drawings/dice.svelte'),
  sundae: () => import('./drawings/sundae.svelte'),
  park: () => import('./drawings/park.svelte'),
}

/** What differs from plan to plan and from reader to reader: one drawing of four, and what homes and hosts have. */
export type FittingParts = {
  Drawing: Drawing
  Home: Component<{ own: AroundPlanWords }>
  host: typeof import('./host-parts.ts') | null
  /** The words of the last two. */
  own: AroundPlanWords
}

/** A page fetches what fits, not all there is. */
export async function fittingParts(
  { content, answers }: HangoutFacts,
  language: Language,
): Promise<FittingParts> {
  const [drawing, home, host, own] = await Promise.all([
    drawings[content.frame.drawing](),
    import('./home.svelte'),
    answers ? import('./host-parts.ts') : null,
    aroundPlanWords(language),
  ])
  return { Drawing: drawing.default, Home: home.default, host, own }
}
