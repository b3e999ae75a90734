import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Browser, comeInAs, giveEmail, guardianIdOf, openBrowser } from '../testing/browser.ts'
import { type House, startHouse } from '../testing/house.ts'
import { type MailServer, startMailServer } from '../testing/mail-server.ts'
import { SLOW } from '../testing/process.ts'
import { ANSWERED_AFTER } from './codes.ts'

const MARA = 'mara@example.org'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let house: House
let mails: MailServer
beforeEach(async () => {
  mails = await startMailServer()
  house = await startHouse({
    mail: { url: mails.url, from: 'pta@school.example' },
    // What is limited by address is looked at by itself below.
    linkOpeningsPerMinute: 100_000,
    mailsPerMinute: 100_000,
  })
  await giveEmail(house, 'Mara', MARA)
})
afterEach(async () => {
  await house.stop()
  await mails.stop()
})

/** The nth code that came by mail; other mails tell of a further device. */
async function mailedCode(nth = 1): Promise<string> {
  for (let count = 1; ; count++) {
    await mails.received(count)
    const codes = mails.mails.flatMap(({ text }) => /\b\d{6}\b/.exec(text ?? '')?.[0] ?? [])
    const code = codes[nth - 1]
    if (code) return code
  }
}

const codesKept = () => house.store.sqlite.db.selectFrom('codes').selectAll().execute()
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

async function ask(browser: Browser, email = MARA) {
  return browser.send('/api/codes', { email })
}

describe('a code by mail', () => {
  test('comes to the address, is typed in the browser that asked, and opens all circles of that adult in one session', async () => {
    await giveEmail(house, "Bilal's guardian", ' Mara@Example.org')
    const browser = openBrowser(house)
    const asked = await ask(browser, 'MARA@example.org ')
    expect([asked.status, asked.text]).toEqual([202, '{"sent":true}'])
    const [cookie] = asked.headers.getSetCookie()
    expect(cookie).toMatch(/^sidegate-code=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Strict$/)
    const code = await mailedCode()
    // One mailbox, one mail.
    expect(mails.mails).toHaveLength(1)
    const checked = await browser.send('/api/codes/check', { code: ` ${code.slice(0, 3)} ${code.slice(3)}` })
    expect([checked.status, checked.json]).toEqual([200, { to: '/' }])
    const session = await browser.session()
    expect(session).toMatchObject({ confirmed: true, mark: null })
    expect(session.circles.map((one: { guardianId: string }) => one.guardianId).sort()).toEqual(
      [guardianIdOf(house, 'Mara'), guardianIdOf(house, "Bilal's guardian")].sort(),
    )
    expect(browser.jar.has('sidegate-code')).toBe(false)
  })

  test('works by plain forms, wrong ones going back to the page that says so', async () => {
    const browser = openBrowser(house)
    const asked = await browser.submit('/api/codes', { email: MARA, to: '/c/abc' })
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/in?sent=1&to=/c/abc'])
    const code = await mailedCode()
    const wrong = await browser.submit('/api/codes/check', { code: wrongOf(code), to: '/c/abc' })
    expect(wrong.headers.get('location')).toBe('/in?sent=1&to=/c/abc&problem=invalid')
    const right = await browser.submit('/api/codes/check', { code, to: '/c/abc' })
    expect([right.status, right.headers.get('location')]).toEqual([303, '/c/abc'])
    const nonsense = await openBrowser(house).submit('/api/codes', { email: 'mara' })
    expect(nonsense.headers.get('location')).toBe('/in?problem=invalid')
  })

  test.each(['//evil.example', 'https://evil.example', '/api/session/end', '/x?y'])(
    'sends nobody to %s afterwards',
    async (to) => {
      const browser = openBrowser(house)
      await ask(browser)
      const right = await browser.submit('/api/codes/check', { code: await mailedCode(), to })
      expect(right.headers.get('location')).toBe('/')
    },
  )

  test('shows who an organizer is: powers that ran out count again', async () => {
    await giveEmail(house, 'Grace', 'grace@example.org')
    const browser = openBrowser(house)
    await comeInAs(house, browser, 'Grace')
    house.clock.now += 13 * HOUR
    expect((await browser.get('/api/admin/overview')).json).toEqual({ error: 'prove-again' })
    expect((await browser.send('/api/codes', { own: '1' })).status).toBe(202)
    await browser.send('/api/codes/check', { code: await mailedCode() })
    expect((await browser.get('/api/admin/overview')).status).toBe(200)
  })

  test('confirms a device that came by a link that was used before, without typing the address', async () => {
    const link = await house.linkFor('Mara')
    const [first, browser] = [openBrowser(house), openBrowser(house)]
    await first.submit(`/api/links/${link}/open`)
    await browser.submit(`/api/links/${link}/open`)
    expect(await browser.session()).toMatchObject({
      confirmed: false,
      ways: { code: true, passkey: false, device: true },
    })
    const before = browser.jar.get('sidegate')
    const asked = await browser.submit('/api/codes', { own: '1' })
    expect(asked.headers.get('location')).toBe('/are-you?sent=1')
    const code = await mailedCode()
    const wrong = await browser.submit('/api/codes/check', { code: wrongOf(code) })
    expect(wrong.headers.get('location')).toBe('/are-you?sent=1&problem=invalid')
    await browser.submit('/api/codes/check', { code })
    expect(await browser.session()).toMatchObject({ confirmed: true })
    // Fixation: whoever knew the token from before its rise has nothing.
    expect(browser.jar.get('sidegate')).not.toBe(before)
    const planted = openBrowser(house)
    planted.jar.set('sidegate', before ?? '')
    expect(await planted.session()).toBeNull()
  })
})

describe('P24: whoever guesses', () => {
  test(
    'gets ten tries a code out of a thousand, and the right one is of no use after them',
    async () => {
      const browser = openBrowser(house)
      await ask(browser)
      const code = await mailedCode()
      const guesses = Array.from({ length: 1000 }, (_, i) => String(i).padStart(6, '0')).filter(
        (guess) => guess !== code,
      )
      const asked = guesses.length
      const reasons = new Map<string, number>()
      // Many at once, as who guesses would.
      while (guesses.length > 0) {
        const checks = guesses.splice(0, 50).map((code) => browser.send('/api/codes/check', { code }))
        for (const { json } of await Promise.all(checks))
          reasons.set(json.error, (reasons.get(json.error) ?? 0) + 1)
      }
      expect(reasons).toEqual(
        new Map([
          ['invalid', 10],
          ['too-many', asked - 10],
        ]),
      )
      expect((await browser.send('/api/codes/check', { code })).json).toEqual({ error: 'too-many' })
      expect(await browser.session()).toBeNull()
    },
    SLOW,
  )

  test('may ask for five codes in a quarter of an hour and twenty a day, whoever asks and whether or not anybody has the address', async () => {
    for (const email of [MARA, 'nobody@example.org']) {
      const statuses = []
      // Each as another browser would.
      for (let i = 0; i < 6; i++) statuses.push((await ask(openBrowser(house), email)).status)
      expect(statuses).toEqual([202, 202, 202, 202, 202, 409])
    }
    let asked = 5
    for (let i = 0; i < 8; i++) {
      house.clock.now += 16 * MINUTE
      for (let j = 0; j < 5; j++) if ((await ask(openBrowser(house))).status === 202) asked++
    }
    expect(asked).toBe(20)
    house.clock.now += 24 * HOUR
    expect((await ask(openBrowser(house))).status).toBe(202)
  })

  test('is slowed down by address, wide', async () => {
    await house.stop()
    house = await startHouse({ linkOpeningsPerMinute: 3 })
    const statuses = []
    for (let i = 0; i < 5; i++)
      statuses.push((await openBrowser(house).send('/api/codes/check', { code: '123456' })).status)
    expect(statuses).toEqual([410, 410, 410, 429, 429])
  })
})

describe('P24: a code is of no use', () => {
  test('a second time', async () => {
    const browser = openBrowser(house)
    await ask(browser)
    const jar = [...browser.jar]
    const code = await mailedCode()
    await browser.send('/api/codes/check', { code })
    const again = openBrowser(house)
    for (const [name, value] of jar) again.jar.set(name, value)
    expect((await again.send('/api/codes/check', { code })).json).toEqual({ error: 'expired' })
    expect(await again.session()).toBeNull()
  })

  test('twice at once', async () => {
    const browser = openBrowser(house)
    await ask(browser)
    const code = await mailedCode()
    const answers = await Promise.all([1, 2, 3, 4].map(() => browser.send('/api/codes/check', { code })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('in another browser than the one that asked', async () => {
    const browser = openBrowser(house)
    await ask(browser)
    const code = await mailedCode()
    const thief = openBrowser(house)
    expect((await thief.send('/api/codes/check', { code })).json).toEqual({ error: 'expired' })
    await ask(thief, 'thief@example.org')
    expect((await thief.send('/api/codes/check', { code })).json).toEqual({ error: 'invalid' })
    expect((await browser.send('/api/codes/check', { code })).status).toBe(200)
  })

  test('after ten minutes', async () => {
    const browser = openBrowser(house)
    await ask(browser)
    const code = await mailedCode()
    house.clock.now += 10 * MINUTE + 1
    expect((await browser.send('/api/codes/check', { code })).json).toEqual({ error: 'expired' })
  })

  test('for a guardian who left meanwhile, and whose address it was says nothing', async () => {
    const browser = openBrowser(house)
    await ask(browser)
    const code = await mailedCode()
    await house.store.sqlite.db
      .updateTable('guardians')
      .set({ left_at: house.clock.now })
      .where('id', '=', guardianIdOf(house, 'Mara'))
      .execute()
    expect((await browser.send('/api/codes/check', { code })).json).toEqual({ error: 'invalid' })
    expect(await browser.session()).toBeNull()
    await ask(browser)
    expect(mails.mails).toHaveLength(1)
  })

  test('to who looks into the database: neither the code nor the address stands there', async () => {
    const browser = openBrowser(house)
    await ask(browser)
    const code = await mailedCode()
    const kept = (await codesKept()).map((row) =>
      Object.values(row)
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
        .join(' '),
    )
    for (const secret of [code, MARA, browser.jar.get('sidegate-code') ?? ''])
      expect(kept.join(' ')).not.toContain(secret)
    expect(house.logLines.join('\n')).not.toMatch(new RegExp(`"${code}"|${MARA}`))
  })
})

describe('P24: an address that nobody has', () => {
  const bare = ({ status, text, headers }: Awaited<ReturnType<typeof ask>>) => ({
    status,
    text,
    headers: [...headers]
      .filter(([name]) => name !== 'date')
      .map(([name, value]) => [name, value.replace(/[\w-]{43}/, 'token')]),
  })

  test('gets the same answers, byte for byte, from asking to the tenth wrong try and beyond', async () => {
    const known = openBrowser(house)
    const unknown = openBrowser(house)
    expect(bare(await ask(known))).toEqual(bare(await ask(unknown, 'nobody@example.org')))
    const code = await mailedCode()
    for (let i = 0; i < 12; i++) {
      const [one, other] = [
        await known.send('/api/codes/check', { code: wrongOf(code) }),
        await unknown.send('/api/codes/check', { code: wrongOf(code) }),
      ]
      expect(bare(one)).toEqual(bare(other))
    }
    const forms = [
      await openBrowser(house).submit('/api/codes', { email: MARA }),
      await openBrowser(house).submit('/api/codes', { email: 'nobody@example.org' }),
    ] as const
    expect(bare(forms[0])).toEqual(bare(forms[1]))
  })

  test('is as quick to answer: no answer is out sooner than the work for a mail takes', async () => {
    const tookOf = async (email: string) => {
      const from = performance.now()
      expect((await ask(openBrowser(house), email)).status).toBe(202)
      return performance.now() - from
    }
    expect(await tookOf('nobody@example.org')).toBeGreaterThan(ANSWERED_AFTER - 2)
    expect(await tookOf(MARA)).toBeGreaterThan(ANSWERED_AFTER - 2)
  })

  test('has no mail, and else the same rows; the mail of a known one is there with them, whatever happens next', async () => {
    const { sqlite, codes } = house.store
    const outbox = () => sqlite.db.selectFrom('outbox').select(['kind', 'next_at']).execute()
    const at = house.clock.now
    expect(await codes.ask({ email: 'nobody@example.org', attempt: 'one', at })).toBe('asked')
    expect([await codesKept(), await outbox()]).toMatchObject([[{}], []])
    expect(await codes.ask({ email: MARA, attempt: 'other', at })).toBe('asked')
    const [mail] = await outbox()
    expect([await codesKept(), mail?.kind]).toMatchObject([[{}, {}], 'code'])
    // It is sent when the answer is long out, by no fixed measure.
    expect(mail?.next_at).toBeGreaterThanOrEqual(at + 150)
    expect(mail?.next_at).toBeLessThan(at + 600)
  })
})

test('without a mail server the answer is the same for everybody, too: there is no mail', async () => {
  await house.stop()
  house = await startHouse()
  await giveEmail(house, 'Mara', MARA)
  for (const email of [MARA, 'nobody@example.org'])
    expect((await ask(openBrowser(house), email)).json).toEqual({ error: 'no-mail' })
  expect(await codesKept()).toEqual([])
})

test('whoever has no address here is told so about themselves alone', async () => {
  const browser = openBrowser(house)
  await comeInAs(house, browser, 'Rafael')
  expect((await browser.send('/api/codes', { own: '1' })).json).toEqual({ error: 'no-mail' })
  expect((await openBrowser(house).send('/api/codes', { own: '1' })).json).toEqual({ error: 'signed-out' })
})

test('P24: another site asks for no code and types none', async () => {
  const browser = openBrowser(house)
  await ask(browser)
  const code = await mailedCode()
  const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
  for (const path of ['/api/codes', '/api/codes/check']) {
    const refused = await browser.send(path, { email: MARA, code }, evil)
    expect([refused.status, refused.json]).toEqual([403, { error: 'forbidden-origin' }])
    expect(refused.headers.getSetCookie()).toEqual([])
  }
  expect(await codesKept()).toHaveLength(1)
})

test('a code for another adult on a shared device signs out who was there; said to be the same adult, both stay', async () => {
  const browser = openBrowser(house)
  await comeInAs(house, browser, 'Jelena')
  const stream = await browser.stream()
  await ask(browser)
  await browser.send('/api/codes/check', { code: await mailedCode() })
  await stream.ended
  expect(stream.events).toEqual([{ event: 'signed-out', data: { reason: 'another' } }])
  const idsIn = async () =>
    (await browser.session()).circles.map((one: { guardianId: string }) => one.guardianId)
  expect(await idsIn()).toEqual([find(house.room.guardians, 'Mara').id])
  await comeInAs(house, browser, "Bilal's guardian", { also: '1' })
  expect(await idsIn()).toHaveLength(2)
})

test('a mailbox that two adults of a circle share: it is whom the device is there for, else who holds an office', async () => {
  await giveEmail(house, 'Grace', MARA)
  const browser = openBrowser(house)
  await ask(browser)
  await browser.send('/api/codes/check', { code: await mailedCode() })
  expect((await browser.session()).guardian.name).toBe('Grace')

  const link = await house.linkFor('Mara')
  await openBrowser(house).submit(`/api/links/${link}/open`)
  const tablet = openBrowser(house)
  await tablet.submit(`/api/links/${link}/open`)
  await tablet.send('/api/codes', { own: '1' })
  await tablet.send('/api/codes/check', { code: await mailedCode(2) })
  expect(await tablet.session()).toMatchObject({ guardian: { name: 'Mara' }, confirmed: true })
})
