import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send } from '../testing/asking.ts'
import { type House, startHouse } from '../testing/house.ts'

let house: House
let idris: Asking
beforeEach(async () => {
  house = await startHouse()
  idris = { url: house.url, token: await house.signIn('Idris') }
})
afterEach(() => house.stop())

const make = (body: unknown) => send(idris, '/api/admin/circles', body)
const circles = async (who: Asking) =>
  (await get(who, '/api/admin/overview')).json.circles.map((row: { name: string }) => row.name)

test('who runs the house makes a circle of their own: the same device is in there, with a board', async () => {
  const { json } = await make({ name: ' Chess  club ', zone: 'Europe/Madrid', organizer: 'me' })
  expect(json.link).toBeNull()
  const page = await get(idris, `/api/circles/${json.id}`)
  expect(page.json).toMatchObject({ name: 'Chess club', zone: 'Europe/Madrid', role: 'organizer', ideas: [] })
  const { families } = (await get(idris, `/api/admin/circles/${json.id}/people`)).json
  expect(families).toMatchObject([
    { name: 'Idris’s family', guardians: [{ name: 'Idris', organizer: true, reached: 'in' }], kids: [] },
  ])
  // The circle that they came from is as it was.
  expect((await get(idris, `/api/circles/${house.room.id}`)).status).toBe(200)
})

test('a circle for somebody else comes with a link that is shown once and lets exactly them in', async () => {
  const made = await make({
    name: 'Soccer',
    zone: 'America/New_York',
    organizer: { name: 'Vera', email: '' },
  })
  const { id, link } = made.json
  const token = link.slice(`${house.url}/l/`.length)
  const opened = await send({ url: house.url }, `/api/links/${token}/open`, {})
  const vera = {
    url: house.url,
    cookie: (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '',
  }
  expect((await get(vera, `/api/admin/circles/${id}/people`)).json.families[0].guardians[0].name).toBe('Vera')
  expect(await circles(vera)).toEqual(['Soccer'])
  // The maker hears counts of it, and not who is in it.
  expect((await get(idris, `/api/admin/circles/${id}`)).json).toMatchObject({ mine: false })
  expect((await get(idris, `/api/admin/circles/${id}/people`)).status).toBe(404)
  const audit = await get(idris, '/api/admin/audit')
  expect(audit.json.lines.map(({ act }: { act: string }) => act)).toEqual([
    'link-issued',
    'role-given',
    'circle-made',
  ])
  expect(audit.text).toContain('Soccer')
  expect(audit.text).not.toContain('Vera')
  expect(house.logLines.join()).not.toContain(token)
})

test('what is no name, no zone or no address makes no circle', async () => {
  const good = { name: 'Chess', zone: 'Europe/Madrid', organizer: 'me' }
  const faulty: [unknown, string][] = [
    [{ ...good, name: '  ' }, 'name'],
    [{ ...good, zone: 'Europe/Atlantis' }, 'zone'],
    [{ ...good, organizer: { name: 'Vera', email: 'vera@' } }, 'organizer'],
    [{ ...good, organizer: 'somebody' }, 'organizer'],
  ]
  for (const [body, field] of faulty) {
    const { status, json } = await make(body)
    expect([status, Object.keys(json.fields)]).toEqual([400, [field]])
  }
  expect(await circles(idris)).toHaveLength(2)
})

test("the house's own circle is never listed", async () => {
  const { rows, sqlite } = house.store
  const at = house.clock.now
  const own = { id: 'cir_house', name: 'The house', zone: 'UTC', orderSeed: 'x', house: true, at }
  await sqlite.db.transaction().execute((trx) => rows.circle(trx, own))
  expect(await circles(idris)).not.toContain('The house')
  expect((await get(idris, '/api/admin/circles/cir_house')).status).toBe(404)
})

test('a circle and its first organizer have names at rest that nobody reads there', async () => {
  await make({ name: 'Soccer', zone: 'UTC', organizer: { name: 'Veronika', email: 'vero@mail.example' } })
  const { db } = house.store.sqlite
  const rows = await db.selectFrom('guardians').selectAll().where('email', 'is not', null).execute()
  expect(rows).toHaveLength(1)
  for (const bytes of [rows[0]?.name, rows[0]?.email])
    expect(Buffer.from(bytes ?? []).toString('latin1')).not.toMatch(/Vero|mail/i)
  expect(find(house.room.guardians, 'Idris').operator).toBe(true)
})
