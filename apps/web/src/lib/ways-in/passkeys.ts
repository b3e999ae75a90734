/**
 * Passkeys in this browser. The library comes with the first tap on a button of theirs; browsers do passkeys only
 * where the page came over https or from this very machine.
 */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import type { Outcome } from '#lib/api/ask.ts'
import { tell } from '#lib/api/tell.ts'

/** `stopped`: its owner, or the browser, said no; `already`: there is one on this device. */
export type PasskeyOutcome<T> = Outcome<T> | { ok: false; reason: 'stopped' | 'already' }

export const hasPasskeys = (): boolean => window.isSecureContext && 'PublicKeyCredential' in window

/** Comes in by a passkey, or proves with it who is here. */
export async function enterByPasskey(to: string | null): Promise<PasskeyOutcome<{ to: string }>> {
  const options = await tell<PublicKeyCredentialRequestOptionsJSON>(
    'POST',
    '/api/passkeys/sign-in/options',
    {},
  )
  if (!options.ok) return options
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const answer = await asked(startAuthentication({ optionsJSON: options.value }))
  if ('reason' in answer) return { ok: false, reason: answer.reason }
  return tell('POST', '/api/passkeys/sign-in', { ...answer.value, ...(to && { to }) })
}

/** Makes a passkey for who is signed in here. */
export async function makePasskey(): Promise<PasskeyOutcome<object>> {
  const options = await tell<PublicKeyCredentialCreationOptionsJSON>('POST', '/api/passkeys/options', {})
  if (!options.ok) return options
  const { startRegistration } = await import('@simplewebauthn/browser')
  const answer = await asked(startRegistration({ optionsJSON: options.value }))
  if ('reason' in answer) return { ok: false, reason: answer.reason }
  return tell('POST', '/api/passkeys', answer.value)
}

/** What the browser answers; it rejects by a DOMException when its owner closes the question. */
async function asked<T>(question: Promise<T>): Promise<{ value: T } | { reason: 'stopped' | 'already' }> {
  try {
    return { value: await question }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { reason: error.name === 'InvalidStateError' ? 'already' : 'stopped' }
  }
}
