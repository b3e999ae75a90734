/** Lists for tests: cells between bars, rows on lines; what is around them is trimmed. */
import { type Guess, guess } from '../import/guess.ts'
import { type ImportPlan, planImport } from '../import/plan.ts'
import type { Decisions } from '../import/questions.ts'
import type { PresentCircle } from '../import/roll.ts'

export const nobody: PresentCircle = { homes: [], guardians: [], kids: [], ended: [] }

export const gridOf = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))

interface Into {
  present?: PresentCircle
  decisions?: Decisions
  guessed?: Guess
}

/** A list as it is guessed, planned into a circle (an empty one). */
export function planOf(grid: readonly (readonly string[])[], into: Into = {}): ImportPlan {
  const { headerRow, columns } = into.guessed ?? guess(grid)
  return planImport({
    sheet: { grid, headerRow, columns: columns.map(({ meaning }) => meaning) },
    present: into.present ?? nobody,
    decisions: into.decisions ?? {},
    language: 'en',
  })
}

/** The circle as it stands once a plan was carried out. */
export function carryOut(plan: ImportPlan, before: PresentCircle = nobody): PresentCircle {
  return {
    homes: plan.homes.map(({ ref, name }) => ({ id: ref, name })),
    guardians: plan.guardians.map(({ ref, homeRef, name, email, phone }) => {
      const known = before.guardians.find(({ id }) => id === ref)
      return {
        id: ref,
        homeId: homeRef,
        name,
        email,
        phone,
        isIn: known?.isIn ?? false,
        hasLeft: false,
      }
    }),
    kids: plan.kids.map(({ ref, name, guardianRefs }) => ({ id: ref, name, guardianIds: guardianRefs })),
    ended: before.ended,
  }
}
