import { CLOSE } from '@sidegate/core/documents/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Browser, comeInAs, guardianIdOf, openBrowser } from '../testing/browser.ts'
import { type House, startHouse } from '../testing/house.ts'

// P8: from the answer to whoever ended it, on the same machine.
const AT_ONCE = 1000

let house: House
beforeEach(async () => {
  house = await startHouse()
})
afterEach(() => house.stop())

interface Listed {
  id: string
  label: string
  level: string
  current: boolean
  mark: string | null
}
const devicesOf = async (browser: Browser): Promise<Listed[]> =>
  (await browser.get('/api/devices')).json.devices
const otherOf = async (browser: Browser) => {
  const other = (await devicesOf(browser)).find(({ current }) => !current)
  if (!other) throw new Error('no other device')
  return other
}

/** Mara's phone, and a further device that came by the same link. */
async function maraTwice() {
  const link = await house.linkFor('Mara')
  const [phone, tablet] = [openBrowser(house), openBrowser(house, 'Firefox/148.0 (Windows)')]
  await phone.submit(`/api/links/${link}/open`)
  await tablet.submit(`/api/links/${link}/open`)
  return { link, phone, tablet }
}

const act = () =>
  house.store.sqlite.db.selectFrom('audit').select(['act', 'by_guardian_id', 'guardian_id']).execute()

describe('where am I signed in', () => {
  test('lists devices, links and passkeys of this guardian, and nothing that opens anything', async () => {
    const { link, phone, tablet } = await maraTwice()
    const listed = await phone.get('/api/devices')
    expect(listed.json.devices).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ label: 'Chrome, Android', level: 'full', current: true, mark: null }),
        expect.objectContaining({ label: 'Firefox, Windows', level: 'answers', current: false }),
      ]),
    )
    expect(listed.json.devices).toHaveLength(2)
    expect(listed.json.links).toEqual([
      expect.objectContaining({
        how: 'copied',
        createdAt: house.clock.now,
        usedAt: house.clock.now,
        lastUsedAt: house.clock.now,
      }),
    ])
    expect(listed.json.passkeys).toEqual([])
    const tokens = [link, ...phone.jar.values(), ...tablet.jar.values()]
    for (const secret of [...tokens, 'hash']) expect(listed.text).not.toContain(secret)
    // The same two digits on both, so that nobody confirms somebody else's.
    expect((await otherOf(phone)).mark).toBe((await tablet.session()).mark)
  })

  const stories: [who: string, status: number, reason: string | null][] = [
    ['a stranger', 401, 'signed-out'],
    ['a device that was ended', 401, 'signed-out'],
    ['a device that is not confirmed', 403, 'confirm-first'],
    ["another guardian, the other of the kid's home", 404, 'not-found'],
    ['an organizer', 404, 'not-found'],
    ['an operator', 404, 'not-found'],
    ["another circle's guardian", 404, 'not-found'],
  ]
  test.each(stories)(
    "%s can't touch Mara's devices, links or passkeys: %s %s",
    async (who, status, reason) => {
      const { phone, tablet } = await maraTwice()
      const asker = await openAs(who, tablet)
      const [target, current] = [await otherOf(phone), (await devicesOf(phone)).find((one) => one.current)]
      const [link] = (await phone.get('/api/devices')).json.links
      for (const path of [
        `/api/devices/${target.id}/confirm`,
        `/api/devices/${target.id}/end`,
        `/api/devices/${current?.id}/end`,
        `/api/links/${link.id}/revoke`,
        '/api/passkeys/pas_000000000000000000000000/remove',
      ]) {
        const answer = await asker.send(path)
        expect([path, answer.status, answer.json]).toEqual([path, status, { error: reason }])
        // What isn't theirs answers as what isn't there (house rule 3).
        const nowhere = await asker.send(path.replace(/\/(ses|lin)_[^/]+/, '/$1_nowhere'))
        expect(nowhere.text).toBe(answer.text)
      }
      expect(await devicesOf(phone)).toHaveLength(2)
      expect((await phone.get('/api/devices')).json.links).toHaveLength(1)
      expect(await tablet.session()).toMatchObject({ confirmed: false })
      if (status !== 404) expect((await asker.get('/api/devices')).json).toEqual({ error: reason })
    },
  )

  async function openAs(who: string, unconfirmed: Browser): Promise<Browser> {
    if (who === 'a device that is not confirmed') return unconfirmed
    const asker = openBrowser(house)
    if (who === 'a stranger') return asker
    if (who === 'a device that was ended') {
      await comeInAs(house, asker, 'Jelena')
      const jar = [...asker.jar]
      await asker.send('/api/session/end')
      for (const [name, value] of jar) asker.jar.set(name, value)
      return asker
    }
    const names: Record<string, string> = {
      'an organizer': 'Grace',
      'an operator': 'Idris',
      "another circle's guardian": "Bilal's guardian",
    }
    await comeInAs(house, asker, names[who] ?? 'Jelena')
    return asker
  }
})

describe('P8: a device that is ended from afar', () => {
  test('loses its socket with 4403, its stream and its session within a second, and the others hear of it', async () => {
    const { phone, tablet } = await maraTwice()
    // In an empty house the net under it, which looks at some each second, would come by in time.
    const jelena = openBrowser(house)
    await comeInAs(house, jelena, 'Jelena')
    const crowd = await Promise.all(Array.from({ length: 20 }, () => jelena.socket()))
    const [socket, stream, own] = [await tablet.socket(), await tablet.stream(), await phone.stream()]
    const target = await otherOf(phone)
    const from = performance.now()
    const ended = stream.ended.then(() => performance.now())
    expect((await phone.submit(`/api/devices/${target.id}/end`)).headers.get('location')).toBe('/devices')
    const { code, at } = await socket.closed
    expect(code).toBe(CLOSE.noAccess)
    expect(at - from).toBeLessThan(AT_ONCE)
    expect((await ended) - from).toBeLessThan(AT_ONCE)
    expect(stream.events.at(-1)).toEqual({ event: 'signed-out', data: { reason: 'ended' } })
    expect(await tablet.session()).toBeNull()
    await own.heard('devices')
    own.leave()
    for (const one of crowd) one.leave()
    expect(await devicesOf(phone)).toHaveLength(1)
    expect(await act()).toContainEqual({
      act: 'device-ended',
      by_guardian_id: guardianIdOf(house, 'Mara'),
      guardian_id: guardianIdOf(house, 'Mara'),
    })
  })

  test('all others at once, while this one stays', async () => {
    const phone = openBrowser(house)
    await comeInAs(house, phone, 'Mara')
    const others = [openBrowser(house), openBrowser(house), openBrowser(house)]
    for (const other of others) await comeInAs(house, other, 'Mara')
    const sockets = await Promise.all(others.map((other) => other.socket()))
    const stays = await phone.socket()
    await phone.send('/api/devices/others/end')
    for (const { closed } of sockets) expect((await closed).code).toBe(CLOSE.noAccess)
    for (const other of others) expect(await other.session()).toBeNull()
    expect(await devicesOf(phone)).toHaveLength(1)
    stays.leave()
    expect((await stays.closed).code).not.toBe(CLOSE.noAccess)
  })

  test('this very one: signed out, cookie and all', async () => {
    const phone = openBrowser(house)
    await comeInAs(house, phone, 'Mara')
    const [own] = await devicesOf(phone)
    const out = await phone.submit(`/api/devices/${own?.id}/end`)
    expect(out.headers.get('location')).toBe('/signed-out')
    expect(phone.jar.size).toBe(0)
  })

  test("a tablet that two adults share goes on being the other one's", async () => {
    const { phone, tablet } = await maraTwice()
    await comeInAs(house, tablet, "Bilal's guardian", { also: '1' })
    const stream = await tablet.stream()
    const target = await otherOf(phone)
    await phone.send(`/api/devices/${target.id}/end`)
    await stream.ended
    // It isn't wiped: it comes back as whoever is left in it.
    expect(stream.events.filter(({ event }) => event === 'signed-out')).toEqual([])
    const { circles } = await tablet.session()
    expect(circles.map((one: { guardianId: string }) => one.guardianId)).toEqual([
      guardianIdOf(house, "Bilal's guardian"),
    ])
    const socket = await tablet.socket()
    expect((await socket.closed).code).toBe(CLOSE.noAccess)
  })
})

describe('a further device', () => {
  test('is confirmed by a tap on a device that is in, and its open page comes back with the new rights', async () => {
    const { phone, tablet } = await maraTwice()
    const [socket, stream] = [await tablet.socket(), await tablet.stream()]
    const target = await otherOf(phone)
    await phone.send(`/api/devices/${target.id}/confirm`)
    expect((await socket.closed).code).toBe(CLOSE.restarting)
    await stream.ended
    expect(stream.events).toEqual([{ event: 'devices', data: {} }])
    expect(await tablet.session()).toMatchObject({ confirmed: true })
    expect(await devicesOf(tablet)).toHaveLength(2)
    // Once is enough.
    expect((await phone.send(`/api/devices/${target.id}/confirm`)).status).toBe(404)
    expect(await act()).toContainEqual(expect.objectContaining({ act: 'device-confirmed' }))
  })

  test('has no powers by a tap: an organizer shows there once more who they are', async () => {
    const link = await house.linkFor('Grace')
    const [laptop, phone] = [openBrowser(house), openBrowser(house)]
    await laptop.submit(`/api/links/${link}/open`)
    await phone.submit(`/api/links/${link}/open`)
    expect((await phone.get('/api/admin/overview')).status).toBe(404)
    await laptop.send(`/api/devices/${(await otherOf(laptop)).id}/confirm`)
    expect((await phone.get('/api/admin/overview')).json).toEqual({ error: 'prove-again' })
    // The link that was used before stands in the browser's history: it shows nothing.
    await phone.submit(`/api/links/${link}/open`)
    expect((await phone.get('/api/admin/overview')).json).toEqual({ error: 'prove-again' })
    await comeInAs(house, phone, 'Grace')
    expect((await phone.get('/api/admin/overview')).status).toBe(200)
  })

  test('that says "not me" leaves, and nothing of hers stays there', async () => {
    const { phone, tablet } = await maraTwice()
    const left = await tablet.submit('/api/session/not-me')
    expect(left.headers.get('location')).toBe('/are-you?left=1')
    expect(tablet.jar.size).toBe(0)
    expect(await devicesOf(phone)).toHaveLength(1)
    // On a device that is hers it does nothing.
    await phone.submit('/api/session/not-me')
    expect(await phone.session()).toMatchObject({ confirmed: true })
  })

  test("takes none of its guardian's places: twenty sockets and streams of it, and her own go on", async () => {
    const { phone, tablet } = await maraTwice()
    const [stream, socket] = [await phone.stream(), await phone.socket()]
    const many = await Promise.all(Array.from({ length: 20 }, () => tablet.socket()))
    const streams = await Promise.all(Array.from({ length: 20 }, () => tablet.stream()))
    const another = await phone.socket()
    for (const one of [another, socket, ...many]) one.leave()
    for (const { closed } of [another, socket]) expect((await closed).code).not.toBe(CLOSE.tryLater)
    await phone.send('/api/links', {})
    await stream.heard('devices')
    for (const one of [stream, ...streams]) one.leave()
  })

  test('does nothing but read and answer until it is confirmed', async () => {
    const { tablet } = await maraTwice()
    for (const path of ['/api/links', '/api/devices/others/end', '/api/passkeys/options', '/api/passkeys'])
      expect([path, (await tablet.send(path)).json]).toEqual([path, { error: 'confirm-first' }])
    expect((await tablet.get(`/api/hangouts/${house.hangoutId}`)).status).toBe(200)
  })
})

describe("links of one's own", () => {
  test('a new one brings in the other phone wholly; one is revoked and the rest go on', async () => {
    const phone = openBrowser(house)
    await comeInAs(house, phone, 'Mara')
    const { link } = (await phone.send('/api/links', {})).json
    expect(link).toMatch(new RegExp(`^${house.url}/l/[\\w-]{43}$`))
    const token = link.split('/').at(-1)
    const other = openBrowser(house)
    await other.submit(`/api/links/${token}/open`)
    expect(await other.session()).toMatchObject({ confirmed: true })
    const third = openBrowser(house)
    await third.submit(`/api/links/${token}/open`)
    expect(await third.session()).toMatchObject({ confirmed: false })

    const links: { id: string; how: string }[] = (await phone.get('/api/devices')).json.links
    const own = links.find(({ how }) => how === 'own')
    const stream = await third.stream()
    await phone.submit(`/api/links/${own?.id}/revoke`)
    // Who has nothing but the link goes with it; who was confirmed stays.
    await stream.ended
    expect(await third.session()).toBeNull()
    expect(await other.session()).toMatchObject({ confirmed: true })
    expect((await openBrowser(house).send(`/api/links/${token}/open`)).status).toBe(404)
    expect((await phone.get('/api/devices')).json.links).toHaveLength(1)
    expect((await act()).map((row) => row.act)).toEqual(
      expect.arrayContaining(['link-issued', 'link-revoked']),
    )
  })

  test("renew no powers: else an organizer's open phone would renew its own for ever", async () => {
    const phone = openBrowser(house)
    await comeInAs(house, phone, 'Grace')
    house.clock.now += 13 * 60 * 60 * 1000
    const { link } = (await phone.send('/api/links', {})).json
    await phone.submit(`/api/links/${link.split('/').at(-1)}/open`)
    expect((await phone.get('/api/admin/overview')).json).toEqual({ error: 'prove-again' })
    // Nor does a fresh link of whoever holds the phone.
    await comeInAs(house, phone, "Bilal's guardian", { also: '1' })
    expect((await phone.get('/api/session')).json.circles).toHaveLength(2)
    expect((await phone.get(`/api/admin/circles/${house.room.id}`)).json).toEqual({ error: 'prove-again' })
    // Her own slip does.
    await comeInAs(house, phone, 'Grace')
    expect((await phone.get('/api/admin/overview')).status).toBe(200)
  })

  test('shows nothing of an operator who is in on the same device: their own proof is asked', async () => {
    const laptop = openBrowser(house)
    await comeInAs(house, laptop, "Bilal's guardian")
    await comeInAs(house, laptop, 'Idris', { also: '1' })
    const newCircle = async () => (await laptop.send('/api/admin/circles', {})).json.error
    expect(await newCircle()).toBe('invalid')
    house.clock.now += 2 * 60 * 60 * 1000
    await comeInAs(house, laptop, "Bilal's guardian")
    expect(await newCircle()).toBe('prove-again')
    await comeInAs(house, laptop, 'Idris')
    expect(await newCircle()).toBe('invalid')
  })

  test("an organizer's link gives nobody the powers of an operator", async () => {
    const { db } = house.store.sqlite
    const token = await house.linkFor('Idris')
    await db
      .updateTable('personal_links')
      .set({ issued_by: guardianIdOf(house, 'Grace') })
      .where('guardian_id', '=', guardianIdOf(house, 'Idris'))
      .execute()
    const browser = openBrowser(house)
    await browser.submit(`/api/links/${token}/open`)
    expect(await browser.session()).toMatchObject({ confirmed: true, operator: false })
    expect((await browser.get('/api/admin/overview')).json).toEqual({ error: 'prove-again' })
  })

  test('are made five a minute at most', async () => {
    const phone = openBrowser(house)
    await comeInAs(house, phone, 'Mara')
    const statuses = []
    for (let i = 0; i < 6; i++) statuses.push((await phone.send('/api/links', {})).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    // Each new one ended the one before, which nobody had used.
    expect((await phone.get('/api/devices')).json.links).toHaveLength(2)
  })
})

test('P24: another site ends, confirms and revokes nothing', async () => {
  const { phone, tablet } = await maraTwice()
  const target = await otherOf(phone)
  const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
  for (const path of [
    `/api/devices/${target.id}/confirm`,
    `/api/devices/${target.id}/end`,
    '/api/devices/others/end',
    '/api/links',
    '/api/session/not-me',
    '/api/session/end',
  ])
    expect([path, (await phone.send(path, {}, evil)).json]).toEqual([path, { error: 'forbidden-origin' }])
  expect(await tablet.session()).toMatchObject({ confirmed: false })
  const back = await phone.submit(`/api/devices/${target.id}/end`, {}, evil)
  expect(back.headers.get('location')).toBe('/devices?problem=forbidden-origin')
})
