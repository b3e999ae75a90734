/** One's own family: who reads it, who changes what, and that two homes of a kid never learn of each other. */
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { giveEmail } from '../testing/browser.ts'
import { type House, startHouse } from '../testing/house.ts'
import { openStream } from '../testing/listening.ts'

const DAY = 24 * 60 * 60 * 1000

let house: House
beforeEach(async () => {
  house = await startHouse({ mail: { url: 'smtp://127.0.0.1:9', from: 'pta@school.example' } })
})
afterEach(() => house.stop())

const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const path = (to = '') => `/api/circles/${house.room.id}/family${to && `/${to}`}`
const change = (who: Asking, to: string, body: object = {}) => send(who, path(to), body)
const me = (name: string, more: object = {}) => ({ name, email: '', phone: '', ...more })
const saying = async (who: Asking) => (await get(who, `/api/circles/${house.room.id}`)).json.saying

test('house rule 1: an own line is read by the circle’s guardians, hears its renewal and its end, and fades after 90 days', async () => {
  const [mara, jelena] = [await as('Mara'), await as('Jelena')]
  const stream = await openStream(jelena)
  const line = { text: ' Tessa would love\n to be asked ' }
  expect((await change(mara, 'own-line', line)).json.line).toMatchObject({
    text: 'Tessa would love to be asked',
    faded: false,
    fadesAt: house.clock.now + 90 * DAY,
  })
  await stream.heard('lines')
  stream.leave()
  const said = {
    familyId: find(house.room.families, "Tessa's family").id,
    family: "Tessa's family",
    text: 'Tessa would love to be asked',
    saidAt: house.clock.now,
  }
  expect(await saying(jelena)).toEqual([said])
  // Not in another circle, and no more than that in plain on the disk.
  expect(
    JSON.stringify((await get(await as("Ada's guardian"), `/api/circles/${house.other.id}`)).json),
  ).not.toContain('Tessa')
  // A session lives 30 days idle; the days pass.
  for (let month = 0; month < 2; month++) {
    house.clock.now += 29 * DAY
    await get(jelena, '/api/session')
    await get(mara, '/api/session')
  }
  expect((await change(mara, 'own-line-again')).json.line.saidAt).toBe(house.clock.now)
  for (let month = 0; month < 3; month++) {
    house.clock.now += 29 * DAY
    await get(jelena, '/api/session')
    await get(mara, '/api/session')
  }
  expect(await saying(jelena)).toMatchObject([{ text: said.text }])
  house.clock.now += 3 * DAY
  expect(await saying(jelena)).toEqual([])
  expect((await get(mara, path())).json.line).toMatchObject({ text: said.text, faded: true })
  expect((await change(mara, 'own-line-back')).json.line).toBeNull()
  expect((await change(mara, 'own-line-again')).status).toBe(404)
})

test('names and contacts stand sealed on the disk', async () => {
  const mara = await as('Mara')
  await change(mara, 'own-line', { text: 'MARKERLINE' })
  await change(mara, 'me', me('MARKERNAME', { email: 'markermail@example.org', phone: '+1 555 0142' }))
  const { db } = house.store.sqlite
  for (const table of ['families', 'guardians', 'new_addresses', 'audit', 'outbox'] as const) {
    const rows = await db.selectFrom(table).selectAll().execute()
    const bytes = Buffer.concat(
      rows.flatMap((row) =>
        Object.values(row).map((value) => Buffer.from(value instanceof Uint8Array ? value : String(value))),
      ),
    ).toString('latin1')
    expect(bytes).not.toMatch(/MARKER|markermail|555 0142/)
  }
  expect(house.logLines.join('\n')).not.toMatch(/MARKER|markermail|555 0142/)
  expect((await get(mara, path())).json.you).toMatchObject({
    name: 'MARKERNAME',
    asked: 'markermail@example.org',
    phone: '+1 555 0142',
  })
})

test('contacts are read by their own guardian alone: not by the other one of the household, not by the kid’s other home', async () => {
  await giveEmail(house, 'Irina', 'irina@example.org')
  await change(await as('Irina'), 'me', me('Irina', { email: 'irina@example.org', phone: '555 0101' }))
  await change(await as('Mara'), 'me', me('Mara', { email: 'mara@example.org' }))
  for (const name of ['Pavel', 'Joost', 'Jelena', 'Grace']) {
    const who = await as(name)
    for (const at of [
      path(),
      `/api/circles/${house.room.id}`,
      `/api/hangouts/${house.hangoutId}`,
      '/api/week',
    ])
      expect([name, at, (await get(who, at)).text]).not.toMatchObject([
        name,
        at,
        expect.stringMatching(/irina@|0101|mara@/i),
      ])
  }
})

test('two homes of a kid: each corrects the name, neither reads a guardian, a line’s hand or a deed of the other', async () => {
  const [irina, pavel] = [await as('Irina'), await as('Pavel')]
  const anya = find(house.room.kids, 'Anya').id
  await change(irina, `kids/${anya}`, { name: 'Anya P.' })
  await change(irina, 'guardians', { name: 'Galina', email: '' })
  const his = await get(pavel, path())
  expect(his.json.kids).toEqual([{ id: anya, name: 'Anya P.' }])
  expect(his.json.guardians.map((one: { name: string }) => one.name)).toEqual(['Pavel'])
  expect(his.json.audit).toEqual([])
  expect(his.text).not.toMatch(/Irina|Galina/)
  const hers = (await get(irina, path())).json.audit
  expect(hers).toMatchObject([
    { act: 'guardian-added', by: { part: 'you' }, about: 'Galina' },
    { act: 'name-corrected', by: { part: 'you' }, about: 'Anya P.' },
  ])
})

test('a quiet end of a link to a kid stands in no family’s rows', async () => {
  const { db } = house.store.sqlite
  const { id: guardianId, familyId } = find(house.room.guardians, 'Pavel')
  for (const family of [familyId, null])
    await db
      .insertInto('audit')
      .values({
        at: house.clock.now,
        act: 'kid-link-ended',
        by_guardian_id: find(house.room.guardians, 'Grace').id,
        by_part: 'organizer',
        circle_id: house.room.id,
        family_id: family,
        guardian_id: guardianId,
        kid_id: find(house.room.kids, 'Anya').id,
        hangout_id: null,
        detail: '{}',
      })
      .execute()
  for (const name of ['Pavel', 'Irina']) expect((await get(await as(name), path())).json.audit).toEqual([])
})

test('nobody changes another family: its kid, another circle and an unknown one answer alike', async () => {
  const mara = await as('Mara')
  const unknown = await change(mara, 'kids/kid_0000000000000000000000', { name: 'X' })
  const zuri = await change(mara, `kids/${find(house.room.kids, 'Zuri').id}`, { name: 'X' })
  expect([zuri.status, zuri.text]).toEqual([404, unknown.text])
  const elsewhere = await send(mara, `/api/circles/${house.other.id}/family/own-line`, { text: 'X' })
  expect([elsewhere.status, elsewhere.text]).toEqual([404, unknown.text])
  expect((await get(mara, `/api/circles/${house.other.id}/family`)).text).toBe(unknown.text)
})

test('an organizer reads and changes the own family alone, by office no other', async () => {
  const grace = await as('Grace')
  expect((await get(grace, path())).json.family.name).toBe("Bennett's family")
  const tessa = find(house.room.kids, 'Tessa').id
  expect((await change(grace, `kids/${tessa}`, { name: 'T' })).status).toBe(404)
})

test('a device that has not shown whose it is reads and changes nothing of the family', async () => {
  const mara = await as('Mara')
  await change(await as('Joost'), 'own-line', { text: 'Hello' })
  await house.store.sqlite.db
    .updateTable('session_guardians')
    .set({ level: 'answers' })
    .where('guardian_id', '=', find(house.room.guardians, 'Mara').id)
    .execute()
  for (const answer of [
    await get(mara, path()),
    await change(mara, 'me', me('X')),
    await change(mara, 'own-line', { text: 'X' }),
  ])
    expect([answer.status, answer.text]).toEqual([403, '{"error":"confirm-first"}'])
  expect(await saying(mara)).toEqual([])
})

test('P24: a new address is told to the old one, and who holds an office shows first that it is them', async () => {
  const [mara, grace] = [await as('Mara'), await as('Grace')]
  const mails = () => house.store.sqlite.db.selectFrom('outbox').select(['kind', 'guardian_id']).execute()
  const { id: guardianId } = find(house.room.guardians, 'Mara')
  await giveEmail(house, 'Mara', 'one@example.org')
  // Another one counts once a code to it was typed (own-address.test.ts); to have none counts at once.
  expect((await change(mara, 'me', me('Mara'))).json.you.email).toBe('')
  expect(await mails()).toEqual([{ kind: 'new-address', guardian_id: guardianId }])

  house.clock.now += 2 * 60 * 60 * 1000
  const refused = await change(grace, 'me', me('Grace', { email: 'taken@example.org' }))
  expect([refused.status, refused.text]).toEqual([403, '{"error":"prove-again"}'])
  // Her name is no way in.
  expect((await change(grace, 'me', me('Grace B.'))).status).toBe(200)
})

test('a second guardian of the household comes in by an own link and answers for the same kids', async () => {
  const mara = await as('Mara')
  house.clock.now += 1000 // after those who were there before
  const { json } = await change(mara, 'guardians', { name: 'Oma Els', email: '' })
  expect(json.invited).toMatchObject({ name: 'Oma Els', mailed: false })
  const { pathname } = new URL(json.invited.link)
  const opened = await submit({ url: house.url }, `/api/links/${pathname.split('/').at(-1)}/open`, {})
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] as string
  const els = { url: house.url, cookie }
  const page = (await get(els, path())).json
  expect(page.kids.map((kid: { name: string }) => kid.name)).toEqual(['Tessa', 'Leo'])
  expect(page.guardians.map((one: { name: string; joined: boolean }) => [one.name, one.joined])).toEqual([
    ['Mara', true],
    ['Joost', true],
    ['Oma Els', true],
  ])
  for (let more = 4; more <= 8; more++) await change(mara, 'guardians', { name: `Carer ${more}`, email: '' })
  expect((await change(mara, 'guardians', { name: 'Carer 9', email: '' })).text).toBe('{"error":"too-many"}')
  // No page's address, and no log, holds a way in.
  expect(house.logLines.join('\n')).not.toContain(pathname.split('/').at(-1))
})

test('a family that would rather be counted is not named to other guests, and is to itself and to hosts', async () => {
  const diego = find(house.room.kids, 'Diego').id
  const [beatriz, mara, jelena] = [await as('Beatriz'), await as('Mara'), await as('Jelena')]
  const coming = async (who: Asking) =>
    JSON.stringify((await get(who, `/api/hangouts/${house.hangoutId}`)).json.coming)
  expect(await coming(mara)).toContain(diego)
  const stream = await openStream(mara)
  await change(beatriz, 'counted', { counted: 'yes' })
  await stream.heard('answers')
  stream.leave()
  expect(await coming(mara)).not.toContain(diego)
  expect(await coming(beatriz)).toContain(diego)
  expect(await coming(jelena)).toContain(diego)
})

test('plain forms change the same, and come back to the page; a fault comes back with its reason', async () => {
  const mara = await as('Mara')
  const done = await submit(mara, path('choices'), { language: 'es', mails: 'urgent' })
  expect([done.status, done.headers.get('location')]).toEqual([
    303,
    `/family/${house.room.id}?done=choices#choices`,
  ])
  expect((await get(mara, path())).json.you).toMatchObject({ language: 'es', mails: 'urgent' })
  const fault = await submit(mara, path('me'), { name: '', email: 'mara', phone: '' })
  expect(fault.headers.get('location')).toBe(`/family/${house.room.id}?problem=invalid`)
  const told = await change(mara, 'me', { name: '', email: 'mara', phone: 'call' })
  expect(told.json).toEqual({
    error: 'invalid',
    fields: { name: 'missing', email: 'no-address', phone: 'no-number' },
  })
  const invited = await submit(mara, path('guardians'), { name: 'Oma Els', email: '' })
  expect(invited.headers.get('location')).toBe(`/family/${house.room.id}?done=guardians#guardians`)
})

test('a second tap invites nobody a second time', async () => {
  const mara = await as('Mara')
  const tap = () =>
    send(mara, path('guardians'), { name: 'Gran', email: '' }, { 'Idempotency-Key': 'invite-once' })
  const [first, second] = [await tap(), await tap()]
  expect(first.json.invited.name).toBe('Gran')
  expect([second.status, second.json.invited]).toEqual([200, undefined])
  expect(second.json.guardians.filter(({ name }: { name: string }) => name === 'Gran')).toHaveLength(1)
  const other = { name: 'Opa', email: '' }
  expect((await send(mara, path('guardians'), other, { 'Idempotency-Key': 'invite-once' })).status).toBe(400)
})
