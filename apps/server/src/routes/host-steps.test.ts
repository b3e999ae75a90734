import { plan } from '@sidegate/core/documents/plan'
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPhone } from '../sync/testing.ts'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let wanjiru: Asking
let mara: Asking
let id: string
let at: string
const DAY = 24 * 60 * 60_000
const kid = (name: string) => find(house.room.kids, name).id
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const page = (who: Asking) => get(who, at)
const stateFor = async (who: Asking) => (await page(who)).json.card.state

beforeEach(async () => {
  house = await startHouse()
  wanjiru = await as('Wanjiru')
  mara = await as('Mara')
  const made = await send(wanjiru, `/api/circles/${house.room.id}/hangouts`, {
    start: 'board-game-night',
    title: 'Board games',
    startsAt: '2026-12-04T17:30',
    endsAt: '2026-12-04T19:30',
  })
  id = made.json.id
  at = `/api/hangouts/${id}`
})
afterEach(() => house.stop())

test('a draft that is sent is there for everyone on its list, in a new epoch that tells nothing of the drafting', async () => {
  const drafted = (await page(wanjiru)).json
  expect((await page(mara)).status).toBe(404)
  const sent = await send(wanjiru, `${at}/send`, {})
  expect([sent.status, sent.json]).toEqual([200, { id }])
  const seen = (await page(mara)).json
  expect(seen).toMatchObject({
    part: 'guest',
    card: { state: 'sent' },
    content: { frame: { state: 'sent' } },
  })
  expect([drafted.plan, seen.plan]).toEqual([`plan/${id}/1`, `plan/${id}/2`])
  expect((await get(mara, `${at}/history`)).json.changes).toEqual([])
  // Sending once more, by the other host or a late copy, changes nothing.
  expect((await send(wanjiru, `${at}/send`, {})).status).toBe(200)
  expect((await page(mara)).json.plan).toBe(`plan/${id}/2`)
})

test('an empty list is sent to nobody, and a draft whose day is past neither', async () => {
  const everybody = house.room.kids.map((one) => one.id)
  await send(wanjiru, `${at}/list`, { remove: everybody })
  const empty = await send(wanjiru, `${at}/send`, {})
  expect([empty.status, empty.json]).toEqual([400, { error: 'invalid', fields: { list: 'nobody' } }])
  await send(wanjiru, `${at}/list`, { add: everybody })
  house.clock.now += 20 * DAY
  expect((await send(wanjiru, `${at}/send`, {})).json).toEqual({ error: 'over' })
})

test('house rule 12: off is told to everyone, the plan stays readable, answers are closed, and it can be on again', async () => {
  await send(wanjiru, `${at}/send`, {})
  const off = await send(wanjiru, `${at}/cancel`, { off: true })
  expect([off.status, off.json]).toEqual([200, { id, off: true }])
  expect(await stateFor(mara)).toBe('off')
  expect((await page(mara)).json.content.slots).toHaveLength(9)
  const late = await send(mara, `${at}/answers`, { answers: { [kid('Tessa')]: 'going' } })
  expect([late.status, late.json]).toEqual([409, { error: 'off' }])
  const form = await submit(wanjiru, `${at}/cancel`, { off: 'no' })
  expect(form.headers.get('location')).toBe(`/hangout/${id}`)
  expect(await stateFor(mara)).toBe('sent')
  expect((await send(mara, `${at}/answers`, { answers: { [kid('Tessa')]: 'going' } })).status).toBe(200)
})

test('what is off takes no edit at the server either, is not undone or restored, and is as open as before when it is on again', async () => {
  await send(wanjiru, `${at}/send`, {})
  const port = Number(new URL(house.url).port)
  const join = async (name: string) =>
    createPhone(plan, { kind: 'plan', id, epoch: 2 }, { port, token: await house.signIn(name) })
  const [phone, other] = [await join('Wanjiru'), await join('Mara')]
  try {
    await Promise.all([phone.synced(), other.synced()])
    phone.open.text('notes').splice(0, 0, 'Ring twice. ')
    await phone.allSaved()
    const point = (await send(wanjiru, `${at}/restore-points`, {})).json.id
    await send(wanjiru, `${at}/cancel`, { off: true })
    const [change] = (await get(wanjiru, `${at}/history`)).json.changes.filter(
      ({ path }: { path: string }) => path === 'notes',
    )
    expect(change.undo).toBe(false)
    expect((await send(wanjiru, `${at}/history/${change.id}/undo`, {})).json).toEqual({ error: 'off' })
    const restored = await send(wanjiru, `${at}/restore-points/${point}/restore`, {})
    expect(restored.json).toEqual({ error: 'off' })
    phone.open.text('notes').splice(0, 0, 'Nobody reads this. ')
    await expect.poll(() => phone.refused).toHaveLength(1)
    expect((await page(mara)).json.content.notes).toBe('Ring twice. ')

    // Who was there all the while, and who comes only now.
    await send(wanjiru, `${at}/cancel`, { off: false })
    const later = await join('Grace')
    try {
      await later.synced()
      for (const one of [other, later]) {
        one.open.text('notes').splice(0, 0, 'Yes. ')
        await one.allSaved()
        expect(one.refused).toEqual([])
      }
    } finally {
      later.hangUp()
    }
  } finally {
    phone.hangUp()
    other.hangUp()
  }
})

test('a draft is not called off, and what is over is neither off nor on again', async () => {
  expect((await send(wanjiru, `${at}/cancel`, {})).status).toBe(400)
  await send(wanjiru, `${at}/send`, {})
  house.clock.now += 20 * DAY
  expect((await send(await as('Wanjiru'), `${at}/cancel`, {})).json).toEqual({ error: 'over' })
})

test('house rule 11: the address shows to hosts, and to a home once it said yes, on a device that has shown whose it is', async () => {
  const words = '17 Maple Street, ring twice'
  await send(wanjiru, `${at}/address`, { address: words })
  expect((await page(wanjiru)).json.address).toEqual({ text: words, why: 'shown' })
  await send(wanjiru, `${at}/send`, {})
  const before = await page(mara)
  expect(before.json.address).toEqual({ text: null, why: 'after-yes' })
  expect(before.text).not.toContain('Maple')
  expect(before.json.ways).toEqual(['address', 'share'])
  const answered = await send(mara, `${at}/answers`, { answers: { [kid('Leo')]: 'going' } })
  expect(answered.json.ways).toEqual(['address', 'helps', 'share'])
  expect((await page(mara)).json.address).toEqual({ text: words, why: 'shown' })
  expect((await page(await as('Joost'))).json.address.text).toBe(words)
  // A maybe is no yes, and another home's yes is none of ours.
  for (const name of ['Idris', 'Grace']) expect((await page(await as(name))).text).not.toContain('Maple')
  await send(mara, `${at}/answers`, { answers: { [kid('Leo')]: 'maybe' } })
  expect((await page(mara)).json.address).toEqual({ text: null, why: 'after-yes' })
})

test('the address is sealed at rest, is no part of the plan, and its row goes when the day is over', async () => {
  await send(wanjiru, `${at}/address`, { address: '17 Maple Street' })
  const rows = await house.store.sqlite.db.selectFrom('hangout_addresses').selectAll().execute()
  expect(rows).toHaveLength(1)
  expect(Buffer.from(rows[0]?.address ?? []).toString('latin1')).not.toContain('Maple')
  expect(JSON.stringify((await page(wanjiru)).json.content)).not.toContain('Maple')
  // The evening in New York: already the next day in UTC.
  const evening = Date.UTC(2026, 11, 5, 4, 59)
  house.clock.now = evening
  await house.store.forget(evening)
  expect((await page(await as('Wanjiru'))).json.address.text).toBe('17 Maple Street')
  house.clock.now = evening + 60_000
  expect((await page(await as('Wanjiru'))).json.address).toBeNull()
  await house.store.forget(house.clock.now)
  expect(await house.store.sqlite.db.selectFrom('hangout_addresses').selectAll().execute()).toEqual([])
})

test('an address that is written again replaces the one before, and an empty one takes it away', async () => {
  await send(wanjiru, `${at}/address`, { address: '17 Maple Street' })
  await submit(wanjiru, `${at}/address`, { address: '19 Maple Street' })
  expect((await page(wanjiru)).json.address.text).toBe('19 Maple Street')
  await send(wanjiru, `${at}/address`, { address: ' ' })
  expect((await page(wanjiru)).json.address).toBeNull()
})

test('house rule 12: a hangout is not moved into the past of its own zone, where it would be over at once', async () => {
  await send(wanjiru, `${at}/send`, {})
  const move = { title: 'Board games', startsAt: '2026-11-22T09:00', endsAt: '2026-11-22T11:59', area: '' }
  const refused = await send(wanjiru, `${at}/frame`, move)
  expect([refused.status, refused.json.fields]).toEqual([400, { startsAt: 'already-past' }])
  const later = await send(wanjiru, `${at}/frame`, { ...move, endsAt: '2026-11-22T12:01' })
  expect(later.status).toBe(200)
})
