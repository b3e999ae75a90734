/** The plain values that fields hold. Lengths have slack in the gate, none in the forms. */
import * as v from 'valibot'
import { MAX_ORDER } from '../order.ts'

// One line on a phone, with room for two languages.
export const MAX_TITLE = 80
// Fits one screen and one mail.
export const MAX_NOTE = 500
export const MAX_UNIT = 20
export const MAX_QUANTITY = 999
// Free text that everyone edits: twenty screens.
export const MAX_TEXT = 20_000

export const COST_BANDS = ['free', 'under-10', 'under-25'] as const
export type CostBand = (typeof COST_BANDS)[number]

/**
 * What can be sent and stored as it is: no NUL, which databases take for the end, and no half of a surrogate pair, which
 * becomes another character on its way to the other phones.
 */
export const sendable = (text: string) => text.replaceAll('\0', '').toWellFormed()
const line = v.pipe(v.string(), v.transform(sendable))

export const title = v.pipe(line, v.minLength(1), v.maxLength(MAX_TITLE))
export const note = v.optional(v.pipe(line, v.maxLength(MAX_NOTE)), '')
export const quantity = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_QUANTITY)),
  1,
)
export const unit = v.optional(v.pipe(line, v.maxLength(MAX_UNIT)), '')
/** A fractional index (order.ts). */
export const order = v.optional(v.pipe(v.string(), v.maxLength(MAX_ORDER), v.regex(/^[0-9A-Za-z]*$/)), '')
export const flag = v.optional(v.boolean(), false)
export const costBand = v.optional(v.picklist(COST_BANDS), 'free')
/** A floating local time, `2026-11-28T14:00`, read in the hangout's zone, of a day that the calendar has. */
export const localTime = v.pipe(
  v.string(),
  v.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/),
  // A Date made of November 31 would show December 1.
  v.check((time) => new Date(`${time}Z`).getUTCDate() === Number(time.slice(8, 10))),
)
/** `14:00` */
export const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/))
/** An IANA zone by its looks; the server checks that it exists. */
export const zone = v.pipe(v.string(), v.maxLength(64), v.regex(/^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/))
