/** The command that makes a hangout: a draft, for its hosts' eyes until it is sent. */
import * as v from 'valibot'
import { COST_BANDS, localTime, MAX_NOTE, sendable, title } from '../documents/values.ts'
import { STARTS } from './templates/starts.ts'

const line = v.pipe(v.string(), v.trim(), v.transform(sendable))

export const makeHangoutSchema = v.pipe(
  v.object({
    start: v.optional(v.picklist(STARTS), 'blank'),
    /** Of what the template writes. */
    language: v.optional(v.picklist(['en', 'es'] as const), 'en'),
    title: v.pipe(line, title),
    startsAt: localTime,
    endsAt: localTime,
    area: v.optional(v.pipe(line, v.maxLength(MAX_NOTE)), ''),
    costBand: v.optional(v.picklist(COST_BANDS), 'free'),
    rainPlan: v.optional(v.pipe(line, v.maxLength(MAX_NOTE)), ''),
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
export type MakeHangout = v.InferOutput<typeof makeHangoutSchema>
