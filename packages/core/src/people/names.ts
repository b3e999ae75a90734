/** What people may be called, and how they may be reached: one schema each for forms, imports and routes. */
import * as v from 'valibot'
import { sendable } from '../documents/values.ts'

// A first name and an initial; two first names fit.
export const MAX_KID_NAME = 40
export const MAX_GUARDIAN_NAME = 60
export const MAX_FAMILY_NAME = 60
export const MAX_CIRCLE_NAME = 60
// RFC 5321 4.5.3.1.3, without the brackets.
const MAX_EMAIL = 254
const MAX_PHONE = 30

/** One line: what breaks or turns a line around it (controls, line and direction marks) becomes a space. */
export const asLine = (text: string) =>
  sendable(text)
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()

/** A letter or a digit makes a name; marks and spaces alone would be one that nobody sees. */
const name = (max: number) =>
  v.pipe(
    v.string(),
    v.transform(asLine),
    v.minLength(1, 'missing'),
    v.maxLength(max, 'too-long'),
    v.regex(/[\p{L}\p{N}]/u, 'missing'),
  )

export const kidName = name(MAX_KID_NAME)
export const guardianName = name(MAX_GUARDIAN_NAME)
export const familyName = name(MAX_FAMILY_NAME)
export const circleName = name(MAX_CIRCLE_NAME)

/** An address that a mail server may take; whether it reaches somebody is known once a mail came back or not. */
export const emailAddress = v.pipe(
  v.string(),
  v.transform((text) => asLine(text)),
  v.maxLength(MAX_EMAIL, 'no-address'),
  v.regex(/^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\.]+(\.[^\s@<>(),;:"[\]\\.]+)+$/u, 'no-address'),
)

export const phoneNumber = v.pipe(
  v.string(),
  v.transform(asLine),
  v.maxLength(MAX_PHONE, 'no-number'),
  v.regex(/^\+?[\d ().\-/]{4,}$/, 'no-number'),
)

/** What a family is called until it says otherwise: after its kids, or after its guardian while it has none. */
export function nameFamily(language: string, of: readonly string[]): string {
  const who = new Intl.ListFormat(language === 'es' ? 'es' : 'en').format(of.slice(0, 2))
  const named = language === 'es' ? `Familia de ${who}` : `${who}’s family`
  return Array.from(named).slice(0, MAX_FAMILY_NAME).join('')
}

/** What a guardian is called of whom nothing but a kid is known. */
export const nameGuardian = (language: string, kid: string) =>
  Array.from(language === 'es' ? `Adulto de ${kid}` : `${kid}’s guardian`)
    .slice(0, MAX_GUARDIAN_NAME)
    .join('')
