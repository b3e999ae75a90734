/** Nobody gives themselves what is others' to give: a kid, an office; and what is done stands under who did it. */
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, ask, get, send } from '../testing/asking.ts'
import { comeInAs, openBrowser } from '../testing/browser.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
beforeEach(async () => {
  house = await startHouse()
})
afterEach(() => house.stop())

const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const admin = (path: string) => `/api/admin/circles/${house.room.id}/${path}`
const guardian = (name: string) => find(house.room.guardians, name).id
const kid = (name: string) => find(house.room.kids, name).id
const link = (who: Asking, of: string, to: string) =>
  send(who, admin(`kids/${kid(of)}/guardians/${guardian(to)}`), {})
const readsOf = async (name: string) =>
  (await get(await as(name), `/api/circles/${house.room.id}/family`)).json.audit

/** A hangout for Tessa and Zuri alone. */
async function smallHangout(): Promise<string> {
  const wanjiru = await as('Wanjiru')
  const made = await send(wanjiru, `/api/circles/${house.room.id}/hangouts`, {
    title: 'Small',
    startsAt: '2026-12-04T17:30',
    endsAt: '2026-12-04T19:30',
  })
  const remove = house.room.kids.filter(({ name }) => !['Tessa', 'Zuri'].includes(name)).map(({ id }) => id)
  await send(wanjiru, `/api/hangouts/${made.json.id}/list`, { remove })
  expect((await send(wanjiru, `/api/hangouts/${made.json.id}/send`, {})).status).toBe(200)
  return made.json.id
}

test('house rule 3: an organizer makes neither herself nor her household answer for somebody else’s kid', async () => {
  const id = await smallHangout()
  const grace = await as('Grace')
  const refused = await link(grace, 'Tessa', 'Grace')
  expect([refused.status, refused.json.fields]).toEqual([400, { guardian: 'own-family' }])
  const familyId = find(house.room.families, "Bennett's family").id
  const partner = await send(grace, admin(`families/${familyId}/guardians`), {
    name: 'Oscar',
    email: '',
    phone: '',
  })
  const by = admin(`kids/${kid('Tessa')}/guardians/${partner.json.guardianId}`)
  expect((await send(grace, by, {})).json.fields).toEqual({ guardian: 'own-family' })
  // For a kid of her own he answers, too.
  const own = admin(`kids/${kid('Bennett')}/guardians/${partner.json.guardianId}`)
  expect((await send(grace, own, {})).status).toBe(200)
  expect((await get(grace, `/api/hangouts/${id}`)).status).toBe(404)
})

test('a class list makes its organizer answer for nobody else’s kid either', async () => {
  const grace = await as('Grace')
  const bennetts = find(house.room.guardians, 'Grace')
  const { vault, emailIndex, rows, sqlite } = house.store
  const wrapped = await rows.keyOf(sqlite.db, 'family', bennetts.familyId, house.clock.now)
  const place = { table: 'guardians', column: 'email', row: bennetts.id }
  const email = 'grace@mail.example'
  await sqlite.db
    .updateTable('guardians')
    .set({ email: vault.seal(bennetts.familyId, wrapped, place, email), email_index: emailIndex(email) })
    .where('id', '=', bennetts.id)
    .execute()
  const list = {
    rows: [
      ['Tessa', 'Mara', ''],
      ['Tessa', 'Grace', email],
    ],
    headerRow: null,
    columns: ['kid-first', 'guardian-1-full', 'guardian-1-email'],
    decisions: {},
  }
  const asked = await send(grace, admin('import/plan'), list)
  const [{ key }] = asked.json.questions
  Object.assign(list.decisions, { [key]: 'two-homes' })
  const plan = await send(grace, admin('import/plan'), list)
  const links = async () =>
    (
      await sqlite.db
        .selectFrom('kid_guardians')
        .select('guardian_id')
        .where('kid_id', '=', kid('Tessa'))
        .execute()
    ).map((row) => row.guardian_id)
  expect(plan.status).toBe(200)
  const applied = await ask(grace, admin('import/apply'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...list, digest: plan.json.digest }),
  })
  expect(applied.text).toContain('{"error":"own-family"}')
  expect(await links()).not.toContain(bennetts.id)
})

test('house rule 12: that somebody more answers for a kid is told to its homes, and not whose home that is', async () => {
  const grace = await as('Grace')
  expect((await link(grace, 'Tessa', 'Wanjiru')).status).toBe(200)
  for (const name of ['Mara', 'Joost']) {
    const audit = await readsOf(name)
    expect(audit).toMatchObject([
      { act: 'kid-linked', by: { part: 'organizer', name: 'Grace' }, about: 'Tessa' },
    ])
    expect(JSON.stringify(audit)).not.toMatch(/Wanjiru|Zuri/)
  }
  expect(await readsOf('Jelena')).toEqual([])
  const end = admin(`kids/${kid('Tessa')}/guardians/${guardian('Wanjiru')}/end`)
  expect((await send(grace, end, {})).status).toBe(200)
  expect((await readsOf('Mara')).map(({ act }: { act: string }) => act)).toEqual(['kid-linked'])
})

test('who is the safeguarding contact, somebody else has said', async () => {
  const grace = await as('Grace')
  const roles = (name: string) => admin(`guardians/${guardian(name)}/roles`)
  const own = await send(grace, roles('Grace'), { safeguarding: true })
  expect([own.status, own.json.fields]).toEqual([400, { safeguarding: 'own-office' }])
  expect((await send(grace, roles('Mara'), { organizer: true })).status).toBe(200)
  const mara = await as('Mara')
  expect((await send(mara, roles('Grace'), { safeguarding: true })).status).toBe(200)
  // What she has by then, and giving it up, is no gain.
  const again = await as('Grace')
  expect((await send(again, roles('Grace'), { safeguarding: true })).status).toBe(200)
  expect((await send(again, roles('Grace'), { safeguarding: false })).status).toBe(200)
})

test('on a shared tablet a circle is made by who operates the house, not by who came in first', async () => {
  const { db } = house.store.sqlite
  const operator = find(house.other.guardians, "Bilal's guardian").id
  await db.updateTable('guardians').set({ operator: 1 }).where('id', '=', operator).execute()
  const tablet = openBrowser(house)
  await comeInAs(house, tablet, 'Mara')
  await comeInAs(house, tablet, "Bilal's guardian", { also: '1' })
  const organizer = { name: 'Ines', email: null }
  const made = await tablet.send('/api/admin/circles', { name: 'New', zone: 'America/New_York', organizer })
  expect(made.status).toBe(200)
  const rows = await db.selectFrom('audit').selectAll().where('act', '=', 'circle-made').execute()
  expect(rows).toMatchObject([{ by_guardian_id: operator, by_part: 'operator' }])
})
