/** What a personal link no longer opens: behind its maker's back, behind its guardian's, and a second time. */
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { issueLink, type NewLink } from '../store/links.ts'
import { DAY } from '../store/store.ts'
import { type Asking, send } from '../testing/asking.ts'
import { type Browser, comeInAs, giveEmail, guardianIdOf, openBrowser } from '../testing/browser.ts'
import { type House, startHouse } from '../testing/house.ts'

const HOUR = 60 * 60 * 1000

let house: House
beforeEach(async () => {
  house = await startHouse({ linkOpeningsPerMinute: 1000 })
})
afterEach(() => house.stop())

const db = () => house.store.sqlite.db
const idOf = (name: string) => guardianIdOf(house, name)
const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const admin = (path: string) => `/api/admin/circles/${house.room.id}/${path}`
const tokenOf = (link: string) => link.split('/l/')[1] ?? ''

const issue = (how: NewLink['how'], issuedBy: string | null = null) =>
  db()
    .transaction()
    .execute((trx) =>
      issueLink(trx, { guardianId: idOf('Mara'), how, issuedBy, keepOthers: true, at: house.clock.now }),
    )
const setMara = (values: { joined_at?: number | null; organizer?: number; operator?: number }) =>
  db().updateTable('guardians').set(values).where('id', '=', idOf('Mara')).execute()

async function open(token: string, browser: Browser = openBrowser(house)) {
  const opened = await browser.submit(`/api/links/${token}/open`)
  return { browser, page: opened.headers.get('location') }
}
const GONE = '/l/unknown?problem=link'

async function freshLink(by: Asking, name: string, asked = {}) {
  const made = await send(by, admin(`guardians/${idOf(name)}/link`), { how: 'copied', ...asked })
  expect(made.status).toBe(200)
  return tokenOf(made.json.link)
}

describe('R22: who is out leaves no door open for others to come in by', () => {
  test('links that a removed organizer made or printed, and nobody has used, open nothing', async () => {
    await setMara({ organizer: 1 })
    const grace = await as('Grace')
    const copied = await freshLink(grace, 'Wanjiru')
    const printed = await send(grace, admin('hand-outs'), {
      families: [find(house.room.families, "Anya's family").id],
    })
    const mine = await freshLink(await as('Mara'), 'Carla')
    const removed = await send(await as('Mara'), admin(`guardians/${idOf('Grace')}/remove`), {})
    expect(removed.status).toBe(200)
    expect((await open(copied)).page).toBe(GONE)
    expect(printed.json.families).not.toEqual([])
    for (const { guardians } of printed.json.families)
      for (const { link } of guardians) expect((await open(tokenOf(link))).page).toBe(GONE)
    expect((await open(mine)).page).toBe('/')
  })

  test('nor do those of who organizes no more; what they made for their own home stays', async () => {
    await setMara({ organizer: 1 })
    const mara = await as('Mara')
    const copied = await freshLink(mara, 'Wanjiru')
    const invited = await send(mara, `/api/circles/${house.room.id}/family/guardians`, {
      name: 'Gran',
      email: '',
    })
    const roles = { organizer: false }
    await send(await as('Grace'), admin(`guardians/${idOf('Mara')}/roles`), roles)
    expect((await open(copied)).page).toBe(GONE)
    expect((await open(tokenOf(invited.json.invited.link))).page).toBe('/')
  })

  test('nor what a removed guardian made for one more at home', async () => {
    const invited = await send(await as('Mara'), `/api/circles/${house.room.id}/family/guardians`, {
      name: 'Gran',
      email: '',
    })
    await send(await as('Grace'), admin(`guardians/${idOf('Mara')}/remove`), {})
    expect((await open(tokenOf(invited.json.invited.link))).page).toBe(GONE)
  })
})

describe('a link lets in wholly only while it is what its guardian needs to come in', () => {
  test('an older mail or slip that nobody used ends when they come in', async () => {
    await setMara({ joined_at: null })
    const [printed, mailed, last] = [
      await issue('printed', idOf('Grace')),
      await issue('mailed'),
      await issue('mailed'),
    ]
    expect((await open(last)).page).toBe('/')
    house.clock.now += 20 * DAY
    for (const link of [printed, mailed]) expect((await open(link)).page).toBe(GONE)
  })

  test('one that was handed over before is asked about, like any further device', async () => {
    await setMara({ joined_at: null })
    const [copied, last] = [await issue('copied', idOf('Grace')), await issue('mailed')]
    house.clock.now += 1
    expect((await open(last)).page).toBe('/')
    const late = await open(copied)
    expect([late.page, (await late.browser.session()).confirmed]).toEqual(['/are-you', false])
  })

  test('a slip for somebody who is in already is asked about, for others may find it', async () => {
    expect((await open(await issue('printed', idOf('Grace')))).page).toBe('/are-you')
  })

  test("one's own for another phone, an organizer's fresh one and one by mail on purpose let in wholly", async () => {
    house.clock.now += 1
    const phone = openBrowser(house)
    await comeInAs(house, phone, 'Mara')
    const own = tokenOf((await phone.send('/api/links')).json.link)
    expect((await open(own)).page).toBe('/')
    expect((await open(await freshLink(await as('Grace'), 'Mara'))).page).toBe('/')
    expect((await open(await issue('mailed'))).page).toBe('/')
  })
})

describe('signing out everywhere', () => {
  test('else: a link that was made beforehand opens nothing', async () => {
    const [lost, here] = [openBrowser(house), openBrowser(house)]
    await comeInAs(house, lost, 'Mara')
    const kept = tokenOf((await lost.send('/api/links')).json.link)
    // Comes in by a passkey or a code, which end no link.
    const used = await house.linkFor('Mara')
    await open(used, here)
    await here.send('/api/devices/others/end')
    expect((await open(kept)).page).toBe(GONE)
    expect((await here.session()).confirmed).toBe(true)
  })

  test('ending one device ends what it may have made for another', async () => {
    const [lost, here] = [openBrowser(house), openBrowser(house)]
    await comeInAs(house, lost, 'Mara')
    const kept = tokenOf((await lost.send('/api/links')).json.link)
    await comeInAs(house, here, 'Mara')
    const { devices } = (await here.get('/api/devices')).json
    const device = devices.find(({ current }: { current: boolean }) => !current)
    expect((await here.send(`/api/devices/${device.id}/end`)).status).toBe(200)
    expect((await open(kept)).page).toBe(GONE)
  })

  test('by an organizer: who opened a slip first is out, and the fresh link is the only way in', async () => {
    const slip = await house.linkFor('Mara')
    const { browser: stranger } = await open(slip)
    const stream = await stranger.stream()
    const own = tokenOf((await stranger.send('/api/links')).json.link)
    await giveMaraAPasskey()
    await giveEmail(house, 'Mara', 'stranger@elsewhere.example')
    const fresh = await freshLink(await as('Grace'), 'Mara', { everywhere: true })
    await stream.ended
    expect(stream.events.at(-1)).toEqual({ event: 'signed-out', data: { reason: 'ended' } })
    expect(await stranger.session()).toBe(null)
    for (const link of [slip, own]) expect((await open(link)).page).toBe(GONE)
    expect(await db().selectFrom('passkeys').selectAll().execute()).toEqual([])
    const mara = db().selectFrom('guardians').select('email_index').where('id', '=', idOf('Mara'))
    expect(await mara.executeTakeFirst()).toEqual({ email_index: null })
    expect((await open(fresh)).page).toBe('/')
    const line = await db()
      .selectFrom('audit')
      .selectAll()
      .where('act', '=', 'link-issued')
      .where('by_guardian_id', '=', idOf('Grace'))
      .executeTakeFirstOrThrow()
    expect(JSON.parse(line.detail)).toEqual({ how: 'copied', everywhere: true })
  })

  test('without it a fresh link leaves devices as they are', async () => {
    const { browser } = await open(await house.linkFor('Mara'))
    await freshLink(await as('Grace'), 'Mara')
    expect((await browser.session()).confirmed).toBe(true)
  })
})

describe('P24: a used link shows nobody anew who one is', () => {
  const later = async (link: string) => {
    const { browser } = await open(link)
    expect((await browser.get('/api/admin/overview')).status).toBe(200)
    house.clock.now += 13 * HOUR
    await browser.submit(`/api/links/${link}/open`, { also: '1' })
    return (await browser.get('/api/admin/overview')).status
  }

  test("an organizer's, opened again on the same device, wakes no powers", async () => {
    expect(await later(await house.linkFor('Grace'))).toBe(403)
  })

  test("the setup's own wakes an operator's as long as there is no passkey", async () => {
    await setMara({ operator: 1 })
    const link = await issue('own')
    expect(await later(link)).toBe(200)
    await giveMaraAPasskey()
    house.clock.now += 13 * HOUR
    const { browser } = await open(link)
    expect((await browser.get('/api/admin/overview')).status).not.toBe(200)
  })

  test('a link of an organizer who has left since shows nothing', async () => {
    await setMara({ organizer: 1 })
    const link = await issue('copied', idOf('Grace'))
    await db().updateTable('guardians').set({ left_at: 1 }).where('id', '=', idOf('Grace')).execute()
    const { browser } = await open(link)
    expect((await browser.get('/api/admin/overview')).status).toBe(403)
  })
})

async function giveMaraAPasskey() {
  await db()
    .insertInto('passkeys')
    .values({
      id: 'pas_1',
      credential_id: new Uint8Array(1),
      public_key: new Uint8Array(1),
      made_at: 1,
      device: 'X',
      counter: 0,
    })
    .execute()
  await db()
    .insertInto('passkey_guardians')
    .values({ passkey_id: 'pas_1', guardian_id: idOf('Mara') })
    .execute()
}
