import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAuthenticator, type Turned } from '../testing/authenticator.ts'
import { type Browser, comeInAs, guardianIdOf, openBrowser } from '../testing/browser.ts'
import { type House, startHouse } from '../testing/house.ts'

const HOUR = 60 * 60 * 1000
type Phone = ReturnType<typeof createAuthenticator>

let house: House
beforeEach(async () => {
  // Browsers make no passkeys for an address of digits.
  house = await startHouse({ host: 'localhost', linkOpeningsPerMinute: 1000 })
})
afterEach(() => house.stop())

/** Makes a passkey on a device that is in. */
async function make(browser: Browser, phone: Phone, turned: Turned = {}) {
  const { json: options } = await browser.send('/api/passkeys/options')
  return browser.send('/api/passkeys', phone.create(options, turned))
}

async function enter(browser: Browser, phone: Phone, turned: Turned = {}, more = {}) {
  const { json: options } = await browser.send('/api/passkeys/sign-in/options')
  return browser.send('/api/passkeys/sign-in', { ...phone.get(options, turned), ...more })
}

/** Mara's own device, with a passkey. */
async function maraWithPasskey() {
  const browser = openBrowser(house)
  await comeInAs(house, browser, 'Mara')
  const phone = createAuthenticator(house.url)
  expect((await make(browser, phone)).json).toEqual({ added: true })
  return { browser, phone }
}

describe('a passkey', () => {
  test('that was made on her device brings her in on another one, wholly', async () => {
    const { browser, phone } = await maraWithPasskey()
    const other = openBrowser(house)
    expect((await enter(other, phone, {}, { to: '/week' })).json).toEqual({ to: '/week' })
    expect(await other.session()).toMatchObject({ guardian: { name: 'Mara' }, confirmed: true })
    expect((await browser.get('/api/devices')).json.passkeys).toEqual([
      expect.objectContaining({ device: 'Chrome, Android', lastUsedAt: house.clock.now }),
    ])
    expect((await other.get('/api/devices')).json.devices).toHaveLength(2)
  })

  test("confirms a device that hasn't shown yet whose it is, under a new token", async () => {
    const link = await house.linkFor('Mara')
    const { phone } = await maraWithPasskey()
    await openBrowser(house).submit(`/api/links/${link}/open`)
    const tablet = openBrowser(house)
    await tablet.submit(`/api/links/${link}/open`)
    expect(await tablet.session()).toMatchObject({ confirmed: false, ways: { passkey: true } })
    const before = tablet.jar.get('sidegate') ?? ''
    await enter(tablet, phone)
    expect(await tablet.session()).toMatchObject({ confirmed: true })
    const planted = openBrowser(house)
    planted.jar.set('sidegate', before)
    expect(await planted.session()).toBeNull()
  })

  test("renews an organizer's powers, and is made for one only who has just shown who they are", async () => {
    const laptop = openBrowser(house)
    await comeInAs(house, laptop, 'Grace')
    const phone = createAuthenticator(house.url)
    await make(laptop, phone)
    house.clock.now += 2 * HOUR
    expect((await laptop.send('/api/passkeys/options')).json).toEqual({ error: 'prove-again' })
    house.clock.now += 11 * HOUR
    expect((await laptop.get('/api/admin/overview')).json).toEqual({ error: 'prove-again' })
    expect((await laptop.send('/api/passkeys/options')).json).toEqual({ error: 'prove-again' })
    await enter(laptop, phone)
    expect((await laptop.get('/api/admin/overview')).status).toBe(200)
    expect((await laptop.send('/api/passkeys/options')).status).toBe(200)
  })

  test('opens all circles of the device that it was made on', async () => {
    const { browser } = await maraWithPasskey()
    await comeInAs(house, browser, "Bilal's guardian", { also: '1' })
    const phone = createAuthenticator(house.url)
    await make(browser, phone)
    const other = openBrowser(house)
    await enter(other, phone)
    expect((await other.session()).circles).toHaveLength(2)
  })

  test('is offered on a later visit, once, and never forced', async () => {
    const browser = openBrowser(house)
    await comeInAs(house, browser, 'Mara')
    const offer = async () => (await browser.session()).passkeyOffer
    expect(await offer()).toBe(false)
    house.clock.now += 2 * HOUR
    expect(await offer()).toBe(true)
    await make(browser, createAuthenticator(house.url))
    expect(await offer()).toBe(false)
  })

  test('that is taken away opens nothing any more', async () => {
    const { browser, phone } = await maraWithPasskey()
    const [passkey] = (await browser.get('/api/devices')).json.passkeys
    await browser.submit(`/api/passkeys/${passkey.id}/remove`)
    expect((await enter(openBrowser(house), phone)).json).toEqual({ error: 'invalid' })
    const { db } = house.store.sqlite
    expect(await db.selectFrom('passkeys').selectAll().execute()).toEqual([])
    const acts = await db.selectFrom('audit').select(['act', 'guardian_id']).execute()
    expect(acts.map(({ act }) => act)).toEqual(expect.arrayContaining(['passkey-added', 'passkey-removed']))
    for (const { guardian_id: id } of acts) expect(id).toBe(guardianIdOf(house, 'Mara'))
  })
})

describe('P24: nobody comes in', () => {
  const turns: [title: string, turned: Turned][] = [
    ['from a page of another origin', { origin: 'http://localhost.evil.example' }],
    ['from another port of this machine', { origin: 'http://localhost:1' }],
    ['with a passkey of another host', { host: 'evil.example' }],
    ['with a challenge of their own', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['without having shown their finger or PIN', { userVerified: false }],
    ['with a copy that does not count on', { sameCounter: true }],
  ]
  test.each(turns)('%s', async (_title, turned) => {
    const { phone } = await maraWithPasskey()
    const other = openBrowser(house)
    // The copy has to stand where the original stood.
    await enter(openBrowser(house), phone)
    const refused = await enter(other, phone, turned)
    expect([refused.status, refused.json]).toEqual([400, { error: 'invalid' }])
    expect(await other.session()).toBeNull()
  })

  test.each(turns.filter(([, turned]) => !turned.sameCounter))(
    'and none is made: %s',
    async (_title, turned) => {
      const browser = openBrowser(house)
      await comeInAs(house, browser, 'Mara')
      expect((await make(browser, createAuthenticator(house.url), turned)).json).toEqual({ error: 'invalid' })
      expect((await browser.get('/api/devices')).json.passkeys).toEqual([])
    },
  )

  test('by sending the same again, from here or from elsewhere, or more than five minutes later', async () => {
    const { phone } = await maraWithPasskey()
    const other = openBrowser(house)
    const { json: options } = await other.send('/api/passkeys/sign-in/options')
    const response = phone.get(options)
    const jar = [...other.jar]
    const thief = openBrowser(house)
    expect((await thief.send('/api/passkeys/sign-in', response)).json).toEqual({ error: 'expired' })
    await thief.send('/api/passkeys/sign-in/options')
    expect((await thief.send('/api/passkeys/sign-in', response)).json).toEqual({ error: 'invalid' })
    expect((await other.send('/api/passkeys/sign-in', response)).status).toBe(200)
    for (const [name, value] of jar) thief.jar.set(name, value)
    expect((await thief.send('/api/passkeys/sign-in', response)).json).toEqual({ error: 'expired' })
    const late = (await thief.send('/api/passkeys/sign-in/options')).json
    house.clock.now += 5 * 60_000 + 1
    expect((await thief.send('/api/passkeys/sign-in', phone.get(late))).json).toEqual({ error: 'expired' })
    expect(await thief.session()).toBeNull()
  })

  test('with a key that is unknown, and it is the same answer as for one of a guardian who left', async () => {
    const { phone } = await maraWithPasskey()
    const unknown = await enter(openBrowser(house), createAuthenticator(house.url))
    await house.store.sqlite.db
      .updateTable('guardians')
      .set({ left_at: house.clock.now })
      .where('id', '=', guardianIdOf(house, 'Mara'))
      .execute()
    const left = await enter(openBrowser(house), phone)
    expect([left.status, left.text]).toEqual([unknown.status, unknown.text])
    expect(left.json).toEqual({ error: 'invalid' })
  })

  test("by making somebody else's passkey their own, or one in a browser that isn't in", async () => {
    const { phone } = await maraWithPasskey()
    const eve = openBrowser(house)
    await comeInAs(house, eve, 'Jelena')
    expect((await make(eve, phone)).json).toEqual({ error: 'invalid' })
    const stranger = openBrowser(house)
    expect((await stranger.send('/api/passkeys/options')).json).toEqual({ error: 'signed-out' })
    const { json: options } = await eve.send('/api/passkeys/options')
    const made = createAuthenticator(house.url).create(options)
    expect((await stranger.send('/api/passkeys', made)).json).toEqual({ error: 'signed-out' })
    // Nor with a challenge that was given to another device.
    const mara = openBrowser(house)
    await comeInAs(house, mara, 'Mara')
    expect((await mara.send('/api/passkeys', made)).json).toEqual({ error: 'expired' })
  })

  test('by what is no passkey at all', async () => {
    const { browser } = await maraWithPasskey()
    for (const body of [{}, [], 'x', { id: '%', rawId: '', type: 'public-key' }]) {
      await browser.send('/api/passkeys/sign-in/options')
      const refused = await browser.send('/api/passkeys/sign-in', body)
      expect([refused.status, refused.json.error]).toEqual([400, 'invalid'])
    }
  })

  test('from another site', async () => {
    const { browser, phone } = await maraWithPasskey()
    const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
    const { json: options } = await browser.send('/api/passkeys/sign-in/options')
    const refused = await browser.send('/api/passkeys/sign-in', phone.get(options), evil)
    expect(refused.json).toEqual({ error: 'forbidden-origin' })
  })
})

describe('the host of passkeys', () => {
  test('is fixed with the first one; a house that has moved offers none, and says so', async () => {
    expect((await openBrowser(house).get('/api/house')).json).toMatchObject({ passkeys: true, mail: false })
    expect((await house.store.installation()).passkeyHost).toBeNull()
    const { browser } = await maraWithPasskey()
    expect((await house.store.installation()).passkeyHost).toBe('localhost')
    await house.store.sqlite.db.updateTable('installation').set({ passkey_host: 'old.example.org' }).execute()
    expect((await browser.get('/api/house')).json.passkeys).toBe(false)
    for (const path of ['/api/passkeys/options', '/api/passkeys/sign-in/options'])
      expect((await browser.send(path)).json).toEqual({ error: 'not-found' })
  })

  test('is none where browsers make none', async () => {
    await house.stop()
    house = await startHouse({ host: '127.0.0.1' })
    expect((await openBrowser(house).get('/api/house')).json.passkeys).toBe(false)
    const browser = openBrowser(house)
    await comeInAs(house, browser, 'Mara')
    house.clock.now += 2 * HOUR
    expect((await browser.session()).passkeyOffer).toBe(false)
  })
})
