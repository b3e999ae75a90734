import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let wanjiru: Asking
let id: string
let path: string
const kid = (name: string) => find(house.room.kids, name).id
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const listed = (json: { kids: { name: string; listed: boolean }[] }) =>
  json.kids.filter((one) => one.listed).map(({ name }) => name)

beforeEach(async () => {
  house = await startHouse()
  wanjiru = await as('Wanjiru')
  const made = await send(wanjiru, `/api/circles/${house.room.id}/hangouts`, {
    title: 'A small evening',
    startsAt: '2026-12-04T17:30',
    endsAt: '2026-12-04T19:30',
  })
  id = made.json.id
  path = `/api/hangouts/${id}/list`
})
afterEach(() => house.stop())

test('hosts see every kid by first name and narrow the list; then it is not for the whole circle any more', async () => {
  const all = (await get(wanjiru, path)).json
  expect(all).toMatchObject({ wholeCircle: true, state: 'draft', circle: { name: 'Grade 5, Room 12' } })
  expect(listed(all)).toEqual(
    house.room.kids.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en')),
  )
  expect(all.kids[0]).toEqual({ id: kid('Amara'), name: 'Amara', listed: true })
  const narrowed = (await send(wanjiru, path, { remove: [kid('Leo'), kid('Tessa')] })).json
  expect(narrowed.wholeCircle).toBe(false)
  expect(listed(narrowed)).not.toContain('Tessa')
  const whole = (await send(wanjiru, path, { add: [kid('Leo'), kid('Tessa')] })).json
  expect(whole.wholeCircle).toBe(true)
})

test('what two hosts change at once adds up', async () => {
  const names = ['Leo', 'Tessa', 'Luka', 'Malik', 'Ivy']
  await Promise.all(names.map((name) => send(wanjiru, path, { remove: [kid(name)] })))
  const left = listed((await get(wanjiru, path)).json)
  expect(left).toHaveLength(house.room.kids.length - names.length)
})

test('the plain form sends what was ticked and what is', async () => {
  const { kids } = (await get(wanjiru, path)).json as { kids: { id: string }[] }
  const fields = Object.fromEntries(kids.map(({ id: kidId }) => [`was.${kidId}`, '1']))
  for (const { id: kidId } of kids) if (kidId !== kid('Leo')) fields[`kid.${kidId}`] = '1'
  const done = await submit(wanjiru, path, fields)
  expect([done.status, done.headers.get('location')]).toEqual([303, `/hangout/${id}/hosts`])
  expect(listed((await get(wanjiru, path)).json)).not.toContain('Leo')
})

test('house rule 3: who is not on a list that went out finds no trace of it; who comes onto it later does', async () => {
  await send(wanjiru, path, { remove: [kid('Tessa'), kid('Leo')] })
  const mara = await as('Mara')
  await send(wanjiru, `/api/hangouts/${id}/send`, {})
  const [page, nothing] = [
    await get(mara, `/api/hangouts/${id}`),
    await get(mara, '/api/hangouts/han_0000000000000000000000'),
  ]
  expect([page.status, page.text]).toEqual([nothing.status, nothing.text])
  expect((await get(mara, `/api/circles/${house.room.id}`)).text).not.toContain('A small evening')
  // Not its organizer either: a small hangout is nobody's to oversee.
  const grace = await get(await as('Grace'), `/api/admin/circles/${house.room.id}`)
  expect(grace.text).not.toContain('A small evening')
  await send(wanjiru, path, { add: [kid('Tessa')] })
  const asked = (await get(mara, `/api/hangouts/${id}`)).json
  expect(asked.mine.map((own: { name: string }) => own.name)).toEqual(['Tessa'])
})

test('nobody comes off a list that has gone out, and kids of other circles come onto none', async () => {
  const stranger = house.other.kids[0]?.id ?? ''
  const key = { 'Idempotency-Key': 'list-00001' }
  expect((await send(wanjiru, path, { add: [stranger] }, key)).text).toBe('{"error":"not-found"}')
  // A refused command is no done one: its key is free.
  expect((await send(wanjiru, path, { add: [stranger] }, key)).status).toBe(404)
  await send(wanjiru, `/api/hangouts/${id}/send`, {})
  const late = await send(wanjiru, path, { remove: [kid('Leo')] })
  expect([late.status, late.json]).toEqual([400, { error: 'invalid', fields: { remove: 'already-sent' } }])
  expect(listed((await get(wanjiru, path)).json)).toContain('Leo')
})
