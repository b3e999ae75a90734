/** A real mail server on a free port: it takes mails, refuses them, or keeps one waiting, as the test wishes. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail extends Email {
  /** As it came over the wire. */
  raw: string
  /** Of the envelope. */
  recipient: string
  returnPath: string
}

/** What the server answers to a mail; an SMTP code refuses it. */
export type MailAnswer = 'take' | { at: 'sender' | 'recipient' | 'content'; code: number }

export interface MailServer {
  url: string
  port: number
  mails: ReceivedMail[]
  /** How many mails were begun, taken or not. */
  begun: number
  /** Asked anew for each mail, which waits for it. */
  answer: (recipient: string) => MailAnswer | Promise<MailAnswer>
  /** Resolves once so many mails have been taken. */
  received(count: number): Promise<void>
  stop(): Promise<void>
}

export async function startMailServer({
  host = '127.0.0.1',
  port = 0,
  account,
}: {
  host?: string
  port?: number
  account?: { user: string; password: string }
} = {}): Promise<MailServer> {
  const waiting: { count: number; done: () => void }[] = []
  const refusal = (code: number) => Object.assign(new Error('as the test wishes'), { responseCode: code })
  const answerAt = async (at: 'sender' | 'recipient' | 'content', recipient: string) => {
    const answer = await server.answer(recipient)
    return answer !== 'take' && answer.at === at ? refusal(answer.code) : null
  }
  const smtp = new SMTPServer({
    authOptional: !account,
    ...(account ? {} : { disabledCommands: ['AUTH', 'STARTTLS'] }),
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth({ username, password }, _session, done) {
      if (username === account?.user && password === account?.password) done(null, { user: username })
      else done(refusal(535))
    },
    onMailFrom(_address, _session, done) {
      server.begun++
      void answerAt('sender', '').then(done)
    },
    onRcptTo({ address }, _session, done) {
      void answerAt('recipient', address).then(done)
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope
      const recipient = rcptTo[0]?.address ?? ''
      void (async () => {
        const chunks: Buffer[] = []
        for await (const chunk of stream) chunks.push(chunk as Buffer)
        const refused = await answerAt('content', recipient)
        if (refused) return done(refused)
        const raw = Buffer.concat(chunks).toString()
        const returnPath = mailFrom ? mailFrom.address : ''
        server.mails.push({ ...(await PostalMime.parse(raw)), raw, recipient, returnPath })
        done()
        for (const { count, done: found } of waiting) if (server.mails.length >= count) found()
      })()
    },
  })
  // A client that is cut off in the middle is no fault of the server.
  smtp.on('error', () => undefined)
  smtp.listen(port, host)
  await once(smtp.server, 'listening')
  const bound = (smtp.server.address() as AddressInfo).port
  const who = account ? `${encodeURIComponent(account.user)}:${encodeURIComponent(account.password)}@` : ''
  const server: MailServer = {
    url: `smtp://${who}${host}:${bound}`,
    port: bound,
    mails: [],
    begun: 0,
    answer: () => 'take',
    async received(count) {
      if (server.mails.length < count) await new Promise<void>((done) => waiting.push({ count, done }))
    },
    stop: () => new Promise((done) => smtp.close(() => done())),
  }
  return server
}
