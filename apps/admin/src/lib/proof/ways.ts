/** The ways in which somebody who is signed in shows again who it is. Each renews this session's proof. */

import { createClient } from '@sidegate/server/client'
import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  WebAuthnError,
} from '@simplewebauthn/browser'
import { type Answer, ask, type Done } from '#lib/api/commands.ts'

const { api } = createClient('')

export interface Ways {
  passkey: boolean
  code: boolean
}

/** Which of them can work here: a passkey needs a browser that knows them, a code a house that sends mail. */
export async function waysHere(): Promise<Ways> {
  const house = await ask(() => api.house.$get())
  const { mail, passkeys } = house.ok ? house.value : { mail: false, passkeys: false }
  return { passkey: passkeys && browserSupportsWebAuthn(), code: mail }
}

export async function proveByPasskey(): Promise<Done<unknown>> {
  const asked = await ask(() =>
    post<PublicKeyCredentialRequestOptionsJSON>('/api/passkeys/sign-in/options', {}),
  )
  if (!asked.ok) return asked
  try {
    const response = await startAuthentication({ optionsJSON: asked.value })
    return await ask(() => post('/api/passkeys/sign-in', response))
  } catch (error) {
    // The browser's own window was closed, or it holds no passkey of this house.
    if (error instanceof WebAuthnError || (error instanceof Error && error.name === 'NotAllowedError'))
      return { ok: false, reason: 'not-found', fields: {} }
    throw error
  }
}

/** To the own address, whichever it is; the answer doesn't say whether there is one. */
export const sendCode = () => ask(() => post('/api/codes', { own: true }))
export const proveByCode = (code: string) => ask(() => post('/api/codes/check', { code }))

const post = <Body = unknown>(path: string, body: unknown): Promise<Answer<Body>> =>
  fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
