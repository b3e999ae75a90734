import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let path: string
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const move = {
  title: 'Backyard evening',
  startsAt: '2026-11-28T16:00',
  endsAt: '2026-11-28T19:00',
  area: 'By the big oak',
}

beforeEach(async () => {
  house = await startHouse()
  path = `/api/hangouts/${house.hangoutId}/frame`
})
afterEach(() => house.stop())

test('house rule 12: hosts move a hangout, and everyone reads it in the plan and on the card', async () => {
  const moved = await send(await as('Jelena'), path, move)
  expect(moved.status).toBe(200)
  expect(moved.json.card).toMatchObject(move)
  const mara = await as('Mara')
  const page = await get(mara, `/api/hangouts/${house.hangoutId}`)
  expect(page.json.card).toMatchObject(move)
  expect(page.json.content.frame).toMatchObject({ ...move, rainPlan: 'Under the porch, and shorter.' })
  expect((await get(mara, `/api/circles/${house.room.id}`)).json.hangouts[0]).toMatchObject(move)
  expect((await send(await as('Rafael'), path, { ...move, title: 'Once more' })).json.card.title).toBe(
    'Once more',
  )
})

test('guests, organizers and strangers to it get the answer of a hangout that is not there', async () => {
  for (const name of ['Mara', 'Grace', 'Idris', "Ada's guardian"]) {
    const refused = await send(await as(name), path, move)
    expect([name, refused.status, refused.text]).toEqual([name, 404, '{"error":"not-found"}'])
  }
  const page = await get(await as('Mara'), `/api/hangouts/${house.hangoutId}`)
  expect(page.json.card.title).toBe('Just-for-fun backyard afternoon')
})

test('faulty input is told by field, and the form goes back to its page', async () => {
  const jelena = await as('Jelena')
  const faulty = await send(jelena, path, { ...move, title: ' ', endsAt: '2026-11-28T15:00' })
  expect(faulty.status).toBe(400)
  expect(Object.keys(faulty.json.fields)).toContain('title')
  const backwards = await send(jelena, path, { ...move, endsAt: '2026-11-28T15:00' })
  expect(backwards.json).toEqual({ error: 'invalid', fields: { endsAt: 'ends-before-start' } })
  const form = await submit(jelena, path, { ...move, startsAt: 'soon' })
  expect(form.headers.get('location')).toBe(`/hangout/${house.hangoutId}?problem=invalid`)
  const done = await submit(jelena, path, { ...move, rainPlan: 'Inside', key: 'form-0001' })
  expect([done.status, done.headers.get('location')]).toEqual([303, `/hangout/${house.hangoutId}`])
})

test('a late copy of a move does not undo the next one', async () => {
  const jelena = await as('Jelena')
  await send(jelena, path, move, { 'Idempotency-Key': 'move-00001' })
  await send(jelena, path, { ...move, title: 'Later one' }, { 'Idempotency-Key': 'move-00002' })
  const late = await send(jelena, path, move, { 'Idempotency-Key': 'move-00001' })
  expect(late.json.card.title).toBe('Later one')
})

test('two copies in flight move it once, and the key is on disk with the move', async () => {
  const jelena = await as('Jelena')
  const { db } = house.store.sqlite
  const rows = async () => ({
    log: (await db.selectFrom('document_updates').selectAll().execute()).length,
    keys: (await db.selectFrom('commands').select('key').execute()).map(({ key }) => key),
  })
  const copies = Array.from({ length: 5 }, () =>
    send(jelena, path, move, { 'Idempotency-Key': 'move-00001' }),
  )
  expect((await Promise.all(copies)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(await rows()).toEqual({ log: 1, keys: ['move-00001'] })
  const other = await send(jelena, path, { ...move, title: 'Else' }, { 'Idempotency-Key': 'move-00001' })
  expect([other.status, other.json]).toEqual([400, { error: 'invalid' }])
  expect((await send(jelena, path, move)).status).toBe(200)
  // A move to where it stands changes nothing, and its key counts all the same.
  await send(jelena, path, move, { 'Idempotency-Key': 'move-00002' })
  expect((await rows()).keys).toEqual(['move-00001', 'move-00002'])
})

test('a disk that fails refuses the move with its key: 503, and the same key moves it later', async () => {
  const jelena = await as('Jelena')
  const key = { 'Idempotency-Key': 'move-00001' }
  const disk = house.store.sqlite
  await disk.transact((raw) =>
    raw.exec(
      `create trigger full before insert on document_updates begin select raise(abort, 'disk I/O error'); end`,
    ),
  )
  const refused = await send(jelena, path, move, key)
  expect([refused.status, refused.json]).toEqual([503, { error: 'not-now' }])
  expect(await disk.db.selectFrom('commands').selectAll().execute()).toEqual([])
  const form = await submit(jelena, path, move)
  expect(form.headers.get('location')).toBe(`/hangout/${house.hangoutId}?problem=not-now`)
  await disk.transact((raw) => raw.exec('drop trigger full'))
  expect((await send(jelena, path, move, key)).json.card).toMatchObject(move)
})
