import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let mara: Asking
let jelena: Asking
let path: string
const kid = (name: string) => find(house.room.kids, name).id
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const names = (kids: { name: string }[]) => kids.map((one) => one.name)
const page = (who: Asking) => get(who, `/api/hangouts/${house.hangoutId}`)

beforeEach(async () => {
  house = await startHouse()
  mara = await as('Mara')
  jelena = await as('Jelena')
  path = `/api/hangouts/${house.hangoutId}/answers`
})
afterEach(() => house.stop())

test('a guardian answers for two kids at once and changes it later', async () => {
  const first = await send(mara, path, { answers: { [kid('Tessa')]: 'going', [kid('Leo')]: 'maybe' } })
  expect(first.status).toBe(200)
  expect(first.json.mine).toEqual([
    { kidId: kid('Tessa'), name: 'Tessa', answer: 'going' },
    { kidId: kid('Leo'), name: 'Leo', answer: 'maybe' },
  ])
  expect(names(first.json.coming)).toContain('Tessa')
  await send(mara, path, { answers: { [kid('Tessa')]: 'not-this-time' } })
  const later = await page(mara)
  expect(names(later.json.coming)).not.toContain('Tessa')
  expect(later.json.mine[0].answer).toBe('not-this-time')
})

test('the plain form answers, changes and confirms without any script', async () => {
  const fields = { [`answer.${kid('Tessa')}`]: 'going', [`answer.${kid('Leo')}`]: 'going' }
  const answered = await submit(mara, path, fields)
  expect([answered.status, answered.headers.get('location')]).toEqual([
    303,
    `/hangout/${house.hangoutId}?answered=1`,
  ])
  expect((await page(mara)).json.mine.map((own: { answer: string }) => own.answer)).toEqual([
    'going',
    'going',
  ])
  const empty = await submit(mara, path, {})
  expect(empty.headers.get('location')).toBe(`/hangout/${house.hangoutId}?problem=invalid`)
  const signedOut = await submit({ url: house.url }, path, fields)
  expect(signedOut.headers.get('location')).toBe(`/hangout/${house.hangoutId}?problem=signed-out`)
})

test("nobody answers for another family's kid, and one such kid refuses the whole command", async () => {
  const refused = await send(mara, path, {
    answers: { [kid('Tessa')]: 'going', [kid('Zuri')]: 'not-this-time' },
  })
  expect([refused.status, refused.text]).toEqual([404, '{"error":"not-found"}'])
  expect((await page(mara)).json.mine[0].answer).toBeNull()
  expect((await send(await as("Ada's guardian"), path, { answers: { [kid('Zuri')]: 'going' } })).text).toBe(
    refused.text,
  )
  // Not even the host answers for a guest's kid.
  expect((await send(jelena, path, { answers: { [kid('Tessa')]: 'going' } })).status).toBe(404)
})

test('what is no answer is told by field', async () => {
  const faulty = await send(mara, path, { answers: { [kid('Tessa')]: 'perhaps' } })
  expect(faulty.status).toBe(400)
  expect(faulty.json).toMatchObject({ error: 'invalid', fields: { answers: expect.any(String) } })
  expect((await send(mara, path, 'nonsense')).status).toBe(400)
})

test('a command sent twice is done once: a late copy does not undo what came after it', async () => {
  const key = { 'Idempotency-Key': 'tap-0000-0001' }
  const going = { answers: { [kid('Tessa')]: 'going' } }
  await send(mara, path, going, key)
  await send(
    mara,
    path,
    { answers: { [kid('Tessa')]: 'not-this-time' } },
    { 'Idempotency-Key': 'tap-0000-0002' },
  )
  const late = await send(mara, path, going, key)
  expect(late.status).toBe(200)
  expect(late.json.mine[0].answer).toBe('not-this-time')
  const reused = await send(mara, path, { answers: { [kid('Leo')]: 'going' } }, key)
  expect([reused.status, reused.json.error]).toEqual([400, 'invalid'])
  // Keys are one's own.
  const rafael = await as('Rafael')
  const other = await send(rafael, path, { answers: { [kid('Santiago')]: 'maybe' } }, key)
  expect(other.json.mine[0].answer).toBe('maybe')
})

test('house rule 12: two homes that answer differently reach the host as "please ask", and guests not at all', async () => {
  const [irina, pavel] = [await as('Irina'), await as('Pavel')]
  await send(irina, path, { answers: { [kid('Anya')]: 'going' } })
  expect(names((await page(mara)).json.coming)).toContain('Anya')
  await send(pavel, path, { answers: { [kid('Anya')]: 'not-this-time' } })
  const host = (await page(jelena)).json
  expect(names(host.answers.pleaseAsk)).toEqual(['Anya'])
  expect(names(host.coming)).not.toContain('Anya')
  expect((await page(mara)).text).not.toContain('Anya')
  // Each home reads its own answer.
  expect((await page(irina)).json.mine[0].answer).toBe('going')
  expect((await page(pavel)).json.mine[0].answer).toBe('not-this-time')
})

test('house rule 4: a no is for today: the kid stays on the list and may say yes tomorrow', async () => {
  await send(mara, path, { answers: { [kid('Tessa')]: 'not-this-time', [kid('Leo')]: 'not-this-time' } })
  expect((await page(mara)).status).toBe(200)
  expect(names((await page(jelena)).json.answers.notThisTime)).toEqual(['Felix', 'Leo', 'Tessa'])
  await send(mara, path, { answers: { [kid('Tessa')]: 'going' } })
  expect(names((await page(jelena)).json.coming)).toContain('Tessa')
})

test('a family that chose to be counted is named to itself and to hosts only', async () => {
  const rowan = await as('Rowan')
  expect((await page(mara)).json.comingMore).toBe(1)
  const own = (await page(rowan)).json
  expect([names(own.coming).includes('Ivy'), own.comingMore]).toEqual([true, 0])
})

test('an answer to a hangout that is over is refused', async () => {
  await house.store.sqlite.db.updateTable('hangouts').set({ state: 'over' }).execute()
  const late = await send(mara, path, { answers: { [kid('Tessa')]: 'going' } })
  expect([late.status, late.json]).toEqual([409, { error: 'over' }])
})
