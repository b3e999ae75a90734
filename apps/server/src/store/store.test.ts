import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillWithRoom12, openFolder, SUNDAY } from '../testing/house.ts'
import { openStore, StartupFault } from './store.ts'

test("no guardian's, kid's or family's name can be read from any file of the folder", async () => {
  const folder = await openFolder()
  const { room } = await fillWithRoom12(folder.store, SUNDAY)
  const bytes = () =>
    readdirSync(folder.dataDir).map((name) => ({ name, bytes: readFileSync(join(folder.dataDir, name)) }))
  // "Luka" and "Bennett" stand in words that everyone on the list shares; names under 5 letters turn up by chance.
  const shared = JSON.stringify([room.hangouts.map((hangout) => hangout.plan), room.board])
  const names = [...room.guardians, ...room.kids, ...room.families]
    .map((person) => person.name)
    .filter((name) => name.length >= 5 && !shared.includes(name))
  expect(names.length).toBeGreaterThan(40)
  const hits = () =>
    bytes().flatMap((file) =>
      names.flatMap((name) => (file.bytes.includes(name) ? [`${name} in ${file.name}`] : [])),
    )
  expect(hits()).toEqual([])
  await folder.store.sqlite.transact((raw) => raw.prepare('select 1').get())
  expect(hits()).toEqual([])
  await folder.close()
})

test('the master key is for this user alone, and the folder is not opened without it', async () => {
  const folder = await openFolder()
  await fillWithRoom12(folder.store, SUNDAY)
  const key = join(folder.dataDir, 'master.key')
  expect(statSync(key).mode & 0o777).toBe(0o600)
  await folder.store.close()
  rmSync(key)
  await expect(openStore({ dataDir: folder.dataDir, now: () => SUNDAY })).rejects.toThrow(
    /master.key is missing/,
  )
  rmSync(folder.dataDir, { recursive: true })
})

test('one folder has one server at a time', async () => {
  const folder = await openFolder()
  const second = openStore({ dataDir: folder.dataDir, now: () => SUNDAY })
  await expect(second).rejects.toThrow(StartupFault)
  await folder.store.close()
  const later = await openStore({ dataDir: folder.dataDir, now: () => SUNDAY })
  await later.close()
  rmSync(folder.dataDir, { recursive: true })
})

test('what was written is there after the store was closed and opened again', async () => {
  const folder = await openFolder()
  const { room } = await fillWithRoom12(folder.store, SUNDAY)
  const before = await folder.store.installation()
  await folder.store.close()
  const again = await openStore({ dataDir: folder.dataDir, now: () => SUNDAY })
  expect(await again.installation()).toEqual(before)
  const mara = room.guardians.find((guardian) => guardian.name === 'Mara')
  expect((await again.circles.kidsOf(mara?.id ?? '')).map((kid) => kid.name)).toEqual(['Tessa', 'Leo'])
  await again.close()
  rmSync(folder.dataDir, { recursive: true })
})
