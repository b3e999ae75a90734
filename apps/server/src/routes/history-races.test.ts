/** Two hands at the same change at once: it is taken back once, and its words stand once. */
import { plan } from '@sidegate/core/documents/plan'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPhone, type Phone } from '../sync/testing.ts'
import { get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let phone: Phone<typeof plan>
const at = (rest: string) => `/api/hangouts/${house.hangoutId}/${rest}`
const as = async (name: string) => ({ url: house.url, token: await house.signIn(name) })
const WORDS = 'Bring the big lamp and the long table, please. '
const timesIn = (text: string) => text.split(WORDS.trim()).length - 1
/** So busy that what is done waits for the room's next window. */
function type() {
  for (let i = 0; i < 40; i++) phone.open.text('about').splice(0, 0, 'x')
}
const standing = async () =>
  (await get(await as('Jelena'), `/api/hangouts/${house.hangoutId}`)).json.content.notes

beforeEach(async () => {
  house = await startHouse()
  const { token } = await as('Jelena')
  const port = Number(new URL(house.url).port)
  phone = createPhone(plan, { kind: 'plan', id: house.hangoutId, epoch: 1 }, { port, token })
  phone.open.text('notes')
  await phone.allSaved()
  phone.open.text('notes').splice(0, 0, WORDS)
  await phone.allSaved()
  house.clock.now += 10 * 60_000
})
afterEach(async () => {
  phone.hangUp()
  await house.stop()
})

test('a change that is undone from two pages at once is undone once', async () => {
  phone.open.text('notes').splice(0, WORDS.length, '')
  await phone.allSaved()
  const jelena = await as('Jelena')
  const [change] = (await get(jelena, at('history'))).json.changes
  const undo = () => send(jelena, at(`history/${change.id}/undo`), {})
  type()
  const statuses = (await Promise.all([...Array.from({ length: 12 }, undo)])).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(timesIn(await standing())).toBe(1)
})

test('two hosts who bring the same words back at once bring them back once', async () => {
  const { length } = phone.open.read().notes
  phone.open.text('notes').splice(0, length, '')
  phone.open.text('about').splice(0, phone.open.read().about.length, '')
  phone.open.change((edit) => {
    for (const { id } of phone.open.read().slots) edit.slots.remove(id)
  })
  await phone.allSaved()
  const { points } = (await get(await as('Jelena'), at('history'))).json
  const point = points.find((one: { reason: string }) => one.reason === 'before-deletion')
  const hosts = [await as('Jelena'), await as('Rafael')]
  type()
  await Promise.all(hosts.map((host) => send(host, at(`restore-points/${point.id}/restore`), {})))
  expect(timesIn(await standing())).toBe(1)
})
