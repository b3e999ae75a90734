/** What the first run and the health page send: how the house is called, where its days begin, what it speaks. */
import * as v from 'valibot'
import { isZone } from './dates.ts'
import { LANGUAGES } from './people/family-commands.ts'
import { asLine, emailAddress, guardianName } from './people/names.ts'

// Fits the header of a phone, and a mail's sender.
export const MAX_HOUSE_NAME = 60

const settings = {
  name: v.pipe(
    v.string(),
    v.transform(asLine),
    v.minLength(1, 'missing'),
    v.maxLength(MAX_HOUSE_NAME, 'too-long'),
    v.regex(/[\p{L}\p{N}]/u, 'missing'),
  ),
  zone: v.pipe(v.string(), v.check(isZone, 'no-zone')),
  language: v.picklist(LANGUAGES),
}

/** The token stands in the body: an address would show up in logs and histories. */
const token = v.pipe(v.string(), v.maxLength(100))

export const setupSchema = v.object({ token, ...settings, operator: guardianName })
export const setupLookSchema = v.object({ token })
export const houseSettingsSchema = v.object(settings)
export const mailTestSchema = v.object({ to: emailAddress, language: v.picklist(LANGUAGES) })
