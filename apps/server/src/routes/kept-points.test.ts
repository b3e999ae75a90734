/** P27: the way back from a mass deletion is not crowded out by whoever deleted. */
import { plan } from '@sidegate/core/documents/plan'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPhone } from '../sync/testing.ts'
import { get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
beforeEach(async () => {
  house = await startHouse()
})
afterEach(() => house.stop())

test('however many points somebody keeps by hand, the one from before their deletion stays', async () => {
  const at = (rest: string) => `/api/hangouts/${house.hangoutId}/${rest}`
  const rafael = { url: house.url, token: await house.signIn('Rafael') }
  const address = { kind: 'plan', id: house.hangoutId, epoch: 1 } as const
  const phone = createPhone(plan, address, { port: Number(new URL(house.url).port), token: rafael.token })
  await phone.allSaved()
  phone.open.change((edit) => {
    const { about, slots } = phone.open.read()
    edit.about.splice(0, about.length, '')
    for (const { id } of slots) edit.slots.remove(id)
  })
  await phone.allSaved()
  phone.hangUp()
  for (let i = 0; i < 60; i++) {
    house.clock.now += 1000
    expect((await send(rafael, at('restore-points'), {})).status).toBe(201)
  }
  const { points } = (await get(rafael, at('history'))).json
  expect(points.map(({ reason }: { reason: string }) => reason)).toContain('before-deletion')
})
