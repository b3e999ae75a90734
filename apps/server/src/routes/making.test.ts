import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let wanjiru: Asking
let path: string
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const evening = {
  start: 'board-game-night',
  title: "Board games at Zuri's",
  startsAt: '2026-12-04T17:30',
  endsAt: '2026-12-04T19:30',
  area: 'Blue door, two stops from school',
  costBand: 'free',
}
const key = (name: string) => ({ 'Idempotency-Key': name })
const titles = async (who: Asking): Promise<string[]> => {
  const circle = await get(who, `/api/circles/${house.room.id}`)
  return circle.json.hangouts.map((card: { title: string }) => card.title)
}

beforeEach(async () => {
  house = await startHouse()
  wanjiru = await as('Wanjiru')
  path = `/api/circles/${house.room.id}/hangouts`
})
afterEach(() => house.stop())

test('house rule 2: a new hangout is a draft of its own family, with every kid of the circle on its list', async () => {
  const made = await send(wanjiru, path, evening)
  expect(made.status).toBe(200)
  const page = (await get(wanjiru, `/api/hangouts/${made.json.id}`)).json
  expect(page).toMatchObject({
    part: 'host',
    card: { title: "Board games at Zuri's", state: 'draft', wholeCircle: true, host: "Zuri's family" },
    content: { frame: { state: 'draft', drawing: 'dice', zone: 'America/New_York', costBand: 'free' } },
  })
  expect(page.content.slots).toHaveLength(9)
  expect(page.content.about).toContain('a table for loud ones')
  const list = (await get(wanjiru, `/api/hangouts/${made.json.id}/list`)).json
  expect(list.kids).toHaveLength(house.room.kids.length)
  expect(list.kids.every((kid: { listed: boolean }) => kid.listed)).toBe(true)
})

test('house rule 3: nobody but its hosts finds a draft, and it answers as what is not there', async () => {
  const { id } = (await send(wanjiru, path, evening)).json
  for (const name of ['Mara', 'Grace', 'Idris', 'Jelena', "Ada's guardian"]) {
    const who = await as(name)
    const refused = await get(who, `/api/hangouts/${id}`)
    const nothing = await get(who, '/api/hangouts/han_0000000000000000000000')
    expect([name, refused.status, refused.text]).toEqual([name, nothing.status, nothing.text])
  }
  expect(await titles(await as('Mara'))).not.toContain(evening.title)
  expect(await titles(wanjiru)).toContain(evening.title)
})

test('sent twice with one key it is one hangout, and tells the same address', async () => {
  const copies = await Promise.all(
    Array.from({ length: 5 }, () => send(wanjiru, path, evening, key('make-00001'))),
  )
  expect(new Set(copies.map(({ json }) => json.id)).size).toBe(1)
  expect((await titles(wanjiru)).filter((title) => title === evening.title)).toHaveLength(1)
  const other = await send(wanjiru, path, { ...evening, title: 'Else' }, key('make-00001'))
  expect([other.status, other.json]).toEqual([400, { error: 'invalid' }])
})

test('rows, list and both documents are there together, or nothing is', async () => {
  const { db, transact } = house.store.sqlite
  const counts = async () =>
    Promise.all(
      (
        ['hangouts', 'hangout_hosts', 'list_entries', 'documents', 'document_owners', 'commands'] as const
      ).map(async (table) => (await db.selectFrom(table).selectAll().execute()).length),
    )
  const before = await counts()
  // The last thing that is written of a hangout: its play document.
  await transact((raw) =>
    raw.exec(
      `create trigger full before insert on documents when new.kind = 'play'
       begin select raise(abort, 'disk I/O error'); end`,
    ),
  )
  const failed = await send(wanjiru, path, evening, key('make-00001'))
  expect(failed.status).toBe(500)
  expect(await counts()).toEqual(before)
  await transact((raw) => raw.exec('drop trigger full'))
  const made = await send(wanjiru, path, evening, key('make-00001'))
  expect(made.status).toBe(200)
  expect((await get(wanjiru, `/api/hangouts/${made.json.id}`)).status).toBe(200)
})

test('a circle of others is not there, and the plain form leads on to the plan', async () => {
  const stranger = await as("Ada's guardian")
  expect((await send(stranger, path, evening)).text).toBe('{"error":"not-found"}')
  expect((await send({ url: house.url }, path, evening)).status).toBe(401)
  const form = await submit(wanjiru, path, { ...evening, language: 'es', key: 'form-00001' })
  const [, id] = /^\/hangout\/(han_\w{22})$/.exec(form.headers.get('location') ?? '') ?? []
  expect(form.status).toBe(303)
  expect((await get(wanjiru, `/api/hangouts/${id}`)).json.content.about).toContain('Trae un juego')
})

test('what is past by the clock of the circle is not made, nor what ends before it starts', async () => {
  const past = await send(wanjiru, path, {
    ...evening,
    startsAt: '2026-11-22T09:00',
    endsAt: '2026-11-22T11:59',
  })
  expect([past.status, past.json]).toEqual([400, { error: 'invalid', fields: { startsAt: 'already-past' } }])
  const backwards = await send(wanjiru, path, { ...evening, endsAt: '2026-12-04T17:00' })
  expect(backwards.json).toEqual({ error: 'invalid', fields: { endsAt: 'ends-before-start' } })
  const form = await submit(wanjiru, path, { ...evening, title: ' ' })
  expect(form.headers.get('location')).toBe(`/circle/${house.room.id}/new?problem=invalid`)
})

test('a family holds at most twenty hangouts at once', async () => {
  for (let count = 0; count < 20; count++)
    expect((await send(wanjiru, path, { ...evening, start: 'blank' })).status).toBe(200)
  expect((await send(wanjiru, path, evening)).json).toEqual({ error: 'too-many' })
  expect((await send(await as('Mara'), path, evening)).status).toBe(200)
})

test('house rule 2: a kid who joins later is asked to what is ahead for the whole circle, and to nothing else', async () => {
  const whole = (await send(wanjiru, path, evening)).json.id
  const small = (await send(wanjiru, path, { ...evening, title: 'Small one' })).json.id
  await send(wanjiru, `/api/hangouts/${small}/list`, { remove: [find(house.room.kids, 'Leo').id] })
  const { store, room } = house
  const kidId = 'kid_00000000000000000000zz'
  const guardianIds = [find(room.guardians, 'Idris').id]
  await store.sqlite.db
    .transaction()
    .execute((trx) =>
      store.rows.kid(trx, { id: kidId, circleId: room.id, name: 'Nina', guardianIds, at: house.clock.now }),
    )
  const listed = async (id: string) =>
    (await get(wanjiru, `/api/hangouts/${id}/list`)).json.kids.find((kid: { id: string }) => kid.id === kidId)
      .listed
  expect([await listed(whole), await listed(small)]).toEqual([true, false])
  // And to Luka's afternoon, which has gone out already.
  const mine = (await get(await as('Idris'), `/api/hangouts/${house.hangoutId}`)).json.mine
  expect(mine.map((kid: { name: string }) => kid.name)).toContain('Nina')
})
