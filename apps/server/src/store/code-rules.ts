/**
 * Six digits by mail. They are few, so everything around them is narrow: 10 minutes, 10 tries, one use, and good only
 * in the browser that asked. That browser holds the attempt (256 random bits, a cookie); the code is kept hashed with
 * it, so that neither the database nor the mail alone lets anybody in.
 */
import { createHmac, randomInt } from 'node:crypto'

export const CODE_LIVES = 10 * 60 * 1000
/** A millionth each: with the limits per address below, guessing for a whole day gets in once in 5,000 tries of it. */
export const CODE_TRIES = 10
/** How many codes may be asked for one address, whether or not anybody has it, by all who ask together. */
export const CODES_PER_ADDRESS = [
  { within: 15 * 60 * 1000, most: 5 },
  { within: 24 * 60 * 60 * 1000, most: 20 },
] as const
/** So long what was asked for is kept, for the limits above. */
export const CODES_KEPT = 24 * 60 * 60 * 1000

const DIGITS = 6

export const newCode = () => String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0')

/** What was typed, with the blanks that a mail program or a thumb puts in between; null: no code at all. */
export function typedCode(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '')
  return /^\d{6}$/.test(digits) ? digits : null
}

export const hashCode = (attempt: string, code: string): Uint8Array =>
  createHmac('sha256', attempt).update(code).digest()
