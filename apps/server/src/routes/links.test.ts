import { CLOSE } from '@sidegate/core/documents/protocol'
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { DAY } from '../store/store.ts'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'
import { openStream } from '../testing/listening.ts'

let house: House
let visitor: Asking
beforeEach(async () => {
  house = await startHouse({ linkOpeningsPerMinute: 10 })
  visitor = { url: house.url }
})
afterEach(() => house.stop())

const cookieOf = (headers: Headers) => (headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''

test('the button on a personal link signs in, on as many devices as wanted; each further one is asked who it is', async () => {
  const link = await house.linkFor('Mara')
  for (const page of ['/', '/are-you']) {
    const opened = await submit(visitor, `/api/links/${link}/open`, {})
    expect([opened.status, opened.headers.get('location')]).toEqual([303, page])
    const [cookie] = opened.headers.getSetCookie()
    expect(cookie).toMatch(/^sidegate=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
    const session = await get({ ...visitor, cookie: cookieOf(opened.headers) }, '/api/session')
    expect(session.json).toMatchObject({
      guardian: { name: 'Mara', id: find(house.room.guardians, 'Mara').id },
      circles: [{ id: house.room.id, name: 'Grade 5, Room 12', role: 'guardian' }],
      operator: false,
    })
  }
  const { db } = house.store.sqlite
  const kept = JSON.stringify(await db.selectFrom('personal_links').selectAll().execute())
  expect(kept).not.toContain(link)
})

test('on https the cookie is bound to the host', async () => {
  await house.stop()
  house = await startHouse({ publicUrl: 'https://hangouts.example.org' })
  const link = await house.linkFor('Mara')
  const opened = await submit(
    { url: house.url.replace(/.*/, await localUrl(house)) },
    `/api/links/${link}/open`,
    {},
    {
      Origin: 'https://hangouts.example.org',
    },
  )
  expect(opened.headers.getSetCookie()[0]).toMatch(/^__Host-sidegate=.*; Secure; SameSite=Lax$/)
  expect(opened.headers.get('strict-transport-security')).toMatch(/max-age/)
})

test('an unknown link says no more than that', async () => {
  const unknown = await submit(visitor, `/api/links/${'x'.repeat(43)}/open`, {})
  expect([unknown.status, unknown.headers.get('location')]).toEqual([303, '/l/unknown?problem=link'])
  expect(unknown.headers.getSetCookie()).toEqual([])
  const json = await send(visitor, `/api/links/${'x'.repeat(43)}/open`, {})
  expect([json.status, json.text]).toEqual([404, '{"error":"not-found"}'])
  const revoked = await house.linkFor('Mara')
  await house.store.sqlite.db.updateTable('personal_links').set({ revoked_at: 1 }).execute()
  expect((await send(visitor, `/api/links/${revoked}/open`, {})).text).toBe(json.text)
})

test('P24, R24: fifty looks of a mail scanner at a link use up nothing: whose it is still comes in first', async () => {
  const link = await house.linkFor('Mara')
  for (let i = 0; i < 50; i++)
    for (const path of [`/api/links/${link}/open`, `/l/${link}`])
      for (const method of ['GET', 'HEAD']) await fetch(house.url + path, { method })
  const { db } = house.store.sqlite
  expect(await db.selectFrom('sessions').selectAll().execute()).toEqual([])
  const [kept] = await db.selectFrom('personal_links').selectAll().execute()
  expect([kept?.used_at, kept?.last_used_at]).toEqual([null, null])
  expect((await send(visitor, `/api/links/${link}/open`, {})).json).toEqual({ to: '/', added: false })
})

test('P24: another site opens no link', async () => {
  const link = await house.linkFor('Mara')
  const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
  const refused = await submit(visitor, `/api/links/${link}/open`, {}, evil)
  expect(refused.headers.get('location')).toBe('/l/unknown?problem=forbidden-origin')
  expect(refused.headers.getSetCookie()).toEqual([])
  expect(await house.store.sqlite.db.selectFrom('sessions').selectAll().execute()).toEqual([])
})

test('P24: a token that was planted in a browser is worth nothing after coming in (fixation)', async () => {
  const planted = 'x'.repeat(43)
  const opened = await submit(
    { ...visitor, cookie: `sidegate=${planted}` },
    `/api/links/${await house.linkFor('Mara')}/open`,
    {},
  )
  expect(cookieOf(opened.headers)).not.toContain(planted)
  expect((await get({ ...visitor, cookie: `sidegate=${planted}` }, '/api/session')).status).toBe(401)
  // Nor is a real one that the planter came by as somebody else.
  const eve = cookieOf(
    (await submit(visitor, `/api/links/${await house.linkFor('Jelena')}/open`, {})).headers,
  )
  await submit({ ...visitor, cookie: eve }, `/api/links/${await house.linkFor('Mara')}/open`, { also: '1' })
  expect((await get({ ...visitor, cookie: eve }, '/api/session')).status).toBe(401)
})

test('a fresh link of the same adult in another circle is added to the device, when they say so', async () => {
  const page = { ...visitor, cookie: '' }
  page.cookie = cookieOf(
    (await submit(visitor, `/api/links/${await house.linkFor('Mara')}/open`, {})).headers,
  )
  const other = await house.linkFor("Bilal's guardian")
  const added = await send(page, `/api/links/${other}/open`, { also: '1', to: '/week' })
  expect(added.json).toEqual({ to: '/week', added: true })
  page.cookie = cookieOf(added.headers)
  const { json } = await get(page, '/api/session')
  expect(json.circles.map((circle: { id: string }) => circle.id)).toEqual([house.room.id, house.other.id])
  // Each circle is asked as its own guardian.
  expect((await get(page, `/api/circles/${house.room.id}`)).status).toBe(200)
  expect((await get(page, `/api/circles/${house.other.id}`)).status).toBe(200)
})

test('a link of a guardian, or of a family, that left opens nothing', async () => {
  const { db } = house.store.sqlite
  const { id, familyId } = find(house.room.guardians, 'Mara')
  const link = await house.linkFor('Mara')
  await db.updateTable('guardians').set({ left_at: 1 }).where('id', '=', id).execute()
  expect((await send(visitor, `/api/links/${link}/open`, {})).status).toBe(404)
  await db.updateTable('guardians').set({ left_at: null }).where('id', '=', id).execute()
  await db.updateTable('families').set({ left_at: 1 }).where('id', '=', familyId).execute()
  expect((await send(visitor, `/api/links/${link}/open`, {})).status).toBe(404)
})

test('one link is opened twenty times a minute at most, from wherever', async () => {
  await house.stop()
  house = await startHouse({ linkOpeningsPerMinute: 1000, trustProxy: 1 })
  visitor = { url: house.url }
  const link = await house.linkFor('Mara')
  const open = (i: number, path = link) =>
    send(visitor, `/api/links/${path}/open`, {}, { 'X-Forwarded-For': `198.51.100.${i}` })
  const statuses = []
  for (let i = 0; i < 22; i++) statuses.push((await open(i)).status)
  expect(statuses).toEqual([...Array(20).fill(200), 429, 429])
  expect((await open(1, await house.linkFor('Jelena'))).status).toBe(200)
})

test('opening is limited per address, wide', async () => {
  const link = await house.linkFor('Mara')
  const statuses = []
  for (let i = 0; i < 12; i++) statuses.push((await send(visitor, `/api/links/${link}/open`, {})).status)
  expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
  house.clock.now += 61_000
  expect((await send(visitor, `/api/links/${link}/open`, {})).status).toBe(200)
})

test('opening another link ends the session that was there (no fixation)', async () => {
  const [mara, jelena] = [await house.linkFor('Mara'), await house.linkFor('Jelena')]
  const cookie = cookieOf((await submit(visitor, `/api/links/${mara}/open`, {})).headers)
  const second = cookieOf((await submit({ ...visitor, cookie }, `/api/links/${jelena}/open`, {})).headers)
  expect((await get({ ...visitor, cookie }, '/api/session')).status).toBe(401)
  expect((await get({ ...visitor, cookie: second }, '/api/session')).json.guardian.name).toBe('Jelena')
})

/** A page of Mara's: its cookie, its stream and its socket in the plan. */
async function openPage() {
  const opened = await submit(visitor, `/api/links/${await house.linkFor('Mara')}/open`, {})
  const page = { ...visitor, cookie: cookieOf(opened.headers) }
  const stream = await openStream(page)
  const socket = connect(page.cookie)
  await socket.firstFrame
  return { page, stream, socket }
}

function connect(cookie: string) {
  const address = `${house.url.replace('http', 'ws')}/sync/plan/${house.hangoutId}/1`
  const socket = new WebSocket(address, { headers: { Cookie: cookie, Origin: house.url } })
  const firstFrame = new Promise<void>((done) => socket.once('message', () => done()))
  const closed = new Promise<number>((done) => socket.once('close', (code) => done(code)))
  return { firstFrame, closed, leave: () => socket.close() }
}

test("one's own link once more on the same device is no signing out: open tabs come back with the new cookie", async () => {
  const { page, stream, socket } = await openPage()
  const again = await submit(page, `/api/links/${await house.linkFor('Mara')}/open`, {})
  expect(again.status).toBe(303)
  expect(await socket.closed).toBe(CLOSE.restarting)
  await stream.ended
  expect(stream.events).toEqual([])
  // A tab that comes back too early, with the cookie of before, is locked and not wiped.
  expect((await get(page, '/api/session')).status).toBe(401)
  expect(await connect(page.cookie).closed).toBe(CLOSE.sessionExpired)
  const back = connect(cookieOf(again.headers))
  await back.firstFrame
  back.leave()
})

test("another person's link on the same device wipes, and the page learns that it was a change of person", async () => {
  const { page, stream, socket } = await openPage()
  await submit(page, `/api/links/${await house.linkFor('Jelena')}/open`, {})
  expect(await socket.closed).toBe(CLOSE.noAccess)
  await stream.ended
  expect(stream.events).toEqual([{ event: 'signed-out', data: { reason: 'another' } }])
})

test('a session that was ended wipes whoever comes back with it, for 30 days; one that expired only locks', async () => {
  const { page, socket } = await openPage()
  const elsewhere = await openPage()
  await submit(page, '/api/session/end', {})
  expect(await socket.closed).toBe(CLOSE.noAccess)
  expect((await get(page, '/api/session')).status).toBe(401)
  expect(await connect(page.cookie).closed).toBe(CLOSE.noAccess)
  elsewhere.stream.leave()
  house.clock.now += 29 * DAY
  await house.store.forget(house.clock.now)
  expect(await connect(page.cookie).closed).toBe(CLOSE.noAccess)
  house.clock.now += 2 * DAY
  expect(await connect(elsewhere.page.cookie).closed).toBe(CLOSE.sessionExpired)
  await house.store.forget(house.clock.now)
  expect(await connect(page.cookie).closed).toBe(CLOSE.sessionExpired)
  expect(await house.store.sqlite.db.selectFrom('sessions').selectAll().execute()).toEqual([])
})

test('a page that is opened keeps its cookie for thirty days more; a program gets none', async () => {
  const link = await house.linkFor('Mara')
  const cookie = cookieOf((await submit(visitor, `/api/links/${link}/open`, {})).headers)
  const live = async (headers: Record<string, string>) => {
    const abort = new AbortController()
    const answer = await fetch(`${house.url}/api/live`, { headers, signal: abort.signal })
    abort.abort()
    return answer.headers.getSetCookie()
  }
  expect(await live({ Cookie: cookie })).toEqual([
    `${cookie}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`,
  ])
  const token = await house.signIn('Mara')
  expect(await live({ Authorization: `Bearer ${token}`, Cookie: cookie })).toEqual([])
})

test('signing out ends the session at once', async () => {
  const link = await house.linkFor('Mara')
  const cookie = cookieOf((await submit(visitor, `/api/links/${link}/open`, {})).headers)
  const out = await submit({ ...visitor, cookie }, '/api/session/end', {})
  expect([out.status, out.headers.get('location')]).toEqual([303, '/signed-out'])
  expect(out.headers.getSetCookie()[0]).toMatch(/^sidegate=; Max-Age=0/)
  expect((await get({ ...visitor, cookie }, '/api/session')).status).toBe(401)
})

test('a session lives 30 days idle; the powers of an organizer count for 12 hours', async () => {
  const grace: Asking = { ...visitor, token: await house.signIn('Grace') }
  expect((await get(grace, '/api/admin/overview')).status).toBe(200)
  house.clock.now += 13 * 60 * 60 * 1000
  expect((await get(grace, '/api/admin/overview')).json).toEqual({ error: 'prove-again' })
  expect((await get(grace, '/api/session')).json.circles[0].role).toBe('guardian')
  house.clock.now += 29 * 24 * 60 * 60 * 1000
  expect((await get(grace, '/api/session')).status).toBe(200)
  house.clock.now += 31 * 24 * 60 * 60 * 1000
  expect((await get(grace, '/api/session')).status).toBe(401)
})

/** The address behind a public one. */
async function localUrl({ logLines }: House): Promise<string> {
  const line = logLines.find((candidate) => candidate.includes('listening'))
  return `http://127.0.0.1:${JSON.parse(line ?? '{}').port}`
}
