import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { find } from '@sidegate/core/testing/room-12'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { once } from '../store/commands.ts'
import { DATABASE, MASTER_KEY } from '../store/folder.ts'
import { openStore, type Store } from '../store/store.ts'
import { runCommand } from '../testing/command.ts'
import { fillWithRoom12, type Room12, SUNDAY } from '../testing/house.ts'

const ADDRESS = 'Mara@Example.org'
const KEPT = `${MASTER_KEY}.before-2026-11-22T17-00-00`

let folders: string
let whole: string
let dataDir: string
let people: Room12
beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), 'sidegate-test-'))
  whole = join(folders, 'whole')
  const store = await openStore({ dataDir: whole, now: () => SUNDAY })
  people = await fillWithRoom12(store, SUNDAY)
  const { id: familyId } = find(people.room.families, "Tessa's family")
  await store.sqlite.db.transaction().execute((trx) =>
    store.rows.guardian(trx, {
      id: 'gua_new',
      familyId,
      name: 'Nadia',
      joinedAt: null,
      email: ADDRESS,
      at: SUNDAY,
    }),
  )
  await store.close()
})
beforeEach(() => {
  dataDir = mkdtempSync(join(folders, 'data-'))
  cpSync(whole, dataDir, { recursive: true })
})
afterAll(() => rmSync(folders, { recursive: true }))

const keyIn = (name: string) => readFileSync(join(dataDir, name))
const rotate = () => runCommand(dataDir, 'rotate-key', '--json')

async function within<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir, now: () => SUNDAY })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Everybody's name can be read, and an address finds its guardian. */
async function expectReadable() {
  await within(async (store) => {
    const kids = await store.circles.kidsOf(find(people.room.guardians, 'Mara').id)
    expect(kids.map((kid) => kid.name)).toEqual(['Tessa', 'Leo'])
    const found = await store.sqlite.db
      .selectFrom('guardians')
      .select('id')
      .where('email_index', '=', store.emailIndex(' mara@example.ORG'))
      .execute()
    expect(found).toEqual([{ id: 'gua_new' }])
  })
  expect((await runCommand(dataDir, 'doctor')).out).toMatch(/^All is well/)
}

test('after a rotation another key opens the same house, and the one of before does not', async () => {
  const before = keyIn(MASTER_KEY)
  const { code, json } = await rotate()
  expect([code, json.kept]).toEqual([0, join(dataDir, KEPT)])
  expect(json.keys).toBeGreaterThan(40)
  expect(keyIn(KEPT)).toEqual(before)
  expect(keyIn(MASTER_KEY)).not.toEqual(before)
  expect(statSync(join(dataDir, MASTER_KEY)).mode & 0o777).toBe(0o600)
  await expectReadable()
  // Whoever got hold of the old key and of the database as it is now reads nothing.
  writeFileSync(join(dataDir, MASTER_KEY), before)
  expect((await runCommand(dataDir, 'doctor')).out).toMatch(/names can't be read/)
})

test('what was done before a rotation is not done again after it', async () => {
  const asked = { guardianId: 'gua_new', key: 'before-0001', at: SUNDAY }
  const ask = (store: Store) =>
    store.sqlite.db
      .transaction()
      .execute((trx) => once(trx, { ...asked, digest: store.commandDigest({ going: true }) }))
  expect(await within(ask)).toBe('done')
  await rotate()
  expect(await within(ask)).toBe('done-before')
})

test('a backup from before a rotation is restored with the key that was kept, and reads under the new one', async () => {
  const file = join(mkdtempSync(join(folders, 'backups-')), 'house.backup')
  await runCommand(dataDir, 'backup', file)
  await rotate()
  await rotate()
  const present = keyIn(MASTER_KEY)
  expect((await runCommand(dataDir, 'restore', file, '--json')).json).toMatchObject({ documents: 6 })
  expect(keyIn(MASTER_KEY)).toEqual(present)
  await expectReadable()
})

test('a crash before the database is written: the next start keeps the old key', async () => {
  const before = keyIn(MASTER_KEY)
  writeFileSync(join(dataDir, `${MASTER_KEY}.next`), Buffer.alloc(32, 7))
  await expectReadable()
  expect(keyIn(MASTER_KEY)).toEqual(before)
  expect(existsSync(join(dataDir, `${MASTER_KEY}.next`))).toBe(false)
})

test('a crash after the database is written, before or between the renames: the next start takes the new key', async () => {
  const before = keyIn(MASTER_KEY)
  await rotate()
  const after = keyIn(MASTER_KEY)
  // As it stood before the first rename.
  renameSync(join(dataDir, MASTER_KEY), join(dataDir, `${MASTER_KEY}.next`))
  renameSync(join(dataDir, KEPT), join(dataDir, MASTER_KEY))
  await expectReadable()
  expect([keyIn(MASTER_KEY), keyIn(KEPT)]).toEqual([after, before])
  // And between the two.
  renameSync(join(dataDir, MASTER_KEY), join(dataDir, `${MASTER_KEY}.next`))
  await expectReadable()
  expect(keyIn(MASTER_KEY)).toEqual(after)
})

test('a key that does not fit, an empty folder, and a house that serves are told apart, and nothing changes', async () => {
  const store = await openStore({ dataDir, now: () => SUNDAY })
  await expect(rotate()).rejects.toThrow('already working on')
  await store.close()
  writeFileSync(join(dataDir, MASTER_KEY), Buffer.alloc(32, 7))
  await expect(rotate()).rejects.toThrow('is not the key of this database')
  expect(readdirSync(dataDir).filter((name) => name.startsWith(MASTER_KEY))).toEqual([MASTER_KEY])
  rmSync(join(dataDir, DATABASE))
  await expect(rotate()).rejects.toThrow("set DATA_DIR to the house's folder")
})
