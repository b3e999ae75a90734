/**
 * A phone's authenticator for tests: real keys, real signatures, the bytes of the WebAuthn specification (level 3,
 * sections 6.1 and 6.5). Tests turn what an attacker could turn.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** As an honest browser on our own page would have it; what is given is what an attacker changed. */
export interface Turned {
  origin?: string
  host?: string
  challenge?: string
  userVerified?: boolean
  crossOrigin?: boolean
  /** Doesn't count on. */
  sameCounter?: boolean
  type?: string
  format?: string
  statement?: Map<string, Uint8Array[]>
}

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 }
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest()

export function createAuthenticator(origin: string, { counts = true } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = counts ? 1 : 0

  const clientData = (type: string, challenge: string, turned: Turned) =>
    Buffer.from(
      JSON.stringify({
        type: turned.type ?? type,
        challenge: turned.challenge ?? challenge,
        origin: turned.origin ?? origin,
        crossOrigin: turned.crossOrigin ?? false,
      }),
    )

  function authenticatorData(rest: Uint8Array, turned: Turned): Buffer {
    const flags =
      FLAGS.present |
      (turned.userVerified === false ? 0 : FLAGS.verified) |
      (rest.length > 0 ? FLAGS.attested : 0)
    const head = Buffer.alloc(5)
    head.writeUInt8(flags, 0)
    head.writeUInt32BE(counter, 1)
    return Buffer.concat([sha256(turned.host ?? new URL(origin).hostname), head, rest])
  }

  return {
    /** Answers `navigator.credentials.create`. */
    create({ challenge }: { challenge: string }, turned: Turned = {}) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)])
      const attestation = new Map<string, string | Uint8Array | Map<string, Uint8Array[]>>([
        ['fmt', turned.format ?? 'none'],
        ['attStmt', turned.statement ?? new Map()],
        ['authData', Uint8Array.from(authenticatorData(attested, turned))],
      ])
      return {
        id: base64url(id),
        rawId: base64url(id),
        type: 'public-key',
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', challenge, turned)),
          attestationObject: base64url(isoCBOR.encode(attestation)),
          transports: ['internal', 'hybrid'],
        },
        clientExtensionResults: {},
      }
    },

    /** Answers `navigator.credentials.get`. */
    get({ challenge }: { challenge: string }, turned: Turned = {}) {
      if (counts && !turned.sameCounter) counter++
      const data = clientData('webauthn.get', challenge, turned)
      const authData = authenticatorData(new Uint8Array(), turned)
      const signature = sign('sha256', Buffer.concat([authData, sha256(data)]), privateKey)
      return {
        id: base64url(id),
        rawId: base64url(id),
        type: 'public-key',
        response: {
          clientDataJSON: base64url(data),
          authenticatorData: base64url(authData),
          signature: base64url(signature),
        },
        clientExtensionResults: {},
      }
    },
  }
}

/** RFC 9053: an elliptic curve key (kty 2) for ES256 (alg -7) on P-256 (crv 1). */
function coseKey(publicKey: KeyObject): Uint8Array {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'))
  return isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]),
  )
}
