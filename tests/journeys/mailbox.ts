/** A real mail server for journeys: what arrives can be read, and a mailbox that ends in `.invalid` isn't there. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface Mailbox {
  /** For SMTP_URL. */
  url: string
  /** The next mail that arrives, or has arrived and wasn't taken yet. */
  next(): Promise<Email>
  close(): Promise<void>
}

export async function openMailbox(account?: { user: string; password: string }): Promise<Mailbox> {
  const mails: Email[] = []
  const waiting: ((mail: Email) => void)[] = []
  const refusal = (code: number) => Object.assign(new Error('not here'), { responseCode: code })
  const smtp = new SMTPServer({
    authOptional: !account,
    disabledCommands: account ? [] : ['AUTH', 'STARTTLS'],
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth({ username, password }, _session, done) {
      if (username === account?.user && password === account?.password) done(null, { user: username })
      else done(refusal(535))
    },
    onRcptTo({ address }, _session, done) {
      done(address.endsWith('.invalid') ? refusal(550) : null)
    },
    onData(stream, _session, done) {
      void (async () => {
        const chunks: Buffer[] = []
        for await (const chunk of stream) chunks.push(chunk as Buffer)
        const mail = await PostalMime.parse(Buffer.concat(chunks))
        done()
        const first = waiting.shift()
        if (first) first(mail)
        else mails.push(mail)
      })()
    },
  })
  // A client that is cut off in the middle is no fault of the server.
  smtp.on('error', () => undefined)
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  const { port } = smtp.server.address() as AddressInfo
  const who = account ? `${encodeURIComponent(account.user)}:${encodeURIComponent(account.password)}@` : ''
  return {
    url: `smtp://${who}127.0.0.1:${port}`,
    next: () => {
      const mail = mails.shift()
      return mail ? Promise.resolve(mail) : new Promise((done) => waiting.push(done))
    },
    close: () => new Promise((done) => smtp.close(() => done())),
  }
}
