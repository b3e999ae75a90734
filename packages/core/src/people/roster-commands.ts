/** What the console sends: a new circle, and what organizers change about its people by hand. */
import * as v from 'valibot'
import { zone } from '../documents/values.ts'
import { circleName, emailAddress, familyName, guardianName, kidName, phoneNumber } from './names.ts'

/** A form's empty field says nothing. */
const orNone = <Schema extends v.GenericSchema<string, string>>(schema: Schema) =>
  v.optional(
    v.nullable(
      v.union([
        v.pipe(
          v.literal(''),
          v.transform(() => null),
        ),
        schema,
      ]),
    ),
    null,
  )

// A household; more would be a class list.
const MAX_KIDS = 12

const person = { name: guardianName, email: orNone(emailAddress), phone: orNone(phoneNumber) }

export const newCircleSchema = v.object({
  name: circleName,
  zone,
  organizer: v.union([v.literal('me'), v.object({ name: guardianName, email: orNone(emailAddress) })]),
})
export type NewCircle = v.InferOutput<typeof newCircleSchema>

export const newFamilySchema = v.object({
  name: orNone(familyName),
  guardian: v.object(person),
  kids: v.pipe(v.array(kidName), v.maxLength(MAX_KIDS)),
})

export const newGuardianSchema = v.object(person)
export const newKidSchema = v.object({ name: kidName })

export const correctFamilySchema = v.object({ name: familyName })
export const correctGuardianSchema = v.object({ name: guardianName })
export const correctKidSchema = v.object({ name: kidName })

export const correctEmailSchema = v.object({ email: emailAddress })

export const rolesSchema = v.object({
  organizer: v.optional(v.boolean()),
  safeguarding: v.optional(v.boolean()),
})

/** Copied: shown once to whoever asked. Mailed: nobody sees it but its guardian. `everywhere`: all that was before it ends. */
export const freshLinkSchema = v.object({
  how: v.picklist(['copied', 'mailed']),
  everywhere: v.optional(v.boolean(), false),
})
