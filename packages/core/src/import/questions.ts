/** What a list can't say and its organizer can: asked beside the row, answered by a button, and then part of the plan. */
export const CHOICES = {
  /** A kid of that name is there with other guardians. */
  'same-kid': ['two-homes', 'one-home', 'two-kids'],
  /** A guardian of that very name is there, and nothing else agrees. */
  'same-guardian': ['same', 'different'],
  /** A guardian is there with others than in this row. */
  home: ['one-home', 'new-home', 'moves'],
} as const

export type QuestionKind = keyof typeof CHOICES
export type Choice = (typeof CHOICES)[QuestionKind][number]
/** By the question's key. */
export type Decisions = Readonly<Record<string, Choice>>

export interface Question {
  key: string
  kind: QuestionKind
  row: number
  choices: readonly Choice[]
  /** null: open; the row waits. */
  chosen: Choice | null
  /** The kid, or the guardian, that it is about. */
  name: string
  /** The guardians of this row. */
  guardians: string[]
  /** Whom the row may mean; its row in this list, null when they are in the circle already. */
  other: { row: number | null; name: string; guardians: string[] }
}
