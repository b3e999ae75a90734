import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY } from '../store/store.ts'
import { type Asking, get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let path: string
beforeEach(async () => {
  house = await startHouse()
  path = `/api/hangouts/${house.hangoutId}/class-link`
})
afterEach(() => house.stop())

const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const stranger = (): Asking => ({ url: house.url })

/** The token of a link that somebody shared. */
async function share(name = 'Mara'): Promise<string> {
  const shared = await send(await as(name), path, {})
  expect(shared.status).toBe(200)
  const [, origin, token = ''] = /^(.*)\/c\/([\w-]{43})$/.exec(shared.json.link) ?? []
  expect(origin).toBe(house.url)
  return token
}
const open = async (who: Asking, token: string) => (await get(who, `/api/class-links/${token}`)).json
const nothing = () => ({ house: house.room.house, to: null })

test('a guest of a hangout for the whole circle shares a link that leads those on its list to the plan', async () => {
  const token = await share('Mara')
  for (const name of ['Mara', 'Jelena'])
    expect(await open(await as(name), token)).toEqual({
      house: house.room.house,
      to: `/hangout/${house.hangoutId}`,
    })
  const kept = JSON.stringify(await house.store.sqlite.db.selectFrom('class_links').selectAll().execute())
  expect(kept).not.toContain(token)
})

test('nobody becomes anybody by it: a stranger learns the name of the house, gets no cookie, and opens nothing', async () => {
  const token = await share()
  const answer = await get(stranger(), `/api/class-links/${token}`)
  expect(answer.json).toEqual(nothing())
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(await house.store.sqlite.db.selectFrom('sessions').selectAll().execute()).toHaveLength(1) // Mara's own
  expect((await send(stranger(), `/api/links/${token}/open`, {})).status).toBe(404)
})

test('house rule 3: another circle, an unknown token and an ended one answer alike, byte for byte', async () => {
  const token = await share()
  const [outsider] = house.other.guardians
  const other = await as(outsider?.name ?? '')
  const toOther = await get(other, `/api/class-links/${token}`)
  const unknown = await get(other, `/api/class-links/${'x'.repeat(43)}`)
  expect([toOther.status, toOther.text]).toEqual([200, unknown.text])
  expect(unknown.json).toEqual(nothing())
  expect((await get(other, '/api/class-links/short')).text).toBe(unknown.text)
})

test('who may share: hosts, co-hosts and guests, from a device that is theirs; nobody else finds the hangout', async () => {
  for (const name of ['Jelena', 'Mara']) await share(name)
  expect((await send(stranger(), path, {})).status).toBe(401)
  const [outsider] = house.other.guardians
  const elsewhere = await as(outsider?.name ?? '')
  const refused = await send(elsewhere, path, {})
  expect([refused.status, refused.text]).toEqual([404, '{"error":"not-found"}'])
  const mara = await as('Mara')
  await house.store.sqlite.db.updateTable('session_guardians').set({ level: 'answers' }).execute()
  expect((await send(mara, path, {})).json).toEqual({ error: 'confirm-first' })
})

test('a small hangout, a draft and one that is over are not for the class chat, and their links lead nowhere', async () => {
  const token = await share()
  const mara = await as('Mara')
  const { db } = house.store.sqlite
  const change = (values: object) =>
    db.updateTable('hangouts').set(values).where('id', '=', house.hangoutId).execute()
  for (const [values, back] of [
    [{ whole_circle: 0 }, { whole_circle: 1 }],
    [{ state: 'draft' }, { state: 'sent' }],
    [{ state: 'over' }, { state: 'sent' }],
  ] as const) {
    await change(values)
    expect((await send(mara, path, {})).status).toBe(404)
    expect(await open(mara, token)).toEqual(nothing())
    await change(back)
  }
  // What is off is not shared anew; a link that hangs in the chat already leads those on its list to where it says so.
  await change({ state: 'off' })
  expect((await send(mara, path, {})).status).toBe(404)
  expect((await open(mara, token)).to).not.toBeNull()
  await change({ state: 'sent' })
  expect((await open(mara, token)).to).not.toBeNull()
  house.clock.now += 7 * DAY // its day is over, also where nobody has said so yet
  expect((await send(mara, path, {})).status).toBe(404)
  expect(await open(mara, token)).toEqual(nothing())
})

test('hosts end every link of their hangout, guests none', async () => {
  const token = await share('Mara')
  const revoked = await send(await as('Mara'), `${path}/revoke`, {})
  expect([revoked.status, revoked.text]).toEqual([404, '{"error":"not-found"}'])
  const jelena = await as('Jelena')
  expect((await open(jelena, token)).to).not.toBeNull()
  expect((await send(jelena, `${path}/revoke`, {})).status).toBe(200)
  expect(await open(jelena, token)).toEqual(nothing())
  expect((await open(jelena, await share('Mara'))).to).not.toBeNull()
})

test('looking changes nothing, however often a scanner looks; and nobody makes links without end', async () => {
  const token = await share()
  for (let i = 0; i < 50; i++) await get(stranger(), `/api/class-links/${token}`)
  const mara = await as('Mara')
  expect((await open(mara, token)).to).not.toBeNull()
  for (let i = 1; i < 50; i++) expect((await send(mara, path, {})).status).toBe(200)
  expect((await send(mara, path, {})).json).toEqual({ error: 'too-many' })
  await share('Jelena')
})

test('the token of a class-chat link stands in no log', async () => {
  const token = await share()
  await open(stranger(), token)
  expect(house.logLines.join('\n')).not.toContain(token)
})
