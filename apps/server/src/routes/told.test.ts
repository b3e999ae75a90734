import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let grace: Asking
let jelena: Asking
let mara: Asking
let path: string
const kid = (name: string) => find(house.room.kids, name).id
const family = (name: string) => find(house.room.families, name).id
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const page = (who: Asking) => get(who, `/api/hangouts/${house.hangoutId}`)
const tessa = () => ({ kidId: kid('Tessa'), familyId: family("Tessa's family"), answer: 'going' })

beforeEach(async () => {
  house = await startHouse()
  grace = await as('Grace')
  jelena = await as('Jelena')
  mara = await as('Mara')
  path = `/api/hangouts/${house.hangoutId}/told`
})
afterEach(() => house.stop())

test('what a family told in person is its answer, marked as such to hosts and to the family', async () => {
  const told = await send(grace, path, tessa())
  expect([told.status, told.json]).toEqual([200, { told: true }])
  const hosts = (await page(jelena)).json
  expect(hosts.answers.told).toEqual([{ id: kid('Tessa'), name: 'Tessa', by: 'Grace' }])
  expect(hosts.coming.map((one: { name: string }) => one.name)).toContain('Tessa')
  const own = (await page(mara)).json
  expect(own.mine[0].answer).toBe('going')
  expect(own.homeOnly[0]).toEqual({ kidId: kid('Tessa'), helps: [], toldBy: 'Grace' })
  // Other guests read a yes like any other.
  expect((await page(await as('Idris'))).text).not.toContain('Grace')
})

test('an answer of its own replaces it, and from then on stands: the organizer reads neither', async () => {
  await send(grace, path, tessa())
  await send(grace, path, { ...tessa(), answer: 'maybe' })
  expect((await page(mara)).json.mine[0].answer).toBe('maybe')
  await send(mara, `/api/hangouts/${house.hangoutId}/answers`, {
    answers: { [kid('Tessa')]: 'not-this-time' },
  })
  const again = await send(grace, path, tessa())
  expect([again.status, again.text]).toEqual([200, '{"told":true}'])
  expect((await page(mara)).json.mine[0].answer).toBe('not-this-time')
  expect((await page(jelena)).json.answers.told).toEqual([])
})

test('it stands in the audit without the answer', async () => {
  await send(grace, path, tessa())
  const rows = await house.store.sqlite.db.selectFrom('audit').selectAll().execute()
  expect(rows).toMatchObject([
    {
      act: 'answer-told',
      kid_id: kid('Tessa'),
      hangout_id: house.hangoutId,
      by_part: 'organizer',
      detail: '{}',
    },
  ])
})

test('only an organizer of that circle, for a home of that kid, for a hangout of the whole circle', async () => {
  const nothing = '{"error":"not-found"}'
  for (const name of ['Mara', 'Jelena', 'Idris', "Ada's guardian"])
    expect([name, (await send(await as(name), path, tessa())).text]).toEqual([name, nothing])
  const elsewhere = { ...tessa(), familyId: family("Luka's family") }
  expect((await send(grace, path, elsewhere)).text).toBe(nothing)
  const wanjiru = await as('Wanjiru')
  const small = await send(wanjiru, `/api/circles/${house.room.id}/hangouts`, {
    title: 'A small evening',
    startsAt: '2026-12-04T17:30',
    endsAt: '2026-12-04T19:30',
  })
  const at = `/api/hangouts/${small.json.id}`
  expect((await send(grace, `${at}/told`, tessa())).text).toBe(nothing)
  await send(wanjiru, `${at}/list`, { remove: [kid('Luka')] })
  await send(wanjiru, `${at}/send`, {})
  expect((await send(grace, `${at}/told`, tessa())).text).toBe(nothing)
  // A circle's other guardian is in no circle of this organizer.
  const other = house.other.guardians.find((one) => one.organizer)
  if (other) expect((await send(await as(other.name), path, tessa())).text).toBe(nothing)
})
