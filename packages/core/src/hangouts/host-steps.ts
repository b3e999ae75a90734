/** The smaller confirmed steps of hosts, and what an organizer writes down for a family without a phone. */
import * as v from 'valibot'
import { MAX_NOTE, sendable } from '../documents/values.ts'
import { isId } from '../ids.ts'
import { ANSWERS } from './answers.ts'

/** `off: false` puts a hangout back on. */
export const cancelHangoutSchema = v.object({ off: v.optional(v.boolean(), true) })

/** Where it is, for the homes that said yes; '' takes it away. */
export const addressSchema = v.object({
  address: v.pipe(v.string(), v.trim(), v.transform(sendable), v.maxLength(MAX_NOTE)),
})

const id = (prefix: 'kid' | 'fam') =>
  v.pipe(
    v.string(),
    v.check((text) => isId(prefix, text)),
  )

/** "Told me in person": for one kid and one of its homes. */
export const toldInPersonSchema = v.object({
  kidId: id('kid'),
  familyId: id('fam'),
  answer: v.picklist(ANSWERS),
})
export type ToldInPerson = v.InferOutput<typeof toldInPersonSchema>

/** Sending says nothing but that it is meant. */
export const sendHangoutSchema = v.object({})
