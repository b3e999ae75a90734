import type { Answer } from '#lib/api/commands.ts'
import type { Guardian, Named } from '#lib/api/people.ts'

/** What is asked once more before it is done, in words, and the doing. */
export interface Question {
  title: string
  what: string
  doLabel: string
  /** Said once it is done. */
  notice: string
  run: () => Promise<Answer<unknown>>
}

/** Where a family's sheet stands. */
export type Step =
  | { kind: 'overview' | 'add-guardian' | 'add-kid' }
  | { kind: 'link' | 'roles' | 'email'; guardian: Guardian }
  | { kind: 'name'; of: Named }
  | { kind: 'confirm'; question: Question }
