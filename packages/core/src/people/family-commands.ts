/** What a guardian may change about the own family, as its forms send it. */
import * as v from 'valibot'
import { asLine, emailAddress, guardianName, kidName, phoneNumber } from './names.ts'
import { ownLine } from './own-line.ts'

/** Which mails somebody wants: all; only what changes a plan that they answered (moved, off); none. */
export const MAIL_CHOICES = ['all', 'urgent', 'none'] as const
export type MailChoice = (typeof MAIL_CHOICES)[number]

// As the front ends' catalogues have them; mails are written in them, too.
export const LANGUAGES = ['en', 'es'] as const

/** An empty field takes away what stood there. */
const orNothing = (schema: v.GenericSchema<string, string>, reason: string) =>
  v.pipe(
    v.string(),
    v.transform(asLine),
    v.check((text) => text === '' || v.is(schema, text), reason),
  )
const email = orNothing(emailAddress, 'no-address')

export const ownLineSchema = v.object({ text: ownLine })
export const contactSchema = v.object({
  name: guardianName,
  email: email,
  phone: orNothing(phoneNumber, 'no-number'),
})
export const choicesSchema = v.object({
  language: v.picklist(LANGUAGES),
  mails: v.picklist(MAIL_CHOICES),
})
/** `yes`: kids of this family who are going are counted, not named, to other guests. */
export const countedSchema = v.object({ counted: v.picklist(['yes', 'no']) })
export const kidNameSchema = v.object({ name: kidName })
export const inviteSchema = v.object({ name: guardianName, email: email })
