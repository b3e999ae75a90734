import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Session, Visit } from './auth/session.ts'
import { createLive, type LiveEvent } from './live.ts'
import { createLog } from './log.ts'
import { momentNow } from './recent-news.ts'
import { type Asking, get, send } from './testing/asking.ts'
import { type House, SUNDAY, startHouse } from './testing/house.ts'
import { openStream, type Stream } from './testing/listening.ts'

let house: House
const open: Stream[] = []

beforeEach(async () => {
  house = await startHouse()
})
afterEach(async () => {
  for (const stream of open.splice(0)) stream.leave()
  await house.stop()
})

/** Left open until the test is over. */
async function listen(who: Asking, age = 0): Promise<Stream> {
  const stream = await openStream(who, age)
  open.push(stream)
  return stream
}

const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })

const answers = (who: Asking, name: string, answer: string) =>
  send(who, `/api/hangouts/${house.hangoutId}/answers`, {
    answers: { [find(house.room.kids, name).id]: answer },
  })
const move = { title: 'Moved', startsAt: '2026-11-28T15:00', endsAt: '2026-11-28T17:00', area: 'Here' }

test('a yes is told to everyone on the list, with ids only', async () => {
  const [jelena, zuri] = [await listen(await as('Jelena')), await listen(await as('Wanjiru'))]
  await answers(await as('Mara'), 'Tessa', 'going')
  await Promise.all([jelena.heard('answers'), zuri.heard('answers')])
  expect(zuri.events).toEqual([{ event: 'answers', data: { hangoutId: house.hangoutId } }])
})

test('house rule 4: a no is heard by the hosts and the own family, and by no guest', async () => {
  const [host, guest, home] = [
    await listen(await as('Jelena')),
    await listen(await as('Wanjiru')),
    await listen(await as('Joost')),
  ]
  const mara = await as('Mara')
  await answers(mara, 'Tessa', 'not-this-time')
  await Promise.all([host.heard('answers'), home.heard('answers')])
  // The next thing that a guest hears is the next thing that concerns them.
  await send(await as('Jelena'), `/api/hangouts/${house.hangoutId}/frame`, move)
  await guest.heard('card')
  expect(guest.events.map((one) => one.event)).toEqual(['card'])
})

test('house rule 3: the own family hears of an answer where it is asked, and not the one who is asked for no kid', async () => {
  const { db } = house.store.sqlite
  const joost = find(house.room.guardians, 'Joost').id
  await db.deleteFrom('kid_guardians').where('guardian_id', '=', joost).execute()
  const [home, host] = [await listen(await as('Joost')), await listen(await as('Jelena'))]
  const mara = await as('Mara')
  await answers(mara, 'Tessa', 'going')
  await answers(mara, 'Tessa', 'not-this-time')
  await host.heard('answers')
  // The next thing that concerns him.
  const path = `/api/circles/${house.room.id}/family/own-line`
  expect((await send(mara, path, { text: 'We like to walk.' })).status).toBe(200)
  await home.heard('lines')
  expect(home.events.filter(({ event }) => event === 'answers')).toEqual([])
})

test('a moved hangout is told to its list and to whoever watches the circle, to nobody else', async () => {
  const [guest, organizer, stranger] = [
    await listen(await as('Mara')),
    await listen(await as('Grace')),
    await listen(await as("Ada's guardian")),
  ]
  await send(await as('Jelena'), `/api/hangouts/${house.hangoutId}/frame`, move)
  await Promise.all([guest.heard('card'), organizer.heard('card')])
  expect(guest.events[0]?.data).toEqual({ hangoutId: house.hangoutId, circleId: house.room.id })
  expect(stranger.events).toEqual([])
})

test('a like is heard by the circle when it changes the order, else by oneself alone', async () => {
  const [mara, jelena] = [await as('Mara'), await as('Jelena')]
  const [own, circle] = [await listen(mara), await listen(jelena)]
  const [first, , third] = house.room.board.ideas
  const like = (who: Asking, ideaId: string | undefined, liked: boolean) =>
    send(who, `/api/circles/${house.room.id}/ideas/${ideaId}/like`, { liked }, { method: 'PUT' })
  await like(mara, first?.id, false) // six likes become five: still the first
  await own.heard('order')
  await like(jelena, third?.id, true) // three become four: a tie with the second
  await like(await as('Rafael'), third?.id, true) // five: ahead of the second
  await circle.heard('order')
  for (const { data } of circle.events) expect(data).toEqual({ circleId: house.room.id })
})

test('signing out ends the streams of that session, and of no other', async () => {
  const [one, two] = [await as('Mara'), await as('Mara')]
  const [ending, staying] = [await listen(one), await listen(two)]
  await send(one, '/api/session/end', {})
  await ending.ended
  expect(ending.events).toEqual([{ event: 'signed-out', data: { reason: 'ended' } }])
  await answers(await as('Jelena'), 'Luka', 'maybe')
  await staying.heard('answers')
})

const ageSince = (asked: number) => Math.ceil(performance.now() - asked)

test('what was told between a page and its stream is heard, each thing once; a decline by no guest even then', async () => {
  const [jelena, mara, zuri] = [await as('Jelena'), await as('Mara'), await as('Wanjiru')]
  const host = await listen(jelena)
  const asked = performance.now()
  await answers(mara, 'Leo', 'not-this-time')
  await send(jelena, `/api/hangouts/${house.hangoutId}/frame`, move)
  await host.heard('card')
  const page = await listen(zuri, ageSince(asked))
  await page.heard('card')
  expect(page.events.map(({ event }) => event)).toEqual(['card'])
  const next = performance.now()
  for (const kid of ['Tessa', 'Leo']) await answers(mara, kid, 'going')
  await expect.poll(() => host.events).toHaveLength(4)
  const another = await listen(await as('Wanjiru'), ageSince(next))
  await another.heard('answers')
  await send(jelena, `/api/hangouts/${house.hangoutId}/frame`, { ...move, title: 'Again' })
  await another.heard('card')
  expect(another.events.map(({ event }) => event)).toEqual(['answers', 'card'])
})

test('a page that is older than what is remembered, or that does not say, asks anew', async () => {
  const mara = await as('Mara')
  const hearsBack = async (age: number) => (await listen(mara, age)).heard('back')
  await hearsBack(60 * 60 * 1000)
  await hearsBack(-1)
  const { status, body } = await fetch(`${house.url}/api/live`, {
    headers: { Authorization: `Bearer ${mara.token}` },
  })
  expect(status).toBe(200)
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toContain('event: back')
  await reader.cancel()
})

test('a stopping server ends the streams, so that pages come back to the next one', async () => {
  const stream = await listen(await as('Mara'))
  await house.stop()
  await stream.ended
  expect(stream.events).toEqual([])
  house = await startHouse()
})

test('a guardian has 20 streams; with one more the oldest ends, over all their sessions', async () => {
  const [phone, laptop, jelena] = [await as('Mara'), await as('Mara'), await as('Jelena')]
  const other = await listen(jelena)
  const oldest = await listen(phone)
  const next = await listen(phone)
  for (let i = 0; i < 18; i++) await listen(laptop)
  await answers(jelena, 'Luka', 'maybe')
  await oldest.heard('answers')
  await listen(laptop)
  await oldest.ended
  // It comes back by itself, so it is not told that it was signed out.
  expect(oldest.events.map(({ event }) => event)).toEqual(['answers'])
  await answers(jelena, 'Luka', 'going')
  await expect.poll(() => [next.events.length, other.events.length]).toEqual([2, 2])
})

test('sessions are checked once for all streams, and a stream that opens meanwhile is left alone', async () => {
  vi.useFakeTimers()
  try {
    const asked: string[][] = []
    const answer = Promise.withResolvers<Set<string>>()
    const living = (ids: string[]) => {
      asked.push(ids)
      return answer.promise
    }
    const { hangouts, sessions } = house.store
    const live = createLive({
      store: { hangouts, sessions: { ...sessions, living } },
      log: createLog('silent'),
    })
    const heard: [string, LiveEvent][] = []
    const join = (sessionId: string) => {
      const session: Session = {
        sessionId,
        guardianId: `gua_${sessionId}`,
        familyId: 'fam_x',
        circleId: 'cir_x',
        organizer: false,
        operator: false,
        safeguarding: false,
        confirmed: true,
        provedAt: SUNDAY,
        by: 'bearer',
      }
      const visit: Visit = { sessionId, by: 'bearer', guardians: [session] }
      const send = (event: LiveEvent) => heard.push([sessionId, event])
      live.join({ visit, send, end: () => undefined }, momentNow())
    }
    for (const sessionId of ['one', 'two', 'three']) join(sessionId)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(asked).toEqual([['one', 'two', 'three']])
    join('meanwhile')
    answer.resolve(new Set(['one', 'three']))
    await vi.advanceTimersByTimeAsync(1)
    expect(heard).toEqual([['two', { event: 'signed-out', data: { reason: 'ended' } }]])
    live.drain()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(asked).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})

test('P21: a plan that can only be read is news for operators, by its id alone, for organizers only when the whole circle is asked, and for no guest', async () => {
  const asOrganizer = await as('Grace')
  const asOperator = await as('Idris')
  const [operator, organizer, guest] = [
    await listen(asOperator),
    await listen(asOrganizer),
    await listen(await as('Mara')),
  ]
  // As a first version wrote it, without a checksum; and none that Yjs reads.
  await house.store.sqlite.transact((raw) =>
    raw
      .prepare(
        `insert into document_updates (kind, id, epoch, bytes, written_at) values ('plan', ?, 1, x'010203', 0)`,
      )
      .run(house.hangoutId),
  )
  const page = await get(await as('Mara'), `/api/hangouts/${house.hangoutId}`)
  expect([page.status, page.json.content.slots.length]).toEqual([200, 13])
  await Promise.all([operator.heard('care'), organizer.heard('editing')])
  expect(operator.events.filter(({ event }) => event === 'care')).toEqual([{ event: 'care', data: {} }])
  expect(organizer.events).toEqual([{ event: 'editing', data: { circleId: house.room.id } }])
  expect(guest.events).toEqual([])

  const overview = await get(asOperator, '/api/admin/overview')
  expect(overview.json.care).toEqual({
    documents: [{ kind: 'plan', id: house.hangoutId, since: house.clock.now }],
    disk: overview.json.care.disk,
    isSaving: true,
  })
  expect((await get(asOrganizer, '/api/admin/overview')).json.care).toBeNull()
  const circle = await get(asOrganizer, `/api/admin/circles/${house.room.id}`)
  expect(circle.json.hangouts).toMatchObject([{ id: house.hangoutId, readOnly: true }])
})
