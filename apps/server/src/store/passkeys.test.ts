import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fillWithRoom12, type OpenFolder, openFolder, SUNDAY } from '../testing/house.ts'
import type { NewPasskey } from './passkeys.ts'

let folder: OpenFolder
let passkey: NewPasskey
beforeEach(async () => {
  folder = await openFolder()
  const { room } = await fillWithRoom12(folder.store, SUNDAY)
  passkey = {
    credentialId: new Uint8Array([1]),
    publicKey: new Uint8Array([2]),
    counter: 4,
    transports: ['internal'],
    guardianIds: [find(room.guardians, 'Mara').id],
    host: 'localhost',
    device: '',
    at: SUNDAY,
  }
})
afterEach(() => folder.close())

test('the first passkey fixes the host for all: two that are made at once for two hosts are never both kept', async () => {
  const { passkeys } = folder.store
  const outcomes = await Promise.all([
    passkeys.add(passkey),
    passkeys.add({ ...passkey, credentialId: new Uint8Array([9]), host: 'elsewhere.example' }),
  ])
  expect(outcomes).toEqual(['added', 'other-host'])
  expect((await folder.store.installation()).passkeyHost).toBe('localhost')
})

test('a counter is used once: of two sign-ins with the same signature one comes in', async () => {
  const { passkeys } = folder.store
  await passkeys.add(passkey)
  const kept = await passkeys.find(passkey.credentialId)
  const enter = (tokenHash: Uint8Array) =>
    passkeys.comeIn(
      kept?.id ?? '',
      { before: 4, now: 5 },
      { present: null, tokenHash, device: '', also: null, at: SUNDAY },
    )
  const both = await Promise.all([enter(new Uint8Array([1])), enter(new Uint8Array([2]))])
  expect(both.map((cameIn) => cameIn !== null)).toEqual([true, false])
})

test('a challenge is handed out once, to its own holder, within five minutes; a new one replaces it', async () => {
  const { passkeys } = folder.store
  const keep = (holder: string, challenge: string) =>
    passkeys.keepChallenge({ holder, purpose: 'enter', challenge, at: SUNDAY })
  const take = (holder: string, at = SUNDAY) => passkeys.takeChallenge({ holder, purpose: 'enter', at })
  await keep('one', 'first')
  await keep('one', 'second')
  await keep('other', 'third')
  expect(await passkeys.takeChallenge({ holder: 'one', purpose: 'add', at: SUNDAY })).toBeNull()
  expect([await take('one'), await take('one')]).toEqual(['second', null])
  expect(await take('other', SUNDAY + 5 * 60_000 + 1)).toBeNull()
})

test('what has had its time goes: challenges, and passkeys that open for nobody any more', async () => {
  const { store } = folder
  const { db } = store.sqlite
  await store.passkeys.add(passkey)
  await store.passkeys.keepChallenge({ holder: 'x', purpose: 'enter', challenge: 'x', at: SUNDAY })
  await store.codes.ask({ email: 'x@example.org', attempt: 'x', at: SUNDAY })
  await store.forget(SUNDAY + 6 * 60_000)
  expect(await db.selectFrom('passkey_challenges').selectAll().execute()).toEqual([])
  expect(await store.passkeys.find(passkey.credentialId)).not.toBeNull()
  await db.deleteFrom('passkey_guardians').execute()
  await store.forget(SUNDAY + 25 * 60 * 60_000)
  expect(await store.passkeys.find(passkey.credentialId)).toBeNull()
  expect(await db.selectFrom('codes').selectAll().execute()).toEqual([])
})
