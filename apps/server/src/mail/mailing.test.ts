/** The outbox and its sender against a real mail server: what is queued arrives once, or is told why it did not. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DATABASE, MASTER_KEY } from '../store/folder.ts'
import { reachOfGuardians } from '../store/reached.ts'
import { hashToken } from '../store/tokens.ts'
import { send, submit } from '../testing/asking.ts'
import { type House, openFolder, startHouse } from '../testing/house.ts'
import { openStream } from '../testing/listening.ts'
import { type MailAnswer, type MailServer, startMailServer } from '../testing/mail-server.ts'
import { BACK_OFF } from './worker.ts'

const MINUTE = 60_000
const from = 'hangouts@lincoln.example'
const ADDRESS = 'mara@home.example'
const OTHER = 'rafael@home.example'

let server: MailServer
let house: House
beforeEach(async () => {
  server = await startMailServer()
  house = await startHouse({ mail: { url: server.url, from } })
  await giveAddress('Mara', ADDRESS)
  await giveAddress('Rafael', OTHER)
})
afterEach(async () => {
  await house.stop()
  await server.stop()
})

const guardianId = (name: string) => find(house.room.guardians, name).id

async function giveAddress(name: string, address: string | null) {
  const { id, familyId } = find(house.room.guardians, name)
  const { vault, emailIndex, rows, sqlite } = house.store
  await sqlite.db.transaction().execute(async (trx) => {
    const wrapped = await rows.keyOf(trx, 'family', familyId, house.clock.now)
    const place = { table: 'guardians', column: 'email', row: id }
    await trx
      .updateTable('guardians')
      .set({
        email: address === null ? null : vault.seal(familyId, wrapped, place, address),
        email_index: address === null ? null : emailIndex(address),
      })
      .where('id', '=', id)
      .execute()
  })
}

type Queued = Parameters<House['store']['queueMail']>[1]

const queue = (mail: Omit<Queued, 'guardianId' | 'at'>, name = 'Mara') =>
  house.store.sqlite.db
    .transaction()
    .execute((trx) =>
      house.store.queueMail(trx, { guardianId: guardianId(name), at: house.clock.now, ...mail }),
    )

/** Mara's. */
const rows = () =>
  house.store.sqlite.db
    .selectFrom('outbox')
    .selectAll()
    .where('guardian_id', '=', guardianId('Mara'))
    .orderBy('made_at')
    .orderBy('id')
    .execute()
const mailsTo = (address: string) => server.mails.filter(({ recipient }) => recipient === address)

/** What the mail server says to Mara's mails. */
function answer(said: MailAnswer | Promise<MailAnswer>) {
  server.answer = (recipient) => (recipient === ADDRESS ? said : 'take')
}

/** The clock of the tests jumps, which no timer notices; a mail to somebody else wakes the sender. */
const wakeUp = () => queue({ kind: 'code', content: { code: '999999' } }, 'Rafael')

/** Resolves once every mail of the outbox was settled for now, and each has this state. */
async function settled(...states: string[]) {
  await expect.poll(async () => (await rows()).map(({ state }) => state).sort()).toEqual(states)
}

test('what is queued with its cause arrives at once, and what it held is gone', async () => {
  await queue({ kind: 'code', content: { code: '123456' } })
  await server.received(1)
  const [mail] = server.mails
  expect(mail).toMatchObject({
    recipient: ADDRESS,
    from: { name: 'Lincoln Elementary PTA', address: from },
    subject: 'Lincoln Elementary PTA: Your code to sign in',
  })
  expect(mail?.text).toContain('123456')
  await settled('sent')
  expect((await rows())[0]).toMatchObject({ content: null, tries: 0, fault: null, sent_at: house.clock.now })
})

test('a cause that is rolled back is mailed to nobody', async () => {
  const failed = house.store.sqlite.db.transaction().execute(async (trx) => {
    await house.store.queueMail(trx, { kind: 'link', guardianId: guardianId('Mara'), at: house.clock.now })
    throw new Error('not after all')
  })
  await expect(failed).rejects.toThrow('not after all')
  await queue({ kind: 'code', content: { code: '123456' } })
  await server.received(1)
  expect(server.begun).toBe(1)
  expect(await rows()).toHaveLength(1)
})

test('a mail server that says "later" is asked again after a while, and gets the same mail', async () => {
  answer({ at: 'recipient', code: 451 })
  await queue({ kind: 'link' })
  await expect.poll(async () => (await rows())[0]?.tries).toBe(1)
  expect((await rows())[0]).toMatchObject({
    state: 'waiting',
    fault: 'later',
    next_at: house.clock.now + (BACK_OFF[0] as number),
  })
  answer('take')
  house.clock.now += BACK_OFF[0] as number
  await wakeUp()
  await settled('sent')
  const [, token] = /\/l\/([\w-]{43})/.exec(mailsTo(ADDRESS)[0]?.text ?? '') ?? []
  const links = await house.store.sqlite.db
    .selectFrom('personal_links')
    .selectAll()
    .where('how', '=', 'mailed')
    .execute()
  // One link was made for both tries, and it is the one in the mail.
  expect(links).toHaveLength(1)
  expect(links[0]?.revoked_at).toBeNull()
  expect(Buffer.from(links[0]?.token_hash ?? [])).toEqual(Buffer.from(hashToken(token ?? '')))
})

test('after five waits a mail is given up, and nothing of it is left', async () => {
  answer({ at: 'content', code: 451 })
  await queue({ kind: 'link' })
  for (const [i, wait] of BACK_OFF.entries()) {
    await expect.poll(async () => (await rows())[0]?.tries).toBe(i + 1)
    house.clock.now += wait
    await wakeUp()
  }
  await settled('failed')
  expect((await rows())[0]).toMatchObject({ fault: 'later', content: null })
})

test('no such mailbox: a bounce is final at once, and the next mail goes on', async () => {
  answer({ at: 'recipient', code: 550 })
  await queue({ kind: 'link' })
  await settled('bounced')
  expect((await rows())[0]).toMatchObject({ fault: 'address-refused', content: null, tries: 0 })
  expect(await house.store.mails.state(house.clock.now)).toMatchObject({ bounced: 1, waiting: 0 })
})

test('while the mail server is down mails wait, and go out when it is back', async () => {
  const { port } = server
  await server.stop()
  await queue({ kind: 'link' })
  await expect.poll(async () => (await rows())[0]?.fault).toBe('unreachable')
  expect(await house.store.mails.state(house.clock.now)).toMatchObject({ waiting: 1, fault: 'unreachable' })
  server = await startMailServer({ port })
  house.clock.now += 2 * MINUTE
  await wakeUp()
  await settled('sent')
  expect(mailsTo(ADDRESS)).toHaveLength(1)
})

test('when the server dies in the middle of sending, the mail goes out after the next start', async () => {
  const never = Promise.withResolvers<MailAnswer>()
  answer(never.promise)
  await queue({ kind: 'link' })
  await expect.poll(() => server.begun).toBe(1)
  expect((await rows())[0]?.state).toBe('leased')
  // As kill -9 leaves the folder: nobody wrote down what came of it.
  const { dataDir } = house
  const copy = await openFolder(undefined, (folder) => {
    copyFileSync(join(dataDir, MASTER_KEY), join(folder, MASTER_KEY))
    const raw = new DatabaseSync(join(dataDir, DATABASE), { readOnly: true })
    raw.exec(`vacuum into '${join(folder, DATABASE)}'`)
    raw.close()
  })
  const { mails } = copy.store
  expect(await mails.lease(house.clock.now)).toBeNull()
  await mails.recover()
  expect(await mails.lease(house.clock.now)).toMatchObject({ kind: 'link', tries: 0 })
  await copy.close()
  never.resolve('take')
})

test('a stop cuts off what the mail server does not take; it is sent after the next start', async () => {
  const never = Promise.withResolvers<MailAnswer>()
  answer(never.promise)
  await queue({ kind: 'link' })
  await expect.poll(() => server.begun).toBe(1)
  const before = Date.now()
  await house.stop()
  expect(Date.now() - before).toBeLessThan(4000)
  never.resolve('take')
  house = await startHouse()
})

test('somebody who left, or has no address any more, gets nothing, and no trace is kept', async () => {
  answer({ at: 'recipient', code: 451 })
  await queue({ kind: 'link' })
  await expect.poll(async () => (await rows())[0]?.tries).toBe(1)
  await giveAddress('Mara', null)
  house.clock.now += 10 * MINUTE
  await wakeUp()
  await expect.poll(rows).toEqual([])
  expect(mailsTo(ADDRESS)).toEqual([])
})

test('house rule 3: who is not on the list any more when a mail goes out gets none, nor does a trace stay', async () => {
  const mails = (name: string) => queue({ kind: 'invited', hangoutId: house.hangoutId }, name)
  await mails('Mara')
  await server.received(1)
  expect(server.mails[0]?.text).toContain('backyard afternoon')
  // The family that holds it is called after a kid.
  expect(server.mails[0]?.text).not.toMatch(/family’s|'s family/)
  expect(server.mails[0]?.subject).toBe('Lincoln Elementary PTA: A hangout plan for your family')
  const kids = house.room.kids.filter(({ guardianIds }) => guardianIds.includes(guardianId('Mara')))
  await house.store.sqlite.db
    .deleteFrom('list_entries')
    .where(
      'kid_id',
      'in',
      kids.map(({ id }) => id),
    )
    .execute()
  await mails('Mara')
  await settled('sent')
  expect(server.begun).toBe(1)
})

test('who has never come in gets a personal link along; paper that was handed out goes on working', async () => {
  const { db } = house.store.sqlite
  await db.updateTable('guardians').set({ joined_at: null }).where('id', '=', guardianId('Mara')).execute()
  const paper = await house.linkFor('Mara')
  await queue({ kind: 'invited', hangoutId: house.hangoutId })
  await server.received(1)
  const [, mailed, to = ''] = /\/l\/([\w-]{43})\?to=(\S+)/.exec(server.mails[0]?.text ?? '') ?? []
  expect((await send({ url: house.url }, `/api/links/${paper}/open`, {})).status).toBe(200)
  const opened = await submit({ url: house.url }, `/api/links/${mailed}/open`, { to })
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `/hangout/${house.hangoutId}`])
})

test('house rule 3: the console shows nothing of a mail about a hangout for a few, sent or come back', async () => {
  const { db } = house.store.sqlite
  await db.updateTable('guardians').set({ joined_at: null }).where('id', '=', guardianId('Mara')).execute()
  await db.updateTable('hangouts').set({ whole_circle: 0 }).where('id', '=', house.hangoutId).execute()
  const reach = async () => (await reachOfGuardians(db, house.room.id)).get(guardianId('Mara'))
  const before = { reached: 'no-link', mailFault: false }
  expect(await reach()).toEqual(before)
  const stream = await openStream({ url: house.url, token: await house.signIn('Grace') })
  await queue({ kind: 'invited', hangoutId: house.hangoutId })
  await settled('sent')
  expect(server.mails[0]?.text).toContain('/l/')
  expect(await reach()).toEqual(before)
  answer({ at: 'recipient', code: 550 })
  await queue({ kind: 'invited', hangoutId: house.hangoutId })
  await settled('bounced', 'sent')
  expect(await reach()).toEqual(before)
  answer('take')
  await queue({ kind: 'link' })
  await stream.heard('roster')
  expect(stream.events.filter(({ event }) => event === 'roster')).toHaveLength(1)
  stream.leave()
  expect(await reach()).toEqual({ reached: 'invited', mailFault: false })
})

test('a mailbox is not flooded: the seventh mail within ten minutes waits', async () => {
  for (let i = 1; i <= 7; i++) await queue({ kind: 'code', content: { code: `00000${i}` } })
  await server.received(6)
  await settled('sent', 'sent', 'sent', 'sent', 'sent', 'sent', 'waiting')
  const waiting = (await rows()).filter(({ state }) => state === 'waiting')
  expect(waiting.map(({ next_at }) => next_at)).toEqual([house.clock.now + 10 * MINUTE])
})

test('one mailbox that is slow holds up nobody else', async () => {
  const never = Promise.withResolvers<MailAnswer>()
  answer(never.promise)
  await queue({ kind: 'link' })
  await expect.poll(() => server.begun).toBe(1)
  await wakeUp()
  await server.received(1)
  expect(server.mails[0]?.recipient).toBe(OTHER)
  never.resolve('take')
})

test('a mail provider that counts is not overrun: so many in a minute, and the rest after it', async () => {
  await house.stop()
  house = await startHouse({ mail: { url: server.url, from }, mailsPerMinute: 2 })
  await giveAddress('Mara', ADDRESS)
  await giveAddress('Rafael', OTHER)
  for (const code of ['000001', '000002', '000003']) await queue({ kind: 'code', content: { code } })
  await settled('sent', 'sent', 'waiting')
  house.clock.now += MINUTE
  await wakeUp()
  await settled('sent', 'sent', 'sent')
})

test('a code that could not go out while it was good never does', async () => {
  answer({ at: 'recipient', code: 451 })
  await queue({ kind: 'code', content: { code: '123456' } })
  await expect.poll(async () => (await rows())[0]?.tries).toBe(1)
  answer('take')
  house.clock.now += 11 * MINUTE
  await wakeUp()
  await settled('failed')
  expect((await rows())[0]).toMatchObject({ fault: 'too-late', content: null })
  expect(mailsTo(ADDRESS)).toEqual([])
})

test('ids alone are logged, and what is sealed can not be read in the database', async () => {
  answer({ at: 'recipient', code: 451 })
  await queue({ kind: 'code', content: { code: '314159' } })
  await expect.poll(async () => (await rows())[0]?.tries).toBe(1)
  expect(house.logLines.join('')).not.toMatch(/314159|home\.example/)
  expect(Buffer.from((await rows())[0]?.content ?? []).toString('latin1')).not.toContain('314159')
})

test('without a mail server nothing is queued: the product is whole', async () => {
  const bare = await startHouse()
  const { id } = find(bare.room.guardians, 'Mara')
  const queued = await bare.store.sqlite.db
    .transaction()
    .execute((trx) => bare.store.queueMail(trx, { kind: 'link', guardianId: id, at: bare.clock.now }))
  expect(queued).toBe(false)
  expect(await bare.store.sqlite.db.selectFrom('outbox').selectAll().execute()).toEqual([])
  await bare.stop()
})
