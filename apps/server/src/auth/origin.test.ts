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

const OURS = 'answered=1'
const REFUSED = 'problem=forbidden-origin'
const stories: [title: string, headers: () => Record<string, string>, to: string][] = [
  ['our own page', () => ({ Origin: house.url }), OURS],
  ['our own page under no-referrer', () => ({ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }), OURS],
  ['another site', () => ({ Origin: 'https://evil.example' }), REFUSED],
  ['another site, as the browser says', () => ({ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }), REFUSED],
  [
    'another port of this host',
    () => ({ Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' }),
    REFUSED,
  ],
  ['a sandboxed frame', () => ({ Origin: 'null' }), REFUSED],
  ['nobody says from where', () => ({}), REFUSED],
  ...['', 'Bearer', 'Bearer  ', 'Basic bWFyYTo=', 'Bearer a b'].map(
    (Authorization): (typeof stories)[number] => [
      `another site, under a header that says nothing (${JSON.stringify(Authorization)})`,
      () => ({ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site', Authorization }),
      REFUSED,
    ],
  ),
]

test.each(stories)('a form sent from: %s', async (_title, headers, to) => {
  const response = await fetch(`${house.url}/api/hangouts/${house.hangoutId}/answers`, {
    method: 'POST',
    headers: { Cookie: cookie, ...headers() },
    body: new URLSearchParams({ [`answer.${find(house.room.kids, 'Tessa').id}`]: 'going' }),
    redirect: 'manual',
  })
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe(`/hangout/${house.hangoutId}?${to}`)
})

const pages = [
  ['/api/hangouts/han_1%2F..%2F2/answers', '/hangout/han_1%2F..%2F2'],
  ['/api/hangouts/han_1/frame', '/hangout/han_1'],
  ['/api/hangouts/han_1%25%0A/frame', '/hangout/han_1%25%0A'],
  ['/api/circles/cir_1/ideas/ide_1/like', '/circle/cir_1'],
  [`/api/links/${'x'.repeat(43)}/open`, '/l/unknown'],
  ['/api/session/end', '/'],
] as const

test.each(pages)('a form refused at %s goes back to its page, which says why', async (path, page) => {
  const response = await fetch(house.url + path, {
    method: 'POST',
    headers: { Cookie: cookie, Origin: 'https://evil.example' },
    body: new URLSearchParams({ answer: 'going' }),
    redirect: 'manual',
  })
  expect([response.status, response.headers.get('location')]).toEqual([
    303,
    `${page}?problem=forbidden-origin`,
  ])
  expect((await get({ url: house.url, cookie }, '/api/session')).status).toBe(200)
})

test('what scripts send from elsewhere, and a form to nowhere, get the reason alone', async () => {
  for (const [path, type] of [
    ['/api/session/end', 'application/json'],
    ['/api/nowhere', 'application/x-www-form-urlencoded'],
  ] as const) {
    const response = await fetch(house.url + path, {
      method: 'POST',
      headers: { Cookie: cookie, Origin: 'https://evil.example', 'Content-Type': type },
      body: '',
    })
    expect([response.status, await response.json()]).toEqual([403, { error: 'forbidden-origin' }])
  }
})

test('a bearer is sent on purpose and needs no Origin; a faulty one does not fall back to the cookie', async () => {
  const answer = (headers: Record<string, string>) =>
    fetch(`${house.url}/api/hangouts/${house.hangoutId}/answers`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ answers: { [find(house.room.kids, 'Leo').id]: 'maybe' } }),
    })
  expect((await answer({ Authorization: `Bearer ${token}` })).status).toBe(200)
  for (const Authorization of ['Basic eA==', `Bearer ${token} x`]) {
    expect((await answer({ Authorization, Cookie: cookie, Origin: house.url })).status).toBe(401)
    expect((await answer({ Authorization, Cookie: cookie })).status).toBe(403)
  }
})

test('reading needs no Origin', async () => {
  expect((await get({ url: house.url, cookie }, '/api/session')).status).toBe(200)
})
