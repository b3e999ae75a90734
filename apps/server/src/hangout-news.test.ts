import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send } from './testing/asking.ts'
import { type House, startHouse } from './testing/house.ts'

let house: House
let wanjiru: Asking
let id: string
let at: string
const HOUR = 60 * 60_000
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const kid = (name: string) => find(house.room.kids, name).id

/** Mails to homes that have an address, by kind, with what they were told. */
async function mails() {
  const rows = await house.store.sqlite.db
    .selectFrom('outbox')
    .innerJoin('guardians', 'guardians.id', 'outbox.guardian_id')
    .innerJoin('data_keys', 'data_keys.subject_id', 'guardians.family_id')
    .select([
      'outbox.id',
      'outbox.kind',
      'outbox.guardian_id',
      'outbox.content',
      'guardians.family_id',
      'wrapped',
    ])
    .orderBy('outbox.made_at')
    .execute()
  return rows.map((row) => ({
    kind: row.kind,
    to: house.room.guardians.find((guardian) => guardian.id === row.guardian_id)?.name,
    content: JSON.parse(
      house.store.vault.open(
        row.family_id,
        row.wrapped,
        { table: 'outbox', column: 'content', row: row.id },
        row.content ?? new Uint8Array(),
      ),
    ),
  }))
}
const kinds = async () => (await mails()).map(({ kind, to }) => `${kind} ${to}`)

async function giveAddress(name: string) {
  const { id: guardianId, familyId } = find(house.room.guardians, name)
  const { store } = house
  await store.sqlite.db.transaction().execute(async (trx) => {
    const wrapped = await store.rows.keyOf(trx, 'family', familyId, house.clock.now)
    const place = { table: 'guardians', column: 'email', row: guardianId }
    const address = `${name.toLowerCase()}@example.org`
    await trx
      .updateTable('guardians')
      .set({
        email: store.vault.seal(familyId, wrapped, place, address),
        email_index: store.emailIndex(address),
      })
      .where('id', '=', guardianId)
      .execute()
  })
}

beforeEach(async () => {
  house = await startHouse()
  house.store.onMailQueued(() => undefined)
  wanjiru = await as('Wanjiru')
  for (const name of ['Mara', 'Wanjiru', 'Grace']) await giveAddress(name)
  const made = await send(wanjiru, `/api/circles/${house.room.id}/hangouts`, {
    title: 'Board games',
    startsAt: '2026-12-04T17:30',
    endsAt: '2026-12-04T19:30',
  })
  id = made.json.id
  at = `/api/hangouts/${id}`
  await send(wanjiru, `${at}/list`, { remove: [kid('Bennett')] })
})
afterEach(() => house.stop())

test('a draft is told to nobody; sent, to the homes on its list, once each, and never to its own family', async () => {
  await house.tend()
  expect(await mails()).toEqual([])
  await send(wanjiru, `${at}/send`, {})
  await send(wanjiru, `${at}/send`, {})
  await house.tend()
  expect(await mails()).toEqual([
    {
      kind: 'invited',
      to: 'Mara',
      content: {
        title: 'Board games',
        startsAt: '2026-12-04T17:30',
        endsAt: '2026-12-04T19:30',
        zone: 'America/New_York',
        area: '',
      },
    },
  ])
})

test('house rule 12: a move and a cancelling are told to everyone on the list, and coming back on too', async () => {
  await send(wanjiru, `${at}/send`, {})
  const move = {
    title: 'Board games',
    startsAt: '2026-12-05T10:00',
    endsAt: '2026-12-05T12:00',
    area: 'Library',
  }
  await send(wanjiru, `${at}/frame`, move)
  await send(wanjiru, `${at}/frame`, { ...move, title: 'Games' })
  await send(wanjiru, `${at}/cancel`, { off: true })
  await send(wanjiru, `${at}/cancel`, { off: false })
  const told = await mails()
  expect(told.map(({ kind }) => kind)).toEqual(['invited', 'moved', 'off', 'moved'])
  expect(told[1]?.content).toMatchObject({
    startsAt: move.startsAt,
    wasStartsAt: '2026-12-04T17:30',
    back: 0,
  })
  expect(told[3]?.content).toMatchObject({ title: 'Games', back: 1 })
})

test('a home that comes onto the list later is invited then, and hears of moves from then on', async () => {
  await send(wanjiru, `${at}/send`, {})
  await send(wanjiru, `${at}/list`, { add: [kid('Bennett'), kid('Tessa')] })
  expect(await kinds()).toEqual(['invited Mara', 'invited Grace'])
})

test('a crash between the step and its mails loses none: the next minute tells them', async () => {
  await send(wanjiru, `${at}/send`, {})
  const { db } = house.store.sqlite
  // As the disk is left when the process dies between the two transactions.
  await db.deleteFrom('outbox').execute()
  await db.updateTable('hangouts').set({ told: null, sent_at: null }).where('id', '=', id).execute()
  await house.tend()
  expect(await kinds()).toEqual(['invited Mara'])
  await house.tend()
  expect(await kinds()).toHaveLength(1)
})

test('no mail holds the address, and none is queued for a hangout that was there before mails were', async () => {
  await send(wanjiru, `${at}/address`, { address: '17 Maple Street' })
  await send(wanjiru, `${at}/send`, {})
  expect(JSON.stringify(await mails())).not.toContain('Maple')
  expect((await mails()).map(({ content }) => content.title)).not.toContain('Just-for-fun backyard afternoon')
})

test('a hangout is over from the minute of its end on: nothing is answered or moved, and its plan is closed', async () => {
  await send(wanjiru, `${at}/send`, {})
  const mara = await as('Mara')
  house.clock.now = Date.UTC(2026, 11, 5, 0, 29)
  const answer = () => send(mara, `${at}/answers`, { answers: { [kid('Tessa')]: 'going' } })
  expect((await answer()).status).toBe(200)
  house.clock.now += 60_000
  expect((await answer()).json).toEqual({ error: 'over' })
  expect((await get(mara, at)).json.card.state).toBe('over')
  await house.tend()
  const page = (await get(await as('Wanjiru'), at)).json
  expect(page.content.frame.state).toBe('over')
  expect((await house.store.hangoutMails.open()).map((one) => one.id)).not.toContain(id)
  // By the house, not by somebody: the history names nobody for it.
  const history = (await get(await as('Wanjiru'), `${at}/history`)).json
  expect(history.changes[0]).toMatchObject({ path: 'frame/state', who: null })
})

test('what is off stays off after its day, and a draft stays a draft', async () => {
  await send(wanjiru, `${at}/send`, {})
  await send(wanjiru, `${at}/cancel`, {})
  house.clock.now += 14 * 24 * HOUR
  await house.tend()
  expect((await get(await as('Mara'), at)).json.card.state).toBe('off')
})
