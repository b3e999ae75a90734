/** Asking to come in at a circle's poster: what is typed there, and which kids of the circle may be meant by it. */
import * as v from 'valibot'
import { emailAddress, guardianName, kidName } from './names.ts'

export const DEFAULT_POSTER_DAYS = 30
export const MAX_POSTER_DAYS = 90
// A class of thirty, each kid with two guardians.
export const DEFAULT_POSTER_USES = 60
export const MAX_POSTER_USES = 300
/** Who was not let in by then is forgotten. */
export const WAITING_DAYS = 30

/** What is typed at a poster. An empty line for the e-mail is none. */
export const joinSchema = v.object({
  kid: kidName,
  name: guardianName,
  email: v.optional(
    v.union(
      [
        emailAddress,
        v.pipe(
          v.literal(''),
          v.transform(() => undefined),
        ),
      ],
      'no-address',
    ),
  ),
})

/** How long a poster is good, and how many may come in by it. */
export const posterSchema = v.object({
  days: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_POSTER_DAYS)),
    DEFAULT_POSTER_DAYS,
  ),
  cap: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_POSTER_USES)),
    DEFAULT_POSTER_USES,
  ),
})

/**
 * Whether a name that somebody typed may mean this kid: the same first name, without case and accents, and no other
 * initial where both have one. "Maya" may mean Maya K. and Maya T.; "Maya Tran" means Maya T. alone.
 */
export function mayMean(typed: string, kid: string): boolean {
  const [first, second] = plainWords(typed)
  const [knownFirst, knownSecond] = plainWords(kid)
  return (
    first !== undefined && first === knownFirst && (!second || !knownSecond || second[0] === knownSecond[0])
  )
}

const plainWords = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
