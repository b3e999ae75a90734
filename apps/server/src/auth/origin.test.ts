import { find } from '@sidegate/core/testing/room-12'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { get } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let cookie: string
let token: string
beforeAll(async () => {
  house = await startHouse()
  token = await house.signIn('Mara')
  cookie = `sidegate=${token}`
})
afterAll(() => house.stop())

const stories: [title: string, headers: () => Record<string, string>, status: number][] = [
  ['our own page', () => ({ Origin: house.url }), 303],
  ['our own page under no-referrer', () => ({ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }), 303],
  ['another site', () => ({ Origin: 'https://evil.example' }), 403],
  ['another site, as the browser says', () => ({ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }), 403],
  ['another port of this host', () => ({ Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' }), 403],
  ['a sandboxed frame', () => ({ Origin: 'null' }), 403],
  ['nobody says from where', () => ({}), 403],
]

test.each(stories)('a form sent from: %s', async (_title, headers, status) => {
  const response = await fetch(`${house.url}/api/hangouts/${house.hangoutId}/answers`, {
    method: 'POST',
    headers: { Cookie: cookie, ...headers() },
    body: new URLSearchParams({ [`answer.${find(house.room.kids, 'Tessa').id}`]: 'going' }),
    redirect: 'manual',
  })
  expect(response.status).toBe(status)
})

test('a bearer is sent on purpose and needs no Origin; a faulty one does not fall back to the cookie', async () => {
  const answer = (headers: Record<string, string>) =>
    fetch(`${house.url}/api/hangouts/${house.hangoutId}/answers`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ answers: { [find(house.room.kids, 'Leo').id]: 'maybe' } }),
    })
  expect((await answer({ Authorization: `Bearer ${token}` })).status).toBe(200)
  expect((await answer({ Authorization: 'Basic eA==', Cookie: cookie })).status).toBe(401)
  expect((await answer({ Authorization: `Bearer ${token} x`, Cookie: cookie })).status).toBe(401)
})

test('reading needs no Origin', async () => {
  expect((await get({ url: house.url, cookie }, '/api/session')).status).toBe(200)
})
