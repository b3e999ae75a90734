/** Who may do what in the console, as a table: every route as everybody who might ask, and what must not leak. */
import { find } from '@sidegate/core/testing/room-12'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashToken, newSessionId, newToken } from '../store/tokens.ts'
import { type Asking, get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
const askers = new Map<string, Asking>()

/** Ada organizes the other circle. "unproved": Grace, who was last asked who she is two hours ago. */
const WHO = [
  'stranger',
  'guardian',
  'organizer',
  'unproved organizer',
  'unconfirmed organizer',
  "another circle's organizer",
  'operator',
] as const
type Who = (typeof WHO)[number]

const HOUR = 60 * 60 * 1000

beforeAll(async () => {
  house = await startHouse()
  const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
  askers.set('stranger', { url: house.url })
  askers.set('unproved organizer', await as('Grace'))
  const { db } = house.store.sqlite
  await db.updateTable('guardians').set({ joined_at: null }).where('id', '=', guardian('Chidi')).execute()
  house.clock.now += 2 * HOUR
  askers.set('guardian', await as('Mara'))
  askers.set('organizer', await as('Grace'))
  askers.set("another circle's organizer", await as("Ada's guardian"))
  askers.set('operator', await as('Idris'))
  const token = newToken()
  await house.store.sessions.open({
    id: newSessionId(),
    tokenHash: hashToken(token),
    guardianId: find(house.room.guardians, 'Grace').id,
    at: house.clock.now,
    level: 'answers',
  })
  askers.set('unconfirmed organizer', { url: house.url, token })
})
afterAll(() => house.stop())

const guardian = (name: string) => find(house.room.guardians, name).id
const kid = (name: string) => find(house.room.kids, name).id
const family = (name: string) => find(house.room.families, name).id
const room = (path: string) => `/api/admin/circles/${house.room.id}${path}`

interface Story {
  path: () => string
  /** A command; without one it is a question. */
  body?: unknown
  allowed: Who[]
  /** Asked again who they are, because the last time was long ago. */
  asks?: Who[]
}

const organizers: Who[] = ['organizer', 'unproved organizer']
const proved = { allowed: ['organizer'] as Who[], asks: ['unproved organizer'] as Who[] }
const person = { name: 'Someone', email: '', phone: '' }

const STORIES: Record<string, Story> = {
  'the overview': {
    path: () => '/api/admin/overview',
    allowed: [...organizers, "another circle's organizer", 'operator'],
  },
  'a circle': { path: () => room(''), allowed: [...organizers, 'operator'] },
  'its people': { path: () => room('/people'), allowed: organizers },
  'one family': { path: () => room(`/families/${family("Luka's family")}`), allowed: organizers },
  'its audit': { path: () => room('/audit'), allowed: organizers },
  'the audit of the house': { path: () => '/api/admin/audit', allowed: ['operator'] },
  'a new circle': {
    path: () => '/api/admin/circles',
    body: { name: 'Chess', zone: 'Europe/Madrid', organizer: { name: 'Vera', email: '' } },
    allowed: ['operator'],
  },
  'a new family': {
    path: () => room('/families'),
    body: { name: '', guardian: person, kids: [] },
    allowed: organizers,
  },
  'a new guardian': {
    path: () => room(`/families/${family("Luka's family")}/guardians`),
    body: person,
    allowed: organizers,
  },
  'a new kid': {
    path: () => room(`/families/${family("Luka's family")}/kids`),
    body: { name: 'Ines' },
    allowed: organizers,
  },
  "a family's name": {
    path: () => room(`/families/${family("Noah's family")}`),
    body: { name: "Noah's home" },
    allowed: organizers,
  },
  "a guardian's name": {
    path: () => room(`/guardians/${guardian('Stefan')}`),
    body: { name: 'Štefan' },
    allowed: organizers,
  },
  "a kid's name": {
    path: () => room(`/kids/${kid('Noah')}`),
    body: { name: 'Noah B.' },
    allowed: organizers,
  },
  roles: {
    path: () => room(`/guardians/${guardian('Lucía')}/roles`),
    body: { safeguarding: true },
    ...proved,
  },
  'a fresh link': {
    path: () => room(`/guardians/${guardian('Joost')}/link`),
    body: { how: 'copied' },
    ...proved,
  },
  'a guardian linked to a kid': {
    path: () => room(`/kids/${kid('Anya')}/guardians/${guardian('Irina')}`),
    body: {},
    ...proved,
  },
  "the end of a guardian's link to a kid": {
    path: () => room(`/kids/${kid('Leo')}/guardians/${guardian('Joost')}/end`),
    body: {},
    ...proved,
  },
  'an address that no mail reached': {
    path: () => room(`/guardians/${guardian('Chidi')}/email`),
    body: { email: 'chidi@mail.example' },
    ...proved,
  },
  'a guardian removed': { path: () => room(`/guardians/${guardian('Carla')}/remove`), body: {}, ...proved },
  'a family removed': {
    path: () => room(`/families/${family("Theo's family")}/remove`),
    body: {},
    ...proved,
  },
}

describe('in the console', () => {
  // Who is allowed comes last, so that what they do is still to be done when the others ask.
  const cases = Object.entries(STORIES).flatMap(([what, { allowed, asks = [] }]) =>
    WHO.toSorted((a, b) => Number(allowed.includes(a)) - Number(allowed.includes(b))).map((who) => ({
      what,
      who,
      expected: allowed.includes(who) ? 'found' : asks.includes(who) ? 'asked again' : 'nothing there',
    })),
  )
  test.each(cases)('$what, as $who: $expected', async ({ what, who, expected }) => {
    const { path, body } = STORIES[what] as Story
    const asker = askers.get(who) as Asking
    const { status, text } = await (body === undefined ? get(asker, path()) : send(asker, path(), body))
    const answers = {
      found: 200,
      'asked again': [403, '{"error":"prove-again"}'],
      'nothing there': who === 'stranger' ? [401, '{"error":"signed-out"}'] : [404, '{"error":"not-found"}'],
    }
    expect(expected === 'found' ? status : [status, text]).toEqual(answers[expected as keyof typeof answers])
  })

  test('house rule 3: somebody of another circle is as unknown as nobody', async () => {
    const grace = askers.get('organizer') as Asking
    const [ada] = house.other.guardians
    const nobody = 'gua_0000000000000000000000'
    for (const path of ['/link', '/roles', '/remove', ''])
      for (const id of [ada?.id, nobody]) {
        const body = { how: 'copied', organizer: true, name: 'Ada' }
        const { status, text } = await send(grace, room(`/guardians/${id}${path}`), body)
        expect([path, id, status, text]).toEqual([path, id, 404, '{"error":"not-found"}'])
      }
    const [kidOfOther] = house.other.kids
    const linked = await send(grace, room(`/kids/${kidOfOther?.id}/guardians/${guardian('Grace')}`), {})
    expect(linked.status).toBe(404)
  })

  test('whose powers ran out is asked again, on every page, and somebody without any finds nothing', async () => {
    const idle = { url: house.url, token: await house.signIn('Grace') }
    const plain = { url: house.url, token: await house.signIn('Wanjiru') }
    house.clock.now += 13 * HOUR
    for (const path of ['/api/admin/overview', room(''), room('/people'), room('/audit')]) {
      expect((await get(idle, path)).text).toBe('{"error":"prove-again"}')
      expect((await get(plain, path)).text).toBe('{"error":"not-found"}')
    }
  })
})
