import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let mara: Asking
const path = (ideaId: string) => `/api/circles/${house.room.id}/ideas/${ideaId}/like`
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const put = { method: 'PUT' }

beforeEach(async () => {
  house = await startHouse()
  mara = await as('Mara')
})
afterEach(() => house.stop())

test('liking moves an idea up, taking it back moves it down, and only an order is answered (house rule 6)', async () => {
  const [first, second, third] = (await get(mara, `/api/circles/${house.room.id}`)).json.order
  // Six, four and three like them; two more make the third the second.
  for (const name of ['Jelena', 'Rafael']) await send(await as(name), path(third), { liked: true }, put)
  const liked = await send(mara, path(second), { liked: false }, put)
  expect(Object.keys(liked.json)).toEqual(['order', 'liked'])
  expect(liked.json.order.slice(0, 3)).toEqual([first, third, second])
  expect(liked.json.liked).toEqual([first, third])
})

test('liking twice is liking once', async () => {
  const { order } = (await get(mara, `/api/circles/${house.room.id}`)).json
  const last = order.at(-1)
  for (let i = 0; i < 8; i++) await send(mara, path(last), { liked: true }, put)
  const after = (await get(mara, `/api/circles/${house.room.id}`)).json
  expect(after.liked).toContain(last)
  expect(after.order[0]).toBe(order[0])
})

test('the plain form works, and an idea that is not on the board is not found', async () => {
  const { order } = (await get(mara, `/api/circles/${house.room.id}`)).json
  const form = await submit(mara, path(order[1]), { liked: 'yes' })
  expect([form.status, form.headers.get('location')]).toEqual([303, `/circle/${house.room.id}`])
  expect((await get(mara, `/api/circles/${house.room.id}`)).json.liked).toContain(order[1])
  const unknown = await send(mara, path('0000000000000000000000'), { liked: true }, put)
  const foreign = await send(await as("Ada's guardian"), path(order[1]), { liked: true }, put)
  expect([unknown.status, unknown.text]).toEqual([404, foreign.text])
})
