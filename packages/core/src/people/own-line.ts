/** A family's own line: one sentence about itself, for the circle's guardians (house rule 1). */
import * as v from 'valibot'
import { asLine } from './names.ts'

// Read at a glance on a phone, below the family's name.
export const MAX_OWN_LINE = 160
/** What a family said of itself is asked anew after this long; until it says so again, nobody reads it. */
export const OWN_LINE_DAYS = 90

const DAY = 24 * 60 * 60 * 1000

export const ownLine = v.pipe(
  v.string(),
  v.transform(asLine),
  v.minLength(1, 'missing'),
  v.maxLength(MAX_OWN_LINE, 'too-long'),
)

/** When a line that was said or renewed at `said` fades (both ms UTC). */
export const fadesAt = (said: number): number => said + OWN_LINE_DAYS * DAY

export const isFaded = (said: number, now: number): boolean => now >= fadesAt(said)
