import { createHash } from 'node:crypto'
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCommandDigest } from '../store/command-digest.ts'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let mara: Asking
let jelena: Asking
let path: string
const kid = (name: string) => find(house.room.kids, name).id
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const page = (who: Asking) => get(who, `/api/hangouts/${house.hangoutId}`)
const answer = (answers: Record<string, string>) =>
  send(mara, `/api/hangouts/${house.hangoutId}/answers`, { answers })

beforeEach(async () => {
  house = await startHouse()
  mara = await as('Mara')
  jelena = await as('Jelena')
  path = `/api/hangouts/${house.hangoutId}/helps`
  await answer({ [kid('Tessa')]: 'going' })
})
afterEach(() => house.stop())

test('house rule 7: a help is read by hosts and by its own home; to others it is a yes like any other', async () => {
  const before = (await page(await as('Idris'))).json
  const said = await send(mara, path, { kidId: kid('Tessa'), helps: ['bring-nothing', 'ride'] })
  expect([said.status, said.json]).toEqual([200, { kidId: kid('Tessa'), helps: ['ride', 'bring-nothing'] }])
  expect((await page(jelena)).json.answers.helps).toEqual([
    { id: kid('Tessa'), name: 'Tessa', helps: ['ride', 'bring-nothing'] },
  ])
  expect((await page(mara)).json.homeOnly).toEqual([
    { kidId: kid('Tessa'), helps: ['ride', 'bring-nothing'], toldBy: null },
    { kidId: kid('Leo'), helps: [], toldBy: null },
  ])
  for (const name of ['Idris', 'Grace']) {
    const seen = await page(await as(name))
    expect(seen.text).not.toContain('bring-nothing')
    expect(seen.json.coming.map((one: { id: string }) => one.id)).toContain(kid('Tessa'))
  }
  expect((await page(await as('Idris'))).json).toEqual(before)
})

test('helps are sealed at rest, and go with a no', async () => {
  await send(mara, path, { kidId: kid('Tessa'), helps: ['food-safe'] })
  const row = async () =>
    await house.store.sqlite.db
      .selectFrom('rsvps')
      .select('helps')
      .where('kid_id', '=', kid('Tessa'))
      .executeTakeFirstOrThrow()
  expect(Buffer.from((await row()).helps ?? []).toString('latin1')).not.toContain('food')
  await answer({ [kid('Tessa')]: 'not-this-time' })
  expect((await row()).helps).toBeNull()
})

test('house rule 7: what the server remembers of a help, to do it once, tells no reader of the database which', async () => {
  const [asked, key] = [{ kidId: kid('Tessa'), helps: ['ride'] }, 'a-help-0001']
  expect((await send(mara, path, asked, { 'Idempotency-Key': key })).status).toBe(200)
  const { sqlite, commandDigest } = house.store
  const { digest } = await sqlite.db
    .selectFrom('commands')
    .select('digest')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  const content = { hangoutId: house.hangoutId, ...asked }
  expect(Buffer.from(commandDigest(content)).equals(digest)).toBe(true)
  expect(createHash('sha256').update(JSON.stringify(content)).digest().equals(digest)).toBe(false)
  expect(createCommandDigest(new Uint8Array(32))(content)).not.toEqual(digest)
})

test('a maybe asks for no help: hosts read none until it is a yes again', async () => {
  await send(mara, path, { kidId: kid('Tessa'), helps: ['ride'] })
  await answer({ [kid('Tessa')]: 'maybe' })
  expect((await page(jelena)).json.answers.helps).toEqual([])
  await answer({ [kid('Tessa')]: 'going' })
  expect((await page(jelena)).json.answers.helps).toHaveLength(1)
})

test("helps are said for one's own kid who is going, by a plain form too", async () => {
  for (const who of [jelena, await as('Grace'), await as("Ada's guardian")]) {
    const refused = await send(who, path, { kidId: kid('Tessa'), helps: ['ride'] })
    expect([refused.status, refused.text]).toEqual([404, '{"error":"not-found"}'])
  }
  const early = await send(mara, path, { kidId: kid('Leo'), helps: ['ride'] })
  expect([early.status, early.json]).toEqual([409, { error: 'changed-since' }])
  const form = await submit(mara, path, { kidId: kid('Tessa'), 'help.short-visit': '1' })
  expect(form.headers.get('location')).toBe(`/hangout/${house.hangoutId}/helps?kept=1`)
  expect((await page(mara)).json.homeOnly[0].helps).toEqual(['short-visit'])
  await send(mara, path, { kidId: kid('Tessa'), helps: [] })
  expect((await page(jelena)).json.answers.helps).toEqual([])
})
