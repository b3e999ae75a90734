import { find } from '@sidegate/core/testing/room-12'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashToken, newSessionId, newToken } from '../store/tokens.ts'
import { type Asking, get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

/**
 * A small hangout at Zuri's that went out to Tessa, Leo, Zuri and Santiago, whose family plans along: who asks for what,
 * and what they get. 404 is always the answer of a hangout that is not there (house rule 3).
 */
const CAST = [
  'nobody',
  'guardian elsewhere',
  'organizer, not on the list',
  'operator, not on the list',
  'guest',
  'unconfirmed guest',
  'unconfirmed host',
  'co-host',
  'host',
] as const
type Who = (typeof CAST)[number]

const STEPS = [
  'read',
  'see list',
  'change list',
  'send',
  'move',
  'call off',
  'back on',
  'write address',
  'answer',
  'help',
  'tell',
] as const
type Step = (typeof STEPS)[number]

const NOT_THERE = 404
const none = (status: number) =>
  Object.fromEntries(STEPS.map((step) => [step, status])) as Record<Step, number>
const guest = { ...none(NOT_THERE), read: 200, answer: 200, help: 200 }
const host = { ...none(200), tell: NOT_THERE, answer: 404, help: 404 }

const expected: Record<Who, Record<Step, number>> = {
  nobody: none(401),
  'guardian elsewhere': none(NOT_THERE),
  'organizer, not on the list': none(NOT_THERE),
  'operator, not on the list': none(NOT_THERE),
  guest,
  // Reads and answers; what is told to hosts alone waits until the device has shown whose it is.
  'unconfirmed guest': { ...guest, help: 403 },
  // A guest at most, and one whose own kid was not asked by name for: the answer below is for Tessa.
  'unconfirmed host': { ...none(NOT_THERE), read: 200 },
  'co-host': host,
  host,
}

let house: House
let id: string
const people = new Map<Who, Asking>()
const kid = (name: string) => find(house.room.kids, name).id
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })

async function furtherDevice(name: string): Promise<Asking> {
  const token = newToken()
  const guardianId = find(house.room.guardians, name).id
  const session = { id: newSessionId(), tokenHash: hashToken(token), guardianId, at: house.clock.now }
  await house.store.sessions.open({ ...session, level: 'answers' })
  return { url: house.url, token }
}

beforeAll(async () => {
  house = await startHouse()
  const wanjiru = await as('Wanjiru')
  const made = await send(wanjiru, `/api/circles/${house.room.id}/hangouts`, {
    title: 'A small evening',
    startsAt: '2026-12-04T17:30',
    endsAt: '2026-12-04T19:30',
  })
  id = made.json.id
  const asked = new Set(['Tessa', 'Leo', 'Zuri', 'Santiago'])
  const rest = house.room.kids.filter(({ name }) => !asked.has(name)).map((one) => one.id)
  await send(wanjiru, `/api/hangouts/${id}/list`, { remove: rest })
  const familyId = find(house.room.families, "Santiago's family").id
  await house.store.sqlite.db
    .insertInto('hangout_hosts')
    .values({ hangout_id: id, family_id: familyId, part: 'co-host' })
    .execute()
  await send(wanjiru, `/api/hangouts/${id}/send`, {})
  people.set('nobody', { url: house.url })
  people.set('guardian elsewhere', await as("Ada's guardian"))
  people.set('organizer, not on the list', await as('Grace'))
  people.set('operator, not on the list', await as('Idris'))
  people.set('guest', await as('Mara'))
  people.set('unconfirmed guest', await furtherDevice('Mara'))
  people.set('unconfirmed host', await furtherDevice('Wanjiru'))
  people.set('co-host', await as('Rafael'))
  people.set('host', wanjiru)
}, 30_000)
afterAll(() => house.stop())

async function take(step: Step, who: Asking, hangoutId = id) {
  const at = `/api/hangouts/${hangoutId}`
  const tessa = kid('Tessa')
  const familyId = find(house.room.families, "Tessa's family").id
  const move = {
    title: 'A small evening',
    startsAt: '2026-12-04T17:30',
    endsAt: '2026-12-04T19:30',
    area: '',
  }
  switch (step) {
    case 'read':
      return get(who, at)
    case 'see list':
      return get(who, `${at}/list`)
    case 'change list':
      return send(who, `${at}/list`, { add: [kid('Tessa')] })
    case 'send':
      return send(who, `${at}/send`, {})
    case 'move':
      return send(who, `${at}/frame`, move)
    case 'call off':
      return send(who, `${at}/cancel`, { off: true })
    case 'back on':
      return send(who, `${at}/cancel`, { off: false })
    case 'write address':
      return send(who, `${at}/address`, { address: '17 Maple Street' })
    case 'answer':
      return send(who, `${at}/answers`, { answers: { [tessa]: 'going' } })
    case 'help':
      return send(who, `${at}/helps`, { kidId: tessa, helps: ['ride'] })
    case 'tell':
      return send(who, `${at}/told`, { kidId: tessa, familyId, answer: 'maybe' })
  }
}

test.each(CAST.map((who) => ({ who })))(
  'house rule 3, access matrix: what $who may do with it',
  async ({ who }) => {
    const asking = people.get(who)
    if (!asking) throw new Error(`${who} is not here`)
    const met: Partial<Record<Step, number>> = {}
    for (const step of STEPS) {
      const { status, text } = await take(step, asking)
      met[step] = status
      if (status !== NOT_THERE) continue
      const nothing = await take(step, asking, 'han_0000000000000000000000')
      expect([step, text, status]).toEqual([step, nothing.text, nothing.status])
    }
    expect(met).toEqual(expected[who])
  },
)

test('who is not on the list finds its words nowhere: not on the circle, not in the console, not in the stream of a page', async () => {
  const wanjiru = people.get('host') as Asking
  await send(wanjiru, `/api/hangouts/${id}/address`, { address: '17 Maple Street' })
  for (const who of [
    'guardian elsewhere',
    'organizer, not on the list',
    'operator, not on the list',
  ] as const)
    for (const path of [
      `/api/circles/${house.room.id}`,
      `/api/admin/circles/${house.room.id}`,
      '/api/admin/overview',
      `/api/hangouts/${house.hangoutId}`,
    ]) {
      const seen = await get(people.get(who) as Asking, path)
      expect(seen.text, `${who} ${path}`).not.toMatch(/small evening|Maple/)
      expect(seen.text, `${who} ${path}`).not.toContain(id)
    }
})

test('the editing counts of the console leave it out, and nothing of it stands in a log', () => {
  expect(house.logLines.join('')).not.toMatch(/small evening|Maple|Tessa/)
})
