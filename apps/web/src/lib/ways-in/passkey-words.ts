import type { Words } from '#lib/words/en.ts'
import type { WaysInWords } from '#lib/words/ways-in/en.ts'
import { problemIn } from '#lib/words/words.ts'

/** Why nothing came of a passkey. */
export function passkeyProblem(reason: string, own: WaysInWords['passkey'], words: Words): string {
  if (reason === 'stopped' || reason === 'already') return own[reason]
  if (reason === 'not-found') return own.impossible // not at this address of the house
  if (reason === 'invalid' || reason === 'expired') return own.failed
  return problemIn(words, reason)
}
