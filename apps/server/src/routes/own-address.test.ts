/** P24: an address is a way in, so it is somebody's once they have shown that they read its mail. */
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, get, send, submit } from '../testing/asking.ts'
import { giveEmail, openBrowser } from '../testing/browser.ts'
import { type House, startHouse } from '../testing/house.ts'
import { type MailServer, startMailServer } from '../testing/mail-server.ts'

const DAY = 24 * 60 * 60 * 1000
const WANJIRU = 'wanjiru@mail.example'

let house: House
let mails: MailServer
let mara: Asking
beforeEach(async () => {
  mails = await startMailServer()
  const mail = { url: mails.url, from: 'pta@school.example' }
  house = await startHouse({ mail, linkOpeningsPerMinute: 10_000, mailsPerMinute: 10_000 })
  mara = await as('Mara')
})
afterEach(async () => {
  await house.stop()
  await mails.stop()
})

const as = async (name: string): Promise<Asking> => ({ url: house.url, token: await house.signIn(name) })
const path = (to = '') => `/api/circles/${house.room.id}/family${to && `/${to}`}`
const me = (email: string, who = mara, name = 'Mara') => send(who, path('me'), { name, email, phone: '' })
const you = async (who = mara) => (await get(who, path())).json.you
const codeIn = (text: string | undefined) => /\b\d{6}\b/.exec(text ?? '')?.[0] ?? ''
const to = (address: string) => mails.mails.filter(({ recipient }) => recipient === address)

/** Asks for a code to an address, and comes in by it. */
async function comesInBy(address: string) {
  const browser = openBrowser(house)
  const codes = () =>
    to(address)
      .map(({ text }) => codeIn(text))
      .filter(Boolean)
  const before = codes().length
  await browser.send('/api/codes', { email: address })
  while (codes().length === before) await mails.received(mails.mails.length + 1)
  await browser.send('/api/codes/check', { code: codes().at(-1) })
  return (await browser.session())?.guardian.name
}

test('another address counts once the code to it was typed; until then the one of before does', async () => {
  await giveEmail(house, 'Mara', 'before@mail.example')
  expect((await me('after@mail.example')).json.you).toMatchObject({
    email: 'before@mail.example',
    asked: 'after@mail.example',
  })
  await mails.received(1)
  expect(mails.mails.map(({ recipient }) => recipient)).toEqual(['after@mail.example'])
  const code = codeIn(mails.mails[0]?.text)
  const wrong = await send(mara, path('me/code'), { code: code === '000000' ? '000001' : '000000' })
  expect([wrong.status, wrong.json.fields]).toEqual([400, { code: 'wrong-code' }])
  expect(await comesInBy('before@mail.example')).toBe('Mara')

  const proved = await submit(mara, path('me/code'), { code: `${code.slice(0, 3)} ${code.slice(3)}` })
  expect(proved.headers.get('location')).toBe(`/family/${house.room.id}?done=me/code#me/code`)
  expect(await you()).toMatchObject({ email: 'after@mail.example', asked: null })
  // The one of before is told, and lets nobody in any more.
  const told = () => to('before@mail.example').some(({ subject }) => /address/.test(subject ?? ''))
  while (!told()) await mails.received(mails.mails.length + 1)
  expect(await comesInBy('after@mail.example')).toBe('Mara')
  expect((await send(mara, path('me/code'), { code })).json).toEqual({ error: 'expired' })
})

test('whoever types somebody else’s address learns nothing, and takes nobody’s way in', async () => {
  await giveEmail(house, 'Wanjiru', WANJIRU)
  const [taken, free] = [await me(WANJIRU), await me('free@mail.example', await as('Joost'), 'Joost')]
  expect([taken.status, Object.keys(taken.json)]).toEqual([free.status, Object.keys(free.json)])
  await mails.received(1)
  expect(to(WANJIRU)).toEqual([])
  expect(await comesInBy(WANJIRU)).toBe('Wanjiru')
})

test('an address that a relative or a poster gave lets nobody in before it is shown to be theirs', async () => {
  const gran = 'gran@mail.example'
  const invited = await send(mara, path('guardians'), { name: 'Gran', email: gran })
  expect(invited.json.invited).toMatchObject({ mailed: true })
  await mails.received(1) // her link
  const stranger = openBrowser(house)
  await stranger.send('/api/codes', { email: gran })
  const token = invited.json.invited.link.split('/l/')[1]
  const phone = openBrowser(house)
  await phone.submit(`/api/links/${token}/open`, {})
  const asked = await phone.send(path('me'), { name: 'Gran', email: gran, phone: '' })
  expect(asked.json.you.asked).toBe(gran)
  await mails.received(2)
  await phone.send(path('me/code'), { code: codeIn(to(gran).at(-1)?.text) })
  expect(await comesInBy(gran)).toBe('Gran')
})

test('three codes to addresses a day, and an address that never counted is told nothing', async () => {
  for (const n of [1, 2, 3]) expect((await me(`n${n}@mail.example`)).status).toBe(200)
  const more = await me('n4@mail.example')
  expect([more.status, more.json]).toEqual([409, { error: 'too-many' }])
  await mails.received(3)
  expect(mails.mails.map(({ recipient }) => recipient)).toEqual([1, 2, 3].map((n) => `n${n}@mail.example`))
  expect((await you()).asked).toBe('n3@mail.example')
  house.clock.now += DAY + 1
  expect((await me('n4@mail.example', await as('Mara'))).status).toBe(200)
})

test('ten tries, ten minutes', async () => {
  await me('new@mail.example')
  await mails.received(1)
  const code = codeIn(mails.mails[0]?.text)
  const wrong = code === '000000' ? '000001' : '000000'
  for (let i = 0; i < 10; i++) expect((await send(mara, path('me/code'), { code: wrong })).status).toBe(400)
  expect((await send(mara, path('me/code'), { code })).json).toEqual({ error: 'too-many' })
  await me('newer@mail.example')
  await mails.received(2)
  house.clock.now += 10 * 60 * 1000 + 1
  const late = await send(mara, path('me/code'), { code: codeIn(mails.mails[1]?.text) })
  expect(late.json).toEqual({ error: 'expired' })
  const stored = await house.store.sqlite.db.selectFrom('new_addresses').selectAll().execute()
  expect(Buffer.concat(stored.map(({ asked }) => Buffer.from(asked))).toString('latin1')).not.toMatch(
    /mail\.example/,
  )
  expect(find(house.room.guardians, 'Mara').id).toBe(stored[0]?.guardian_id)
})
