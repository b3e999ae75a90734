/** This week: all circles of a device on one page, each asked apart. */
import { find } from '@sidegate/core/testing/room-12'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashToken } from '../store/tokens.ts'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

const DAY = 24 * 60 * 60 * 1000

let house: House
beforeAll(async () => {
  house = await startHouse()
})
afterAll(() => house.stop())

const as = async (name: string): Promise<Asking & { token: string }> => ({
  url: house.url,
  token: await house.signIn(name),
})
const week = async (who: Asking) => (await get(who, '/api/week')).json

test('what waits for an answer and what is on within seven days, of every circle of the device, as its own guardian there', async () => {
  const mara = await as('Mara')
  const { db } = house.store.sqlite
  const { id: sessionId } = await db
    .selectFrom('sessions')
    .select('id')
    .where('token_hash', '=', hashToken(mara.token))
    .executeTakeFirstOrThrow()
  const cora = find(house.other.guardians, "Cora's guardian")
  await db
    .insertInto('session_guardians')
    .values({
      session_id: sessionId,
      guardian_id: cora.id,
      level: 'full',
      proved_at: house.clock.now,
      added_at: house.clock.now + 1,
    })
    .execute()
  const { circles } = await week(mara)
  expect(
    circles.map(({ circle, me }: { circle: { name: string }; me: object }) => [circle.name, me]),
  ).toEqual([
    ['Grade 5, Room 12', { guardianId: find(house.room.guardians, 'Mara').id, familyId: expect.any(String) }],
    ['Circle 2', { guardianId: cora.id, familyId: cora.familyId }],
  ])
  const [room] = circles
  expect(room.hangouts).toMatchObject([
    {
      id: house.hangoutId,
      waits: true,
      mine: [
        { name: 'Tessa', answer: null },
        { name: 'Leo', answer: null },
      ],
    },
  ])
  expect(circles[1].hangouts[0].mine.map((kid: { name: string }) => kid.name)).toEqual(['Cora'])
})

test('an answer is given for each kid right there, by a form that comes back to the week', async () => {
  const joost = await as('Joost')
  const [tessa, leo] = ['Tessa', 'Leo'].map((name) => find(house.room.kids, name).id) as [string, string]
  const sent = await submit(joost, `/api/hangouts/${house.hangoutId}/answers?back=week`, {
    [`answer.${tessa}`]: 'going',
    [`answer.${leo}`]: 'maybe',
  })
  expect(sent.headers.get('location')).toBe('/week?answered=1')
  const fault = await submit(joost, `/api/hangouts/${house.hangoutId}/answers?back=week`, {})
  expect(fault.headers.get('location')).toBe('/week?problem=invalid')
  const { circles } = await week(joost)
  expect(circles[0].hangouts).toMatchObject([
    { waits: false, mine: [{ answer: 'going' }, { answer: 'maybe' }] },
  ])
})

test('what is further ahead than a week shows while it waits for an answer, and not after it', async () => {
  const hana = await as('Keiko')
  const early = house.clock.now
  house.clock.now -= 5 * DAY
  const signedIn = await as('Keiko')
  // Hana's family has said yes, Ruth's nothing yet.
  expect((await week(signedIn)).circles[0].hangouts).toEqual([])
  const ruth = await as('Ruth')
  expect((await week(ruth)).circles[0].hangouts).toMatchObject([{ id: house.hangoutId, waits: true }])
  // A page that shows it already keeps it where it was.
  const shown = await get(signedIn, `/api/week?also=${house.hangoutId}`)
  expect(shown.json.circles[0].hangouts).toMatchObject([{ id: house.hangoutId, waits: false }])
  house.clock.now = early
  expect((await week(hana)).circles[0].hangouts).toMatchObject([{ id: house.hangoutId, waits: false }])
})

test('house rule 3: a hangout that one’s kid is not asked to, a draft and one that is over leave no trace', async () => {
  const [ruth, host] = [await as('Ruth'), await as('Jelena')]
  const { db } = house.store.sqlite
  const set = (state: 'draft' | 'sent' | 'over') =>
    db.updateTable('hangouts').set({ state }).where('id', '=', house.hangoutId).execute()
  for (const state of ['draft', 'over'] as const) {
    await set(state)
    for (const who of [ruth, host]) expect((await week(who)).circles[0].hangouts).toEqual([])
  }
  await set('sent')
  const kid = { hangout_id: house.hangoutId, kid_id: find(house.room.kids, 'Maya K.').id }
  await db
    .deleteFrom('list_entries')
    .where((eb) => eb.and(kid))
    .execute()
  for (const path of ['/api/week', `/api/week?also=${house.hangoutId}`])
    expect((await get(ruth, path)).json.circles[0].hangouts).toEqual([])
  await db.insertInto('list_entries').values(kid).execute()
})

test('nobody’s week without a session', async () => {
  expect((await get({ url: house.url }, '/api/week')).text).toBe('{"error":"signed-out"}')
  const visit = await get({ url: house.url }, '/api/visit')
  expect(visit.json).toEqual({ installation: expect.any(String), guardianIds: [], ended: [] })
})

test('a session that was signed out is told as whom it was, for its phone to wipe; one that expired is not', async () => {
  const mara = await as('Mara')
  const own = [find(house.room.guardians, 'Mara').id]
  expect((await get(mara, '/api/visit')).json).toMatchObject({ guardianIds: own, ended: [] })
  await send(mara, '/api/session/end', {})
  expect((await get(mara, '/api/visit')).json).toMatchObject({ guardianIds: [], ended: own })
  const idle = await as('Jelena')
  house.clock.now += 31 * DAY
  expect((await get(idle, '/api/visit')).json).toMatchObject({ guardianIds: [], ended: [] })
  house.clock.now -= 31 * DAY
})
