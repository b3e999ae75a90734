/** What a template says, in one language: `en.ts` and `es.ts` are complete, or they don't compile. */
import type { SlotKind } from '../../documents/plan.ts'

/** `at`: minutes after the start; below zero: before the end. */
export type MomentWords = { at: number; title: string }
export type SlotWords = { kind: SlotKind; title: string; quantity?: number; unit?: string; note?: string }

export interface TemplateWords {
  title: string
  /** One line, for choosing among them. */
  what: string
  about: string
  /** '' indoors. */
  rainPlan: string
  timeline: readonly MomentWords[]
  slots: readonly SlotWords[]
}
