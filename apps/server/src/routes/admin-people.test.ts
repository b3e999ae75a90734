import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { foundCircle, freshBytes } from '../seed/found.ts'
import { madeUpCircle } from '../seed/made-up.ts'
import { type Asking, get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'
import { openStream } from '../testing/listening.ts'

let house: House
let grace: Asking
beforeEach(async () => {
  house = await startHouse({ mail: { url: 'smtp://127.0.0.1:9', from: 'pta@school.example' } })
  grace = await as('Grace')
})
afterEach(() => house.stop())

const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const guardian = (name: string) => find(house.room.guardians, name).id
const kid = (name: string) => find(house.room.kids, name).id
const family = (name: string) => find(house.room.families, name).id
const room = (path: string) => `/api/admin/circles/${house.room.id}${path}`
const people = async (query = '') => (await get(grace, room(`/people${query}`))).json
const names = (page: { families: { name: string }[] }) => page.families.map(({ name }) => name)
const lines = async (who = grace) => (await get(who, room('/audit'))).json.lines

test('organizers find a family by any name in it, without accents, and read contacts masked', async () => {
  const body = {
    name: '',
    guardian: { name: 'Zoë Núñez', email: 'zoe.nunez@mail.example', phone: '+1 555 010 4477' },
    kids: ['Bruno', 'Ada'],
  }
  expect((await send(grace, room('/families'), body)).status).toBe(200)
  for (const q of ['nunez', 'ZOE', 'bru', 'ada bruno']) {
    const page = await people(`?q=${encodeURIComponent(q)}`)
    expect([q, names(page)]).toEqual([q, ['Bruno and Ada’s family']])
    expect(page.families[0].guardians[0]).toMatchObject({
      name: 'Zoë Núñez',
      email: 'z…@mail.example',
      phone: '… 77',
      reached: 'no-link',
    })
    expect(page.families[0].kids.map((one: { name: string }) => one.name)).toEqual(['Bruno', 'Ada'])
  }
  expect((await people('?q=zoe.nunez')).families).toEqual([])
  expect(JSON.stringify(await people())).not.toMatch(/zoe\.nunez|0104477/)
  // The same mailbox is the same guardian; what is no address is told by field.
  const again = await send(grace, room('/families'), body)
  expect([again.status, again.json.fields]).toEqual([400, { email: 'known-here' }])
  const faulty = { name: '', guardian: { name: ' ', email: 'x', phone: '' }, kids: [] }
  expect((await send(grace, room('/families'), faulty)).json.error).toBe('invalid')
})

test('pages of 500 families go on where they were while others come and go', async () => {
  const large = madeUpCircle(3, { families: 500, hangouts: 0 }, { now: house.clock.now, bytes: freshBytes })
  await foundCircle(house.store, large, house.clock.now)
  const page = (after: string | null, through: string | null = null) =>
    house.store.roster.page({ circleId: large.id, q: '', reached: null, after, through, limit: 50 })
  const seen: string[] = []
  const by = { guardianId: large.guardians[0]?.id ?? '', part: 'organizer' } as const
  for (let after: string | null = null; ; ) {
    const { families, more } = await page(after)
    seen.push(...families.map(({ id }) => id))
    after = families.at(-1)?.id ?? null
    // The last one on screen leaves, and somebody comes before everyone.
    await house.store.leaving.end({
      guardianIds: families.at(-1)?.guardians.map(({ id }) => id) ?? [],
      by,
      at: house.clock.now,
    })
    const given = { circleId: large.id, by, at: house.clock.now, language: 'en', kids: [] }
    const newcomer = { name: `Aaron ${seen.length}`, email: null, phone: null }
    const command = { guardianId: by.guardianId, key: null, digest: new Uint8Array(), at: house.clock.now }
    await house.store.rosterChanges.addFamily({ ...given, name: null, guardian: newcomer, command })
    if (!more || seen.length > 1000) break
  }
  expect(seen).toHaveLength(500)
  expect(new Set(seen).size).toBe(500)
  // What is on a screen is read again up to its last row, however many came meanwhile.
  const again = await page(null, seen.at(100))
  expect(again.families.at(-1)?.id).toBe(seen.at(100))
  expect(again.families.length).toBeGreaterThan(100)
})

test('how far a way in has got is told by links and mails, never by what somebody looked at', async () => {
  const { familyId } = (
    await send(grace, room('/families'), {
      name: 'The new ones',
      guardian: { name: 'Noor', email: 'noor@mail.example', phone: '' },
      kids: ['Sam'],
    })
  ).json
  const state = async () => (await get(grace, room(`/families/${familyId}`))).json
  const noor = (await state()).guardians[0].id
  const reached = async () => (await state()).reached
  expect(await reached()).toBe('no-link')
  expect((await send(grace, room(`/guardians/${noor}/link`), { how: 'mailed' })).json).toEqual({ link: null })
  expect(await reached()).toBe('invited')
  const { db } = house.store.sqlite
  await db.updateTable('outbox').set({ state: 'bounced' }).where('guardian_id', '=', noor).execute()
  expect(await reached()).toBe('fault')
  expect(names(await people('?state=fault'))).toEqual(['The new ones'])
  expect((await get(grace, '/api/admin/overview')).json.toLookAt).toEqual({ waiting: 0, faults: 1 })
  const { link } = (await send(grace, room(`/guardians/${noor}/link`), { how: 'copied' })).json
  expect(await reached()).toBe('invited')
  const token = link.slice(`${house.url}/l/`.length)
  await send({ url: house.url }, `/api/links/${token}/open`, {})
  expect(await reached()).toBe('in')
  // Nothing of when, or of how often.
  expect(JSON.stringify(await state())).not.toMatch(/At"|seen|visit/i)
  const noMail = await send(grace, room(`/guardians/${guardian('Joost')}/link`), { how: 'mailed' })
  expect([noMail.status, noMail.json.error]).toEqual([409, 'no-mail'])
})

test('P24: an organizer corrects the address of somebody who is not in yet and holds no office, and of nobody else', async () => {
  const { db } = house.store.sqlite
  const email = { email: 'chidi@mail.example' }
  const correct = (name: string) => send(grace, room(`/guardians/${guardian(name)}/email`), email)
  for (const name of ['Chidi', 'Idris', 'Grace']) {
    if (name !== 'Chidi')
      await db.updateTable('guardians').set({ joined_at: null }).where('id', '=', guardian(name)).execute()
    expect((await correct(name)).json.fields).toEqual({ email: 'own' })
  }
  await db.updateTable('guardians').set({ joined_at: null }).where('id', '=', guardian('Chidi')).execute()
  expect((await correct('Chidi')).status).toBe(200)
  expect((await people('?q=chidi')).families[0].guardians[0].email).toBe('c…@mail.example')
  expect((await correct('Chidi')).status).toBe(200)
  await db.updateTable('guardians').set({ joined_at: null }).where('id', '=', guardian('Keiko')).execute()
  expect((await correct('Keiko')).json.fields).toEqual({ email: 'known-here' })
})

test("house rule 12: an end of one guardian's link to a kid closes what it opened, and tells nobody", async () => {
  const answer = { answers: { [kid('Anya')]: 'going' } }
  const pavel = await as('Pavel')
  const irina = await as('Irina')
  await send(pavel, `/api/hangouts/${house.hangoutId}/answers`, answer)
  const stream = await openStream(irina)
  const before = stream.events.length
  const ended = await send(grace, room(`/kids/${kid('Anya')}/guardians/${guardian('Pavel')}/end`), {})
  expect(ended.status).toBe(200)
  expect((await get(pavel, `/api/hangouts/${house.hangoutId}`)).status).toBe(404)
  const { json } = await get(irina, `/api/hangouts/${house.hangoutId}`)
  expect(json.mine.map((own: { name: string }) => own.name)).toEqual(['Anya'])
  expect(json.coming.map((one: { name: string }) => one.name)).not.toContain('Anya')
  // The other home hears that who comes has changed, as every guest does, and nothing of whom or why.
  for (const { event } of stream.events.slice(before)) expect(['answers', 'card']).toContain(event)
  stream.leave()
  expect(await lines()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        act: 'kid-link-ended',
        family: null,
        guardian: { id: guardian('Pavel'), name: 'Pavel' },
        kid: { id: kid('Anya'), name: 'Anya' },
      }),
    ]),
  )
  // The last one who answers for a kid stays.
  const last = await send(grace, room(`/kids/${kid('Anya')}/guardians/${guardian('Irina')}/end`), {})
  expect([last.status, last.json.fields]).toEqual([400, { guardian: 'last-guardian' }])
  // And it can be taken back.
  await send(grace, room(`/kids/${kid('Anya')}/guardians/${guardian('Pavel')}`), {})
  expect((await get(pavel, `/api/hangouts/${house.hangoutId}`)).status).toBe(200)
})

test('house rule 12: an organizer of the other home reads nothing of it in the audit either', async () => {
  await send(grace, room(`/guardians/${guardian('Irina')}/roles`), { organizer: true })
  const irina = await as('Irina')
  await send(grace, room(`/kids/${kid('Anya')}/guardians/${guardian('Pavel')}/end`), {})
  const acts = async (who: Asking) => (await lines(who)).map(({ act }: { act: string }) => act)
  expect(await acts(grace)).toContain('kid-link-ended')
  expect(await acts(irina)).not.toContain('kid-link-ended')
})

test('roles count at once in what is open, and a circle is never left without an organizer', async () => {
  const mara = await as('Mara')
  expect((await get(mara, room('/people'))).status).toBe(404)
  const stream = await openStream(mara)
  await send(grace, room(`/guardians/${guardian('Mara')}/roles`), { organizer: true, safeguarding: true })
  await stream.ended // it comes back with what she may now
  expect((await get(mara, room('/people'))).status).toBe(200)
  await send(mara, room(`/guardians/${guardian('Grace')}/roles`), { organizer: false })
  expect((await get(grace, room('/people'))).status).toBe(404)
  const roles = room(`/guardians/${guardian('Mara')}/roles`)
  const last = await send(mara, roles, { organizer: false })
  expect([last.status, last.json.fields]).toEqual([400, { organizer: 'last-organizer' }])
  for (const path of [
    `/guardians/${guardian('Mara')}/remove`,
    `/families/${family("Tessa's family")}/remove`,
  ])
    expect((await send(mara, room(path), {})).json.fields).toEqual({ organizer: 'last-organizer' })
  expect((await lines(mara)).slice(0, 3)).toMatchObject([
    { act: 'role-taken', by: { guardian: { name: 'Mara' } }, guardian: { name: 'Grace' } },
    { act: 'role-given', by: { guardian: { name: 'Grace' } }, guardian: { name: 'Mara' } },
    { act: 'role-given', detail: { role: 'organizer' } },
  ])
})

test('an organizer hands out no link of who runs the house, and does not remove them', async () => {
  const link = await send(grace, room(`/guardians/${guardian('Idris')}/link`), { how: 'copied' })
  expect([link.status, link.text]).toEqual([404, '{"error":"not-found"}'])
  const removed = await send(grace, room(`/guardians/${guardian('Idris')}/remove`), {})
  expect(removed.json.fields).toEqual({ guardian: 'operates' })
})

test('P8: whom an organizer removes is out everywhere: pages, stream, link', async () => {
  const token = await house.linkFor('Mara')
  const mara = await as('Mara')
  const stream = await openStream(mara)
  await send(grace, room(`/families/${family("Tessa's family")}/remove`), {})
  await stream.ended
  expect(stream.events.at(-1)).toEqual({ event: 'signed-out', data: { reason: 'ended' } })
  expect((await get(mara, `/api/circles/${house.room.id}`)).status).toBe(401)
  const opened = await send({ url: house.url }, `/api/links/${token}/open`, {})
  expect(opened.status).toBe(404)
  expect(names(await people())).not.toContain("Tessa's family")
})

test('the audit says who did what, without devices, which would say when somebody was here', async () => {
  const { db } = house.store.sqlite
  const by = { by_guardian_id: guardian('Mara'), by_part: 'guardian', circle_id: house.room.id }
  const row = { ...by, at: house.clock.now, guardian_id: guardian('Mara') }
  await db
    .insertInto('audit')
    .values({ ...row, act: 'passkey-added' })
    .execute()
  await db
    .insertInto('audit')
    .values({ ...row, act: 'answer-told', hangout_id: house.hangoutId })
    .execute()
  await db
    .insertInto('audit')
    .values({ ...row, act: 'link-issued', detail: '{"how":"own"}' })
    .execute()
  const acts = async () => (await lines()).map(({ act }: { act: string }) => act)
  expect(await acts()).toEqual(['answer-told'])
  // House rule 3: nothing of a hangout that isn't for the whole circle.
  await db.updateTable('hangouts').set({ whole_circle: 0 }).where('id', '=', house.hangoutId).execute()
  expect(await acts()).toEqual([])
})

test('a second tap adds no second family', async () => {
  const family = { name: null, guardian: { name: 'Zed', email: '', phone: '' }, kids: ['Zoe'] }
  const tap = () => send(grace, room('/families'), family, { 'Idempotency-Key': 'add-once' })
  const [first, second] = [await tap(), await tap()]
  expect([first.status, second.json]).toEqual([200, first.json])
})
