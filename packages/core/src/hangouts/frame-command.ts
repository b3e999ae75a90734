/** A host's confirmed command: title, times and place of a hangout (house rule 12). The server writes the frame. */
import * as v from 'valibot'
import type { PlanFrame } from '../documents/plan.ts'
import { localTime, MAX_NOTE, title } from '../documents/values.ts'

const trimmed = v.pipe(v.string(), v.trim())

export const moveHangoutSchema = v.pipe(
  v.object({
    title: v.pipe(trimmed, title),
    startsAt: localTime,
    endsAt: localTime,
    area: v.pipe(trimmed, v.maxLength(MAX_NOTE)),
    rainPlan: v.optional(v.pipe(trimmed, v.maxLength(MAX_NOTE))),
  }),
  v.forward(
    // Floating times of one zone compare as text.
    v.partialCheck(
      [['startsAt'], ['endsAt']],
      ({ startsAt, endsAt }) => startsAt < endsAt,
      'ends-before-start',
    ),
    ['endsAt'],
  ),
)
export type MoveHangout = v.InferOutput<typeof moveHangoutSchema>

/** The fields of a move that differ from the frame as it stands. */
export function frameChanges(frame: PlanFrame, move: MoveHangout): Partial<MoveHangout> {
  return Object.fromEntries(
    Object.entries(move).filter(
      ([field, value]) => value !== undefined && frame[field as keyof MoveHangout] !== value,
    ),
  )
}
