/** Undo is one more edit of the one who asks for it, and may do no more than the gate lets them do by hand. */
import { plan } from '@sidegate/core/documents/plan'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPhone, type Phone } from '../sync/testing.ts'
import { get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let phone: Phone<typeof plan>
const at = (rest: string) => `/api/hangouts/${house.hangoutId}/${rest}`

beforeEach(async () => {
  house = await startHouse()
  const token = await house.signIn('Mara')
  const port = Number(new URL(house.url).port)
  phone = createPhone(plan, { kind: 'plan', id: house.hangoutId, epoch: 1 }, { port, token })
  await phone.allSaved()
})
afterEach(async () => {
  phone.hangUp()
  await house.stop()
})

async function undoLatest(what: 'removed' | 'wrote') {
  const asking = { url: house.url, token: await house.signIn('Mara') }
  const { changes } = (await get(asking, at('history'))).json
  const latest = changes.find(
    (change: { what: string; undo: boolean }) => change.what === what && change.undo,
  )
  return send(asking, at(`history/${latest.id}/undo`), {})
}

test('words that were taken away do not come back on top of a full text', async () => {
  const words = 'lantern '.repeat(2000)
  phone.open.text('notes').splice(0, 0, words)
  await phone.allSaved()
  house.clock.now += 10 * 60_000
  phone.open.text('notes').splice(0, words.length, '')
  await phone.allSaved()
  house.clock.now += 10 * 60_000
  phone.open.text('notes').splice(0, 0, words)
  await phone.allSaved()
  const before = phone.open.read().notes
  const { status, text } = await undoLatest('removed')
  expect([status, text]).toEqual([409, '{"error":"changed-since"}'])
  await phone.roundTrip()
  expect(phone.open.read().notes).toBe(before)
})

test('slots that were taken away do not come back on top of a full list of one family', async () => {
  const fill = (round: number) => {
    const ids = Array.from({ length: 30 }, (_, i) => `${round}x${String(i).padStart(20, '0')}`)
    for (const [i, id] of ids.entries())
      phone.open.change((edit) => edit.slots.put(id, { title: `Thing ${round} ${i}` }))
    return ids
  }
  const first = fill(1)
  await phone.allSaved()
  house.clock.now += 10 * 60_000
  phone.open.change((edit) => {
    for (const id of first) edit.slots.remove(id)
  })
  await phone.allSaved()
  fill(2)
  await phone.allSaved()
  const count = phone.open.read().slots.length
  const outcomes = []
  for (let i = 0; i < 6; i++) outcomes.push((await undoLatest('removed')).status)
  await phone.roundTrip()
  // The gate's own slack, and no more.
  expect(phone.open.read().slots.length - count).toBe(3)
  expect(outcomes.at(-1)).toBe(409)
})
