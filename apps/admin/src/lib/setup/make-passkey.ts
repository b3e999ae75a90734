/** A passkey of the one who is signed in, on this device. */

import { createClient } from '@sidegate/server/client'
import { browserSupportsWebAuthn, startRegistration, WebAuthnError } from '@simplewebauthn/browser'
import { ask } from '#lib/api/commands.ts'

const { passkeys } = createClient('').api

/** Whether this browser has passkeys at all; plain http in a network has none. */
export const canHavePasskey = browserSupportsWebAuthn

/** false: the browser's own window was closed, or what it made was not taken. */
export async function makePasskey(): Promise<boolean> {
  const options = await ask(() => passkeys.options.$post())
  if (!options.ok) return false
  try {
    const credential = await startRegistration({ optionsJSON: options.value })
    // The browser's own shape, which the server's schema reads.
    const headers = { 'Content-Type': 'application/json' }
    const sent = { method: 'POST', headers, body: JSON.stringify(credential) }
    return (await ask(() => fetch('/api/passkeys', sent))).ok
  } catch (error) {
    if (error instanceof WebAuthnError || (error instanceof Error && error.name === 'NotAllowedError'))
      return false
    throw error
  }
}
