import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { countingBytes, room12 } from '@sidegate/core/testing/room-12'
import { expect, test } from 'vitest'
import { fillWithRoom12, type OpenFolder, openFolder, SUNDAY } from '../testing/house.ts'
import { StartupFault } from './folder.ts'
import { openStore } from './store.ts'

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

test("all files of the folder are for this user alone, whatever the folder's own mode", async () => {
  const mask = process.umask(0o022)
  let folder: OpenFolder | undefined
  try {
    folder = await openFolder(undefined, (dataDir) => chmodSync(dataDir, 0o755))
    await fillWithRoom12(folder.store, SUNDAY)
    const { dataDir } = folder
    const modes = readdirSync(dataDir).map((name) => [name, statSync(join(dataDir, name)).mode & 0o777])
    expect(modes.map(([name]) => name)).toContain('sidegate.db-wal')
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([])
  } finally {
    process.umask(mask)
    await folder?.close()
  }
})

test('a circle or a hangout is not founded in a zone that does not exist', async () => {
  const folder = await openFolder()
  const zone = 'Mars/Olympus_Mons'
  const room = room12({ now: SUNDAY, bytes: countingBytes(1) })
  await expect(folder.store.people.addCircle({ ...room, zone }, SUNDAY)).rejects.toThrow(/zone/)
  const hangouts = room.hangouts.map((hangout) => ({
    ...hangout,
    plan: { ...hangout.plan, frame: { ...hangout.plan.frame, zone } },
  }))
  await expect(folder.store.people.addCircle({ ...room, hangouts }, SUNDAY)).rejects.toThrow(/zone/)
  expect(await folder.store.people.isEmpty()).toBe(true)
  await folder.close()
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
