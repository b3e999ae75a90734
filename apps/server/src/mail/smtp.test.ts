/** Against a real mail server: what each of its answers means. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../testing/mail-server.ts'
import { createMailer, type OutgoingMail } from './smtp.ts'

const ACCOUNT = { user: 'pta@lincoln.example', password: 'p@ss:word/1' }
const MAIL: OutgoingMail = {
  id: 'mai_1',
  to: 'mara@home.example',
  fromName: 'Lincoln Elementary PTA',
  subject: 'Lincoln Elementary PTA: A hangout plan for your family',
  text: 'Ñandú, and a line that begins with a dot:\n.\n',
  html: '<p>Ñandú</p>',
}
const from = 'hangouts@lincoln.example'

let server: MailServer
beforeEach(async () => {
  server = await startMailServer()
})
afterEach(() => server.stop())

const send = (change: Partial<OutgoingMail> = {}) =>
  createMailer({ url: server.url, from }).send({ ...MAIL, ...change })

test('a mail arrives as it was written, from the PTA by its name, and says that no person wrote it', async () => {
  expect(await send()).toEqual({ delivered: true })
  const [mail] = server.mails
  expect(mail).toMatchObject({
    from: { name: 'Lincoln Elementary PTA', address: from },
    to: [{ address: MAIL.to }],
    subject: MAIL.subject,
    messageId: '<mai_1@lincoln.example>',
    returnPath: from,
  })
  expect(mail?.text?.trimEnd()).toBe(MAIL.text.trimEnd())
  expect(mail?.html).toContain('Ñandú')
  const headers = new Map(mail?.headers.map(({ key, value }) => [key, value]))
  expect(headers.get('auto-submitted')).toBe('auto-generated')
})

test('names and subjects with line breaks add no header and no recipient', async () => {
  const evil = 'Pta\r\nBcc: thief@evil.example\r\n\r\nBody'
  await send({ fromName: evil, subject: evil })
  const [mail] = server.mails
  expect(mail?.headers.map(({ key }) => key)).not.toContain('bcc')
  expect([mail?.from?.name, mail?.subject]).toEqual(Array(2).fill('Pta Bcc: thief@evil.example Body'))
  expect(mail?.text?.trimEnd()).toBe(MAIL.text.trimEnd())
})

test('an address with a line break, or with a second address in it, reaches nobody', async () => {
  for (const to of ['mara@home.example\r\nRCPT TO:<thief@evil.example>', 'a@b.example, thief@evil.example']) {
    await send({ to })
    expect(server.mails.map(({ recipient }) => recipient)).not.toContain('thief@evil.example')
  }
})

describe('what the mail server answers', () => {
  const stories = [
    ['no such mailbox', { at: 'recipient', code: 550 }, { fault: 'address-refused', bounced: true }],
    ['a mailbox that is full today', { at: 'recipient', code: 452 }, { fault: 'later', bounced: false }],
    ['greylisting', { at: 'recipient', code: 451 }, { fault: 'later', bounced: false }],
    ['the mail taken for spam', { at: 'content', code: 554 }, { fault: 'mail-refused', bounced: true }],
    ['a server in trouble', { at: 'content', code: 451 }, { fault: 'later', bounced: false }],
    ['MAIL_FROM not allowed', { at: 'sender', code: 553 }, { fault: 'sender-refused', bounced: false }],
  ] as const
  test.each(stories)('%s', async (_title, answer, delivery) => {
    server.answer = () => answer
    expect(await send()).toEqual(delivery)
    expect(server.mails).toEqual([])
  })

  test('the right password, whatever signs are in it, and a wrong one', async () => {
    const guarded = await startMailServer({ account: ACCOUNT })
    expect(await createMailer({ url: guarded.url, from }).send(MAIL)).toEqual({ delivered: true })
    const wrong = guarded.url.replace('word', 'wood')
    expect(await createMailer({ url: wrong, from }).send(MAIL)).toEqual({
      fault: 'password-refused',
      bounced: false,
    })
    await guarded.stop()
  })
})

test('nobody there, a name that no server has, and a server that says nothing are unreachable', async () => {
  const mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const { port } = mute.address() as AddressInfo
  const patience = { connection: 50, silence: 50, whole: 500 }
  await server.stop()
  const urls = [server.url, 'smtp://mail.invalid', `smtp://127.0.0.1:${port}`]
  for (const url of urls)
    expect([url, await createMailer({ url, from }, patience).send(MAIL)]).toEqual([
      url,
      { fault: 'unreachable', bounced: false },
    ])
  mute.close()
  server = await startMailServer()
})

test('a server that is slow to take the mail is waited for, but not for ever', async () => {
  const slow = Promise.withResolvers<'take'>()
  server.answer = () => slow.promise
  const mailer = createMailer({ url: server.url, from }, { connection: 5000, silence: 5000, whole: 100 })
  expect(await mailer.send(MAIL)).toEqual({ fault: 'unreachable', bounced: false })
  slow.resolve('take')
})

test('a password never leaves this machine unencrypted', async () => {
  // Another name for this machine: to the mailer it is one in the network.
  const guarded = await startMailServer({ account: ACCOUNT })
  const url = guarded.url.replace('127.0.0.1', '127.0.0.2')
  const elsewhere = await startMailServer({ account: ACCOUNT, host: '127.0.0.2', port: guarded.port })
  expect(await createMailer({ url, from }).send(MAIL)).toEqual({ fault: 'not-safe', bounced: false })
  expect(elsewhere.mails).toEqual([])
  await Promise.all([guarded.stop(), elsewhere.stop()])
})
