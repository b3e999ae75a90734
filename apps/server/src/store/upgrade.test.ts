import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SUNDAY } from '../testing/house.ts'
import { DATABASE, MASTER_KEY, StartupFault } from './folder.ts'
import { migrate, migrationNames } from './migrations.ts'
import { openSqlite } from './sqlite.ts'
import { DAY, openStore } from './store.ts'

let dataDir: string
let file: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sidegate-test-'))
  file = join(dataDir, DATABASE)
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const NOBODY = {
  id: 'old-house',
  name: 'Maple PTA',
  language: 'en',
  created_at: SUNDAY,
  checked_at: SUNDAY,
}

/** A folder as a release left it that knew the migrations up to this one. */
async function leaveFolder(upTo: string) {
  const { db } = openSqlite(file)
  await migrate(db, upTo)
  await db.insertInto('installation').values(NOBODY).execute()
  await db.destroy()
  writeFileSync(join(dataDir, MASTER_KEY), new Uint8Array(32), { mode: 0o600 })
}

const migrationsIn = (path: string) => {
  const raw = new DatabaseSync(path, { readOnly: true })
  const names = raw.prepare('select name from migrations order by name').all()
  raw.close()
  return names.map((row) => row.name)
}

test.each(migrationNames.map((name, i) => ({ name, i })))(
  'a folder that knows up to $name opens, and the file as it was is kept aside (P20)',
  async ({ name, i }) => {
    await leaveFolder(name)
    const kept: string[] = []
    const store = await openStore({ dataDir, now: () => SUNDAY, onUpgrade: (path) => kept.push(path) })
    expect((await store.installation()).name).toBe('Maple PTA')
    await store.close()
    expect(migrationsIn(file)).toEqual(migrationNames)
    const next = migrationNames[i + 1]
    expect(kept).toEqual(next ? [`${file}.before-${next}`] : [])
    if (!kept[0]) return
    expect(migrationsIn(kept[0])).toEqual(migrationNames.slice(0, i + 1))
    expect(statSync(kept[0]).mode & 0o777).toBe(0o600)
  },
)

test('a new folder keeps nothing aside', async () => {
  const store = await openStore({ dataDir, now: () => SUNDAY, onUpgrade: (path) => expect.fail(path) })
  await store.close()
  expect(readdirSync(dataDir).sort()).toEqual(['lock.db', 'master.key', 'sidegate.db'])
})

test('what was kept aside goes after 30 days', async () => {
  await leaveFolder('0001-thread')
  const kept: string[] = []
  const store = await openStore({ dataDir, now: () => SUNDAY, onUpgrade: (path) => kept.push(path) })
  const [path = ''] = kept
  utimesSync(path, SUNDAY / 1000, SUNDAY / 1000)
  await store.forget(SUNDAY + 29 * DAY)
  expect(existsSync(path)).toBe(true)
  await store.forget(SUNDAY + 31 * DAY)
  expect(existsSync(path)).toBe(false)
  await store.close()
})

test('a database of a newer version is refused in one sentence, and stays as it is (P20)', async () => {
  await leaveFolder(migrationNames.at(-1) ?? '')
  const { db } = openSqlite(file)
  await db.insertInto('migrations').values({ name: '9999-lighthouse', timestamp: '2031' }).execute()
  await db.destroy()
  const before = readFileSync(file)
  const opening = openStore({ dataDir, now: () => SUNDAY })
  await expect(opening).rejects.toThrow(StartupFault)
  await expect(opening).rejects.toThrow(/newer Sidegate \(9999-lighthouse\).* Nothing was changed\.$/)
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(existsSync(`${file}-wal`)).toBe(false)
})

test('a file that is no database any more is told in one sentence, and the folder is let go', async () => {
  await leaveFolder('0001-thread')
  const whole = readFileSync(file)
  writeFileSync(file, Buffer.from('x'.repeat(whole.length)))
  await expect(openStore({ dataDir, now: () => SUNDAY })).rejects.toThrow(
    /sidegate\.db is damaged .*sidegate doctor/,
  )
  writeFileSync(file, whole)
  await (await openStore({ dataDir, now: () => SUNDAY })).close()
})
