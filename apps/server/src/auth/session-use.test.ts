/** P17: a disk that takes no writes keeps nobody from reading, not even who comes after a while. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { get } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
beforeEach(async () => {
  house = await startHouse()
})
afterEach(() => house.stop())

test('when the last use of a session can not be written down, its guardian reads on all the same', async () => {
  const mara = { url: house.url, token: await house.signIn('Mara') }
  const { sqlite } = house.store
  await sqlite.read((raw) => raw.exec('pragma query_only = on'))
  house.clock.now += 11 * 60_000
  expect((await get(mara, `/api/hangouts/${house.hangoutId}`)).status).toBe(200)
  await sqlite.read((raw) => raw.exec('pragma query_only = off'))
})
