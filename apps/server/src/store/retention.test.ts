import { afterEach, beforeEach, expect, test } from 'vitest'
import { fillWithRoom12, type OpenFolder, openFolder, SUNDAY } from '../testing/house.ts'
import { writeAudit } from './audit.ts'

const DAY = 24 * 60 * 60 * 1000

let folder: OpenFolder
beforeEach(async () => {
  folder = await openFolder()
})
afterEach(() => folder.close())

test('what has outlived its retention goes, and what has not stays', async () => {
  const { store } = folder
  const { db } = store.sqlite
  const { room } = await fillWithRoom12(store, SUNDAY)
  const by = { guardianId: null, part: 'server' } as const
  for (const at of [SUNDAY - 366 * DAY, SUNDAY - 364 * DAY])
    await writeAudit(db, { at, act: 'keys-rotated', by })
  const poster = (id: string, expiresOn: number, revokedOn: number | null) => ({
    id,
    circle_id: room.id,
    token_hash: Buffer.from(id),
    made_by: 'gua_x',
    made_at: SUNDAY - 90 * DAY,
    expires_at: SUNDAY + expiresOn * DAY,
    revoked_at: revokedOn === null ? null : SUNDAY + revokedOn * DAY,
    cap: 60,
  })
  const posters = [poster('expired', -31, null), poster('ended', 5, -31), poster('lately', -29, null)]
  await db.insertInto('posters').values(posters).execute()
  const passkey = (id: string) => ({
    id,
    credential_id: Buffer.from(id),
    public_key: Buffer.from(id),
    counter: 0,
    made_at: SUNDAY,
  })
  await db
    .insertInto('passkeys')
    .values([passkey('nobody’s'), passkey('somebody’s')])
    .execute()
  const guardian_id = room.guardians[0]?.id ?? ''
  await db.insertInto('passkey_guardians').values({ passkey_id: 'somebody’s', guardian_id }).execute()

  await store.forget(SUNDAY)
  const idsOf = async (table: 'posters' | 'passkeys') =>
    (await db.selectFrom(table).select('id').orderBy('id').execute()).map(({ id }) => id)
  expect(await idsOf('posters')).toEqual(['lately'])
  expect(await idsOf('passkeys')).toEqual(['somebody’s'])
  const lines = await db.selectFrom('audit').select('at').where('act', '=', 'keys-rotated').execute()
  expect(lines).toEqual([{ at: SUNDAY - 364 * DAY }])
})

test('a line of the audit can not be changed', async () => {
  const { db } = folder.store.sqlite
  await writeAudit(db, { at: SUNDAY, act: 'keys-rotated', by: { guardianId: null, part: 'server' } })
  await expect(db.updateTable('audit').set({ act: 'list-exported' }).execute()).rejects.toThrow('append-only')
})
