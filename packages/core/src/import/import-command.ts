/** What the import's wizard sends: the cells, what its columns mean, and what its organizer decided. */
import * as v from 'valibot'
import { MEANINGS } from './meanings.ts'
import { CHOICES } from './questions.ts'

export const MAX_ROWS = 5000
export const MAX_COLUMNS = 60
/** Longer than any name or address; notes may be, and nobody reads them here. */
export const MAX_CELL = 300
const MAX_DECISIONS = 2 * MAX_ROWS
const MAX_KEY = 100

const choices = [...new Set(Object.values(CHOICES).flat())]

export const planListSchema = v.object({
  rows: v.pipe(
    v.array(v.pipe(v.array(v.pipe(v.string(), v.maxLength(MAX_CELL))), v.maxLength(MAX_COLUMNS))),
    v.maxLength(MAX_ROWS),
  ),
  headerRow: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ROWS))),
  columns: v.pipe(v.array(v.picklist(MEANINGS)), v.maxLength(MAX_COLUMNS)),
  decisions: v.pipe(
    v.record(v.pipe(v.string(), v.maxLength(MAX_KEY)), v.picklist(choices)),
    v.check((decisions) => Object.keys(decisions).length <= MAX_DECISIONS),
  ),
})

/** `digest`: of the dry run that was seen. */
export const applyListSchema = v.object({ ...planListSchema.entries, digest: v.string() })

export type PlanList = v.InferOutput<typeof planListSchema>
