/** P8: revoked means gone. With real sockets and streams that wait for what others do. */
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAuthenticate } from './auth/session.ts'
import { createLive, type LiveEvent } from './live.ts'
import { createLog } from './log.ts'
import { momentNow } from './recent-news.ts'
import { hashToken } from './store/tokens.ts'
import { openRaw } from './sync/testing.ts'
import { type Asking, get, send, submit } from './testing/asking.ts'
import { type House, startHouse } from './testing/house.ts'
import { openStream, type Stream } from './testing/listening.ts'

const STEP_1 = Buffer.from([0, 0, 1, 0]) // of an empty document: from here on the room relays to this socket

let house: House
const streams: Stream[] = []
const sockets: Awaited<ReturnType<typeof openRaw>>[] = []

beforeEach(async () => {
  house = await startHouse()
})
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.leave()
  for (const { ws } of sockets.splice(0)) ws.terminate()
  await house.stop()
})

const as = async (name: string): Promise<Asking & { token: string }> => ({
  url: house.url,
  token: await house.signIn(name),
})

async function listen(who: Asking): Promise<Stream> {
  const stream = await openStream(who)
  streams.push(stream)
  return stream
}

async function openDocument(who: Asking, address: string) {
  const socket = await openRaw(`${house.url.replace('http', 'ws')}/sync/${address}`, {
    headers: { authorization: `Bearer ${who.token}` },
  })
  sockets.push(socket)
  socket.ws.send(STEP_1)
  await socket.roundTrip()
  return socket
}

const plan = () => `plan/${house.hangoutId}/1`
const board = (circle: { id: string }) => `board/${circle.id}/1`
const leave = (who: Asking, circleId = house.room.id) =>
  send(who, `/api/circles/${circleId}/leave`, { sure: 'yes' })
const move = (who: Asking, title: string) =>
  send(who, `/api/hangouts/${house.hangoutId}/frame`, {
    title,
    startsAt: '2026-11-28T15:00',
    endsAt: '2026-11-28T17:00',
    area: 'Here',
  })

/** The same device is in as somebody of the other circle, too. */
async function alsoIn(who: { token: string }, name: string) {
  const { db } = house.store.sqlite
  const session = await db
    .selectFrom('sessions')
    .select('id')
    .where('token_hash', '=', hashToken(who.token))
    .executeTakeFirstOrThrow()
  await db
    .insertInto('session_guardians')
    .values({
      session_id: session.id,
      guardian_id: find(house.other.guardians, name).id,
      level: 'full',
      proved_at: house.clock.now,
      added_at: house.clock.now + 1,
    })
    .execute()
}

test('P8: who leaves is out on every device within a second: sockets, streams, sessions, links; not a frame after the commit', async () => {
  const [phone, laptop, jelena] = [await as('Mara'), await as('Mara'), await as('Jelena')]
  const link = await house.linkFor('Mara')
  const open = await Promise.all(
    [phone, laptop].flatMap((who) => [openDocument(who, plan()), openDocument(who, board(house.room))]),
  )
  const heard = [await listen(phone), await listen(laptop)]
  await move(jelena, 'Before')
  await Promise.all(heard.map((stream) => stream.heard('card')))
  const frames = () => open.map((socket) => socket.frames.length)

  const answer = await leave(phone)
  const at = performance.now()
  const framesThen = frames()
  expect([answer.status, answer.json]).toEqual([200, { to: '/signed-out' }])
  const closes = await Promise.all(open.map((socket) => socket.closed))
  await Promise.all(heard.map((stream) => stream.ended))
  expect(performance.now() - at).toBeLessThan(1000)
  for (const close of closes) expect(close.code).toBe(4403)
  for (const { events } of heard)
    expect(events.at(-1)).toEqual({ event: 'signed-out', data: { reason: 'ended' } })

  const eventsThen = heard.map(({ events }) => events.length)
  await move(jelena, 'After')
  expect(frames()).toEqual(framesThen)
  expect(heard.map(({ events }) => events.length)).toEqual(eventsThen)
  for (const who of [phone, laptop])
    for (const path of ['/api/session', `/api/circles/${house.room.id}`, `/api/hangouts/${house.hangoutId}`])
      expect((await get(who, path)).text).toBe('{"error":"signed-out"}')
  expect(
    (await submit({ url: house.url }, `/api/links/${link}/open`, {})).headers.get('set-cookie'),
  ).toBeNull()
  expect((await get({ url: house.url, token: phone.token }, '/api/visit')).json).toMatchObject({
    guardianIds: [],
    ended: [find(house.room.guardians, 'Mara').id],
  })
})

test('leaving one circle leaves the others of the same device alone, which is told to wipe that one', async () => {
  const phone = await as('Mara')
  await alsoIn(phone, "Bilal's guardian")
  const [here, there] = [await openDocument(phone, plan()), await openDocument(phone, board(house.other))]
  const stream = await listen(phone)
  expect((await leave(phone)).json).toEqual({ to: '/week' })
  expect((await here.closed).code).toBe(4403)
  await stream.ended
  expect(stream.events.at(-1)).toEqual({ event: 'left', data: {} })

  await there.roundTrip()
  expect(there.ws.readyState).toBe(there.ws.OPEN)
  expect((await get(phone, `/api/circles/${house.other.id}`)).status).toBe(200)
  const gone = await get(phone, `/api/circles/${house.room.id}`)
  const unknown = await get(phone, '/api/circles/cir_0000000000000000000000')
  expect([gone.status, gone.text]).toEqual([unknown.status, unknown.text])
  expect((await get(phone, '/api/visit')).json).toMatchObject({
    guardianIds: [find(house.other.guardians, "Bilal's guardian").id],
    ended: [find(house.room.guardians, 'Mara').id],
  })
  const again = await listen(phone)
  expect(again.events).toEqual([])
})

test('R22: who asked for a stream while they were shown out does not stay in it', async () => {
  const visit = await createAuthenticate({
    sessions: house.store.sessions,
    cookieName: 'sidegate',
    now: () => house.clock.now,
  })(new Headers({ authorization: `Bearer ${await house.signIn('Mara')}` }))
  if (!visit) throw new Error('Mara is signed in')
  const live = createLive({ store: house.store, log: createLog('silent') })
  const heard: string[] = []
  const listener = { visit, send: ({ event }: LiveEvent) => heard.push(event), end: () => heard.push('end') }
  live.guardiansEnded([visit.guardians[0].guardianId])
  live.join(listener, momentNow())
  expect(heard).toEqual(['signed-out', 'end'])
  live.rosterChanged(house.room.id)
  live.linesChanged(house.room.id)
  expect(heard).toHaveLength(2)
  live.drain()
})

test('a family that leaves is on no list ahead, its answers go, and what it had taken on is free again', async () => {
  const wanjiru = await as('Wanjiru')
  const jelena = await as('Jelena')
  const family = find(house.room.families, "Zuri's family").id
  const zuri = find(house.room.kids, 'Zuri').id
  const facts = async () => (await get(jelena, `/api/hangouts/${house.hangoutId}`)).json
  const before = await facts()
  expect(before.content.claims.some((claim: { familyId: string }) => claim.familyId === family)).toBe(true)
  expect(JSON.stringify(before.coming)).toContain(zuri)
  const stream = await listen(jelena)
  await leave(wanjiru)
  await stream.heard('card')
  const after = await facts()
  expect(JSON.stringify(after)).not.toContain(family)
  expect(JSON.stringify(after)).not.toContain(zuri)
  const rows = await house.store.sqlite.db.selectFrom('rsvps').select('kid_id').execute()
  expect(rows.map((row) => row.kid_id)).not.toContain(zuri)
  // By nobody's name: the house gave it back.
  const { changes } = (await get(jelena, `/api/hangouts/${house.hangoutId}/history`)).json
  expect(JSON.stringify(changes)).not.toContain(find(house.room.guardians, 'Wanjiru').id)
})

test('a kid with another home stays on the list, with that home’s answer alone; nothing tells of the one that left', async () => {
  const [irina, pavel] = [await as('Irina'), await as('Pavel')]
  const anya = find(house.room.kids, 'Anya').id
  const answer = (who: Asking, given: string) =>
    send(who, `/api/hangouts/${house.hangoutId}/answers`, { answers: { [anya]: given } })
  await answer(irina, 'not-this-time')
  await answer(pavel, 'going')
  await leave(irina)
  const host = (await get(await as('Jelena'), `/api/hangouts/${house.hangoutId}`)).json
  expect(host.answers.pleaseAsk).toEqual([])
  expect(JSON.stringify(host.coming)).toContain(anya)
  const own = await get(pavel, `/api/circles/${house.room.id}/family`)
  expect(own.text).not.toContain('Irina')
  expect(own.json.audit).toEqual([])
})

test('a family of two guardians stays when one of them leaves, with its kids, claims and answers', async () => {
  const [mara, joost] = [await as('Mara'), await as('Joost')]
  await leave(mara)
  const plan = (await get(joost, `/api/hangouts/${house.hangoutId}`)).json
  const family = find(house.room.families, "Tessa's family").id
  expect(plan.mine.map((kid: { name: string }) => kid.name)).toEqual(['Tessa', 'Leo'])
  expect(plan.content.claims.some((claim: { familyId: string }) => claim.familyId === family)).toBe(true)
  const { guardians, audit } = (await get(joost, `/api/circles/${house.room.id}/family`)).json
  expect(guardians.map((one: { name: string }) => one.name)).toEqual(['Joost'])
  expect(audit).toMatchObject([{ act: 'guardian-left', by: { part: 'guardian', name: 'Mara' } }])
})

test('a hangout whose host leaves goes on with the co-host; without one it is off', async () => {
  const mara = await as('Mara')
  const stateNow = async () => (await get(mara, `/api/hangouts/${house.hangoutId}`)).json
  await leave(await as('Jelena'))
  expect((await stateNow()).card).toMatchObject({ host: "Santiago's family", state: 'sent' })
  await leave(await as('Rafael'))
  expect((await stateNow()).card.state).toBe('sent')
  await leave(await as('Lucía'))
  expect((await stateNow()).card.state).toBe('off')
})

test('the last organizer and the last operator hand their office on before they leave', async () => {
  for (const [name, reason] of [
    ['Grace', 'last-organizer'],
    ['Idris', 'last-operator'],
  ] as const) {
    const who = await as(name)
    const refused = await leave(who)
    expect([refused.status, refused.json]).toEqual([400, { error: 'invalid', fields: { sure: reason } }])
    expect((await get(who, '/api/session')).status).toBe(200)
  }
})

test('two organizers who leave at once: one of them stays', async () => {
  const { db } = house.store.sqlite
  const [grace, mara] = ['Grace', 'Mara'].map((name) => find(house.room.guardians, name).id)
  await db
    .updateTable('guardians')
    .set({ organizer: 1 })
    .where('id', '=', mara ?? '')
    .execute()
  const who = [await as('Grace'), await as('Mara')] as const
  const left = () =>
    db
      .selectFrom('guardians')
      .select('id')
      .where('organizer', '=', 1)
      .where('left_at', 'is', null)
      .where('id', 'in', [grace ?? '', mara ?? ''])
      .execute()
  // Both are asked about while another write goes on, so that each finds the other still there.
  const release = Promise.withResolvers<void>()
  const writing = db.transaction().execute(() => release.promise)
  const leaving = [
    house.store.leaving.end({
      guardianIds: [grace ?? ''],
      by: { guardianId: grace ?? '', part: 'organizer' },
      at: 1,
    }),
    house.store.leaving.end({
      guardianIds: [mara ?? ''],
      by: { guardianId: mara ?? '', part: 'organizer' },
      at: 1,
    }),
  ]
  release.resolve()
  await writing
  expect((await Promise.all(leaving)).filter((one) => one === 'last-organizer')).toHaveLength(1)
  expect(await left()).toHaveLength(1)
  expect(
    (await Promise.all(who.map((one) => get(one, '/api/session')))).map(({ status }) => status).sort(),
  ).toEqual([200, 401])
})

test('nobody removes the last operator, not even oneself', async () => {
  const { id } = find(house.room.guardians, 'Idris')
  const { db } = house.store.sqlite
  await db.updateTable('guardians').set({ organizer: 1 }).where('id', '=', id).execute()
  const idris = await as('Idris')
  for (const path of [`guardians/${id}`, `families/${find(house.room.families, "Malik's family").id}`]) {
    const refused = await send(idris, `/api/admin/circles/${house.room.id}/${path}/remove`, {})
    expect([refused.status, refused.json.fields]).toEqual([400, { guardian: 'last-operator' }])
  }
  expect((await get(idris, '/api/session')).status).toBe(200)
})

test('a device that hasn’t shown whose it is, another circle and an unknown one: nobody leaves by them', async () => {
  const token = await house.signIn('Mara')
  await house.store.sqlite.db
    .updateTable('session_guardians')
    .set({ level: 'answers' })
    .where('guardian_id', '=', find(house.room.guardians, 'Mara').id)
    .execute()
  expect((await leave({ url: house.url, token })).text).toBe('{"error":"confirm-first"}')
  const jelena = await as('Jelena')
  const [other, unknown] = [
    await leave(jelena, house.other.id),
    await leave(jelena, 'cir_0000000000000000000000'),
  ]
  expect([other.status, other.text]).toEqual([unknown.status, unknown.text])
  expect(other.text).toBe('{"error":"not-found"}')
  expect((await submit(jelena, `/api/circles/${house.room.id}/leave`, {})).headers.get('location')).toBe(
    `/family/${house.room.id}/leave?problem=invalid`,
  )
  expect((await get(jelena, '/api/session')).status).toBe(200)
})

test('rows of who left go after 30 days, and the keys of their names with them', async () => {
  const { db } = house.store.sqlite
  const family = find(house.room.families, "Zuri's family").id
  const zuri = find(house.room.kids, 'Zuri').id
  await leave(await as('Wanjiru'))
  const left = async () => {
    const keys = await db.selectFrom('data_keys').select('subject_id').execute()
    return keys.filter(({ subject_id: id }) => id === family || id === zuri).length
  }
  const DAY = 24 * 60 * 60 * 1000
  await house.store.forget(house.clock.now + 30 * DAY - 1)
  expect(await left()).toBe(2)
  await house.store.forget(house.clock.now + 30 * DAY + 1)
  expect(await left()).toBe(0)
  expect(await db.selectFrom('families').select('id').where('id', '=', family).execute()).toEqual([])
  expect(await db.selectFrom('kids').select('id').where('id', '=', zuri).execute()).toEqual([])
})
