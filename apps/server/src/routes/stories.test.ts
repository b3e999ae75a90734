/** Who asks for what, what they get, and what must not leak: every read of the API as everybody who might ask. */
import { formatAddress } from '@sidegate/core/documents/address'
import { find } from '@sidegate/core/testing/room-12'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, startHouse } from '../testing/house.ts'

let house: House
const tokens = new Map<string, string>()

/** Ada organizes the other circle; "stranger" has no session. */
const CAST = {
  stranger: null,
  'other circle': "Bilal's guardian",
  "another circle's organizer": "Ada's guardian",
  guest: 'Mara',
  host: 'Jelena',
  'co-host': 'Rafael',
  organizer: 'Grace',
  operator: 'Idris',
} as const
type Who = keyof typeof CAST

beforeAll(async () => {
  house = await startHouse()
  for (const [who, name] of Object.entries(CAST)) if (name) tokens.set(who, await house.signIn(name))
})
afterAll(() => house.stop())

async function ask(who: Who, path: string, init: RequestInit = {}) {
  const token = tokens.get(who)
  const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...init.headers }
  const response = await fetch(house.url + path, { ...init, headers, redirect: 'manual' })
  const text = await response.text()
  return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text) : null }
}

const hangout = () => `/api/hangouts/${house.hangoutId}`
const circle = () => `/api/circles/${house.room.id}`
const NOWHERE = '0000000000000000000000'

describe('reading', () => {
  const stories: [path: () => string, allowed: Who[]][] = [
    [
      () => '/api/session',
      ['other circle', "another circle's organizer", 'guest', 'host', 'co-host', 'organizer', 'operator'],
    ],
    [circle, ['guest', 'host', 'co-host', 'organizer', 'operator']],
    [hangout, ['guest', 'host', 'co-host', 'organizer', 'operator']],
    [() => '/api/admin/overview', ["another circle's organizer", 'organizer', 'operator']],
    [() => `/api/admin/circles/${house.room.id}`, ['organizer', 'operator']],
    [() => `/api/admin/circles/${house.other.id}`, ["another circle's organizer", 'operator']],
  ]
  const cases = stories.flatMap(([path, allowed], i) =>
    (Object.keys(CAST) as Who[]).map((who) => ({ i, path, who, allowed: allowed.includes(who) })),
  )
  test.each(cases)('$who at story $i: found $allowed', async ({ path, who, allowed }) => {
    const { status, text } = await ask(who, path())
    if (allowed) expect(status).toBe(200)
    else
      expect([status, text]).toEqual(
        who === 'stranger' ? [401, '{"error":"signed-out"}'] : [404, '{"error":"not-found"}'],
      )
  })

  test('house rule 3: what is forbidden and what does not exist answer with the same bytes and headers', async () => {
    const pairs = [
      [hangout(), `/api/hangouts/han_${NOWHERE}`],
      [circle(), `/api/circles/cir_${NOWHERE}`],
      [`/api/admin/circles/${house.room.id}`, `/api/admin/circles/cir_${NOWHERE}`],
      ['/api/admin/overview', '/api/nothing/of/the/kind'],
      [hangout(), '/api/hangouts/%00'],
    ] as const
    const headers = { Authorization: `Bearer ${tokens.get('other circle')}` }
    for (const pair of pairs) {
      const [forbidden, unknown] = await Promise.all(
        pair.map(async (path) => {
          const response = await fetch(house.url + path, { headers })
          const entries = [...response.headers].filter(([name]) => name !== 'date')
          return { status: response.status, entries, text: await response.text() }
        }),
      )
      expect(forbidden).toEqual(unknown)
      expect(forbidden?.status).toBe(404)
    }
  })
})

describe('a hangout', () => {
  test('says to a guest what they need and nothing more', async () => {
    const { json } = await ask('guest', hangout())
    expect(json).toMatchObject({
      id: house.hangoutId,
      circle: { id: house.room.id, name: 'Grade 5, Room 12' },
      house: 'Lincoln Elementary PTA',
      part: 'guest',
      plan: formatAddress({ kind: 'plan', id: house.hangoutId, epoch: 1 }),
      play: formatAddress({ kind: 'play', id: house.hangoutId, epoch: 1 }),
      zone: 'America/New_York',
      me: { name: 'Mara' },
      card: { host: "Luka's family", title: 'Just-for-fun backyard afternoon', wholeCircle: true },
      answers: null,
      comingMore: 1,
    })
    expect(json.mine.map((own: { name: string; answer: string | null }) => [own.name, own.answer])).toEqual([
      ['Tessa', null],
      ['Leo', null],
    ])
    expect(json.coming.map((kid: { name: string }) => kid.name)).toEqual([
      'Amara',
      'Bennett',
      'Diego',
      'Hana',
      'Luka',
      'Malik',
      'Noah',
      'Priya',
      'Santiago',
      'Zuri',
    ])
    expect(json.content.slots).toHaveLength(13)
  })

  test('house rule 4: guests see who is going, never who is not, and never who has not answered', async () => {
    const { text } = await ask('guest', hangout())
    // maybe, not this time, counted only, unanswered
    for (const name of ['Yusuf', 'Lena', 'Felix', 'Ivy', 'Oliver', 'Quinn', 'Theo', 'Anya', 'Maya'])
      expect([name, text.includes(name)]).toEqual([name, false])
  })

  test.each(['host', 'co-host'] as const)('a %s sees every answer and who has not answered', async (who) => {
    const { json } = await ask(who, hangout())
    const names = (kids: { name: string }[]) => kids.map((kid) => kid.name)
    expect(json.part).toBe(who)
    expect(names(json.coming)).toContain('Ivy')
    expect(json.comingMore).toBe(0)
    expect(names(json.answers.maybe)).toEqual(['Lena', 'Yusuf'])
    expect(names(json.answers.notThisTime)).toEqual(['Felix'])
    expect(names(json.answers.unanswered)).toEqual(expect.arrayContaining(['Leo', 'Tessa', 'Theo']))
    expect(json.families).toHaveLength(22)
  })

  test.each(['organizer', 'operator'] as const)(
    'an invited %s reads it as a guest, not by office',
    async (who) => {
      const { json, text } = await ask(who, hangout())
      expect(json).toMatchObject({ part: 'guest', answers: null })
      expect(text).not.toContain('Felix')
    },
  )

  test("own slots are told to the family that owns them, nobody else's", async () => {
    expect((await ask('host', hangout())).json.ownRecords).toHaveLength(13)
    expect((await ask('guest', hangout())).json.ownRecords).toEqual([])
  })
})

describe('a circle', () => {
  test('shows its hangouts, and its ideas in voted order with no number, voter or author beside them', async () => {
    const { json, text } = await ask('guest', circle())
    expect(json).toMatchObject({
      house: 'Lincoln Elementary PTA',
      role: 'guardian',
      zone: 'America/New_York',
    })
    expect(json.hangouts.map((card: { title: string }) => card.title)).toEqual([
      'Just-for-fun backyard afternoon',
    ])
    expect(json.ideas.map((idea: { title: string }) => idea.title).slice(0, 3)).toEqual([
      'Board-game night',
      'Make-your-own sundae bar',
      'Flashlight tag at the park',
    ])
    expect(json.order).toEqual(json.ideas.map((idea: { id: string }) => idea.id))
    // Mara likes the first and the third.
    expect(json.liked).toEqual([json.order[0], json.order[2]])
    expect(Object.keys(json.ideas[0]).sort()).toEqual(['costBand', 'id', 'note', 'place', 'season', 'title'])
    for (const voter of ['Wanjiru', 'Joost', 'votes', 'likes', 'count']) expect(text).not.toContain(voter)
    const others = house.room.guardians.filter((guardian) => guardian.name !== 'Mara')
    for (const { id } of others) expect(text).not.toContain(id)
  })

  test('says organizer to its organizer alone', async () => {
    expect((await ask('organizer', circle())).json.role).toBe('organizer')
    expect((await ask('operator', circle())).json.role).toBe('guardian')
  })
})

describe('the console', () => {
  test('an organizer sees the own circle, an operator all of them', async () => {
    const own = await ask('organizer', '/api/admin/overview')
    expect(own.json).toMatchObject({
      house: 'Lincoln Elementary PTA',
      operator: false,
      care: null,
      totals: { familiesIn: 22, families: 22, hangoutsAhead: 1, editing: 0 },
    })
    expect(own.json.circles).toEqual([
      {
        id: house.room.id,
        mine: true,
        name: 'Grade 5, Room 12',
        familiesIn: 22,
        families: 22,
        next: {
          title: 'Just-for-fun backyard afternoon',
          startsAt: '2026-11-28T14:00',
          zone: 'America/New_York',
          host: "Luka's family",
        },
        editing: 0,
      },
    ])
    const all = await ask('operator', '/api/admin/overview')
    expect(all.json).toMatchObject({ operator: true, totals: { families: 25, hangoutsAhead: 2 } })
    expect(all.json.circles).toHaveLength(2)
  })

  test('an operator reads how many are in a circle, and of nobody who', async () => {
    const office = await ask('operator', `/api/admin/circles/${house.room.id}`)
    expect(office.json).toMatchObject({ mine: false, counts: { families: 22, familiesIn: 22, kids: 24 } })
    for (const name of ['Tessa', 'Mara', 'Zuri']) expect(office.text).not.toContain(name)
    expect((await ask('operator', `/api/admin/circles/${house.room.id}/people`)).status).toBe(404)
  })

  test('a hangout for fewer than the whole circle leaves no trace in it (house rule 3)', async () => {
    const { db } = house.store.sqlite
    const small = (value: number) =>
      db.updateTable('hangouts').set({ whole_circle: value }).where('id', '=', house.hangoutId).execute()
    await small(0)
    for (const who of ['organizer', 'operator'] as const) {
      for (const path of ['/api/admin/overview', `/api/admin/circles/${house.room.id}`])
        expect((await ask(who, path)).text).not.toContain('Just-for-fun')
    }
    await small(1)
  })
})

describe('lists and drafts', () => {
  test('who is not on the list finds no trace; a draft is there for its hosts alone', async () => {
    const { db } = house.store.sqlite
    // An organizer's office opens no hangout.
    const bennett = { hangout_id: house.hangoutId, kid_id: find(house.room.kids, 'Bennett').id }
    await db
      .deleteFrom('list_entries')
      .where((eb) => eb.and(bennett))
      .execute()
    expect((await ask('organizer', hangout())).text).toBe('{"error":"not-found"}')
    await db.insertInto('list_entries').values(bennett).execute()

    const leaveOut = find(house.room.kids, 'Zuri')
    await db.deleteFrom('list_entries').where('kid_id', '=', leaveOut.id).execute()
    tokens.set('guest', await house.signIn('Wanjiru'))
    const gone = await ask('guest', hangout())
    expect([gone.status, gone.text]).toEqual([404, '{"error":"not-found"}'])
    expect((await ask('guest', circle())).json.hangouts).toEqual([])
    await db.insertInto('list_entries').values({ hangout_id: house.hangoutId, kid_id: leaveOut.id }).execute()
    expect((await ask('guest', hangout())).status).toBe(200)

    const state = (value: 'draft' | 'sent') =>
      db.updateTable('hangouts').set({ state: value }).where('id', '=', house.hangoutId).execute()
    await state('draft')
    expect((await ask('guest', hangout())).status).toBe(404)
    expect((await ask('host', hangout())).status).toBe(200)
    await state('sent')
  })
})

test('logs hold no name and no token', async () => {
  const link = await house.linkFor('Mara')
  await fetch(`${house.url}/api/links/${link}/open`, { method: 'POST', headers: { Origin: house.url } })
  await ask('guest', hangout())
  const lines = house.logLines.join('\n')
  expect(house.logLines.length).toBeGreaterThan(10)
  for (const secret of [link, ...tokens.values(), 'Mara', 'Tessa', 'Backyard', 'backyard'])
    expect(lines).not.toContain(secret)
})
