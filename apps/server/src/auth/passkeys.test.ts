import * as v from 'valibot'
import { expect, test } from 'vitest'
import { createAuthenticator, type Turned } from '../testing/authenticator.ts'
import {
  passkeyHostOf,
  registrationOptions,
  registrationSchema,
  signInOptions,
  signInSchema,
  verifyRegistration,
  verifySignIn,
} from './passkeys.ts'

const origin = 'https://hangouts.example.org'
const host = 'hangouts.example.org'
const asked = { host, houseName: 'Lincoln Elementary PTA', guardianName: 'Mara', known: [] }

async function registered() {
  const phone = createAuthenticator(origin)
  const { challenge } = await registrationOptions(asked)
  const response = v.parse(registrationSchema, phone.create({ challenge }))
  const passkey = await verifyRegistration(response, { challenge, origin, host })
  if (!passkey) throw new Error('not registered')
  return { phone, passkey }
}

test('a passkey that was made here signs in, again and again, and counts on', async () => {
  const { phone, passkey } = await registered()
  expect(passkey.transports).toEqual(['internal', 'hybrid'])
  let { counter } = passkey
  for (let i = 0; i < 3; i++) {
    const { challenge } = await signInOptions(host)
    const response = v.parse(signInSchema, phone.get({ challenge }))
    const verified = await verifySignIn(response, { ...passkey, counter }, { challenge, origin, host })
    expect(verified?.counter).toBeGreaterThan(counter)
    counter = verified?.counter ?? 0
  }
})

test('one that does not count, as most phones do not, signs in as well', async () => {
  const phone = createAuthenticator(origin, { counts: false })
  const { challenge } = await registrationOptions(asked)
  const passkey = await verifyRegistration(v.parse(registrationSchema, phone.create({ challenge })), {
    challenge,
    origin,
    host,
  })
  if (!passkey) throw new Error('not registered')
  const response = v.parse(signInSchema, phone.get({ challenge }))
  expect(await verifySignIn(response, passkey, { challenge, origin, host })).toEqual({ counter: 0 })
})

test('it is asked to stay on the device, to verify who holds it, and tells nothing of who this is', async () => {
  const options = await registrationOptions(asked)
  expect(options).toMatchObject({
    rp: { id: host, name: 'Lincoln Elementary PTA' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  expect(options.user.id).not.toBe((await registrationOptions(asked)).user.id)
  const signIn = await signInOptions(host)
  expect(signIn).toMatchObject({ rpId: host, userVerification: 'required' })
  expect(signIn.allowCredentials ?? []).toEqual([])
})

const turns: [title: string, turned: Turned][] = [
  ['another origin (a page that looks like ours)', { origin: 'https://hangouts.example.org.evil.example' }],
  ['plain http of the same host', { origin: 'http://hangouts.example.org' }],
  ['another port', { origin: 'https://hangouts.example.org:8443' }],
  ['another host', { host: 'example.org' }],
  ['another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['nobody verified', { userVerified: false }],
  ["another site's frame", { crossOrigin: true }],
]

test.each([...turns, ['the other ceremony', { type: 'webauthn.create' }] as const])(
  'P24: no way in with %s',
  async (_title, turned) => {
    const { phone, passkey } = await registered()
    const { challenge } = await signInOptions(host)
    const response = v.parse(signInSchema, phone.get({ challenge }, turned))
    expect(await verifySignIn(response, passkey, { challenge, origin, host })).toBeNull()
  },
)

const statement = new Map([['x5c', [new Uint8Array([1, 2, 3])]]])
test.each([
  ...turns,
  ['the other ceremony', { type: 'webauthn.get' }] as const,
  ['certificates of a stranger, whose addresses we would have to ask', { format: 'tpm', statement }] as const,
  ['certificates in a packed statement', { format: 'packed', statement }] as const,
])('P24: no passkey is made with %s', async (_title, turned) => {
  const { challenge } = await registrationOptions(asked)
  const response = v.parse(registrationSchema, createAuthenticator(origin).create({ challenge }, turned))
  expect(await verifyRegistration(response, { challenge, origin, host })).toBeNull()
})

test("P24: a copy that does not count on, somebody else's signature and garbage are refused", async () => {
  const { phone, passkey } = await registered()
  const { challenge } = await signInOptions(host)
  const expected = { challenge, origin, host }
  const copy = v.parse(signInSchema, phone.get({ challenge }, { sameCounter: true }))
  expect(await verifySignIn(copy, passkey, expected)).toBeNull()
  const other = v.parse(signInSchema, createAuthenticator(origin).get({ challenge }))
  expect(await verifySignIn(other, passkey, expected)).toBeNull()
  const honest = v.parse(signInSchema, phone.get({ challenge }))
  for (const field of ['clientDataJSON', 'authenticatorData', 'signature'] as const)
    expect(
      await verifySignIn({ ...honest, response: { ...honest.response, [field]: 'AAAA' } }, passkey, expected),
    ).toBeNull()
})

test.each([
  ['https://hangouts.example.org', 'hangouts.example.org'],
  ['https://hangouts.example.org:8443', 'hangouts.example.org'],
  ['http://localhost:8080', 'localhost'],
  ['http://127.0.0.1:8080', null],
  ['https://192.168.1.20', null],
  ['https://[::1]', null],
  ['http://school.lan', null],
])('passkeys at %s: %s', (publicUrl, expected) => {
  expect(passkeyHostOf(publicUrl)).toBe(expected)
})
