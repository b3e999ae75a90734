/**
 * The two ceremonies of WebAuthn, as we hold them: a discoverable credential of this very host, user verification
 * required, no attestation. What a browser sends is bytes of a stranger; whatever is wrong with it is one answer, null.
 */
import { isIP } from 'node:net'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { decodeAttestationObject, decodeClientDataJSON, isoBase64URL } from '@simplewebauthn/server/helpers'
import * as v from 'valibot'
import { isTrustworthy } from '../public-url.ts'
import { CHALLENGE_LIVES, type KeptPasskey } from '../store/passkeys.ts'

// Ed25519, ES256, RS256. Named here, for the library's own default tries out what this Node can do, and Node warns.
const ALGORITHMS = [-8, -7, -257]

/** By which host passkeys are known (the RP id); null where browsers make none: plain http, or an address of digits. */
export function passkeyHostOf(publicUrl: string): string | null {
  const { hostname } = new URL(publicUrl)
  return isTrustworthy(publicUrl) && !isIP(hostname.replace(/^\[|\]$/g, '')) ? hostname : null
}

// As much as is sent; what it has to say is verified below.
const base64url = v.pipe(v.string(), v.maxLength(16_384), v.regex(/^[A-Za-z0-9_-]+$/))
const credential = {
  id: base64url,
  rawId: base64url,
  type: v.literal('public-key'),
}
/** How an authenticator is reached, of WebAuthn's own words: handed back to browsers later. */
const transport = v.picklist(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'])

export const registrationSchema = v.object({
  ...credential,
  response: v.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    // Those that we don't know are left out.
    transports: v.fallback(v.array(transport), []),
  }),
})

export const signInSchema = v.object({
  ...credential,
  response: v.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: v.nullish(base64url),
  }),
})

export interface RegistrationAsked {
  host: string
  houseName: string
  guardianName: string
  known: readonly Pick<KeptPasskey, 'credentialId' | 'transports'>[]
}

/** What the browser is asked to make. The account in it is a random one: it says nothing of who this is. */
export const registrationOptions = ({ host, houseName, guardianName, known }: RegistrationAsked) =>
  generateRegistrationOptions({
    rpID: host,
    rpName: houseName,
    userName: guardianName,
    userDisplayName: guardianName,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: toBase64url(credentialId),
      transports,
    })),
    timeout: CHALLENGE_LIVES,
  })

/** No list of credentials: the browser shows those of this host, and nobody learns who has one. */
export const signInOptions = (host: string) =>
  generateAuthenticationOptions({ rpID: host, userVerification: 'required', timeout: CHALLENGE_LIVES })

interface Expected {
  challenge: string
  origin: string
  host: string
}

export async function verifyRegistration(
  response: v.InferOutput<typeof registrationSchema>,
  expected: Expected,
): Promise<KeptPasskey | null> {
  try {
    if (isFramed(response.response.clientDataJSON) || !isPlain(response.response.attestationObject))
      return null
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} } as RegistrationResponseJSON, // parsed just so
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.host,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!verified) return null
    const { id, publicKey, counter } = registrationInfo.credential
    return {
      credentialId: isoBase64URL.toBuffer(id),
      publicKey,
      counter,
      transports: response.response.transports,
    }
  } catch {
    // The library throws for whatever is wrong with a stranger's bytes.
    return null
  }
}

/** The counter to keep: an authenticator that counts must count on, or it was copied. */
export async function verifySignIn(
  response: v.InferOutput<typeof signInSchema>,
  passkey: KeptPasskey,
  expected: Expected,
): Promise<{ counter: number } | null> {
  try {
    if (isFramed(response.response.clientDataJSON)) return null
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...response, clientExtensionResults: {} } as AuthenticationResponseJSON, // parsed just so
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.host,
      credential: {
        id: toBase64url(passkey.credentialId),
        publicKey: Uint8Array.from(passkey.publicKey),
        counter: passkey.counter,
      },
      requireUserVerification: true,
    })
    return verified ? { counter: authenticationInfo.newCounter } : null
  } catch {
    return null
  }
}

export const toBase64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

/** The page stood in a frame of another site. We are in nobody's frame; the library lets some through. */
const isFramed = (clientData: string) => decodeClientDataJSON(clientData).crossOrigin === true

/**
 * Attestation that names no certificates. Checking those makes the library ask the addresses that stand in them:
 * our server would call whom a stranger chose (and house rule 11: no third party, ever).
 */
function isPlain(attestationObject: string): boolean {
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const format = decoded.get('fmt')
  return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined)
}
