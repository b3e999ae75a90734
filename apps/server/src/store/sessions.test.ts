import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fillWithRoom12, type OpenFolder, openFolder, SUNDAY } from '../testing/house.ts'
import { createSessionStore } from './sessions.ts'

let folder: OpenFolder
beforeEach(async () => {
  folder = await openFolder()
})
afterEach(() => folder.close())

test('everybody who is seen at once is one write, and each is seen', async () => {
  const { store } = folder
  const { room } = await fillWithRoom12(store, SUNDAY)
  let writes = 0
  const sessions = createSessionStore({
    ...store.sqlite,
    transact(work) {
      writes++
      return store.sqlite.transact(work)
    },
  })
  const opened = room.guardians.map(({ id }, i) => ({
    id: `session-${i}`,
    tokenHash: Uint8Array.from(randomBytes(32)),
    guardianId: id,
    at: SUNDAY,
  }))
  await sessions.open(...opened)
  await Promise.all(opened.map(({ id }, i) => sessions.touch(id, SUNDAY + i)))
  expect(writes).toBe(1)
  const seen = await Promise.all(opened.map(({ tokenHash }) => sessions.find(tokenHash)))
  expect(seen.map(([row]) => row?.lastSeenAt)).toEqual(opened.map((_, i) => SUNDAY + i))
  await sessions.touch('session-0', SUNDAY + 99)
  const [again] = await sessions.find(opened[0]?.tokenHash ?? new Uint8Array())
  expect(again?.lastSeenAt).toBe(SUNDAY + 99)
})
