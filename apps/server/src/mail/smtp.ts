/** The one file that knows nodemailer: hands one mail to the mail server of SMTP_URL, and says plainly what came of it. */
import type { MailFault } from '@sidegate/core/mail-faults'
import { createTransport } from 'nodemailer'

export interface MailSettings {
  /** `smtp://user:password@host:587` (TLS as soon as the server offers it) or `smtps://` (TLS from the start). */
  url: string
  /** The bare address that mails come from; its name is always the PTA's. */
  from: string
}

export interface OutgoingMail {
  /** Stays the same over retries, so that a mail program can tell a copy from a second mail. */
  id: string
  to: string
  fromName: string
  subject: string
  text: string
  html: string
}

export type Delivery = { delivered: true } | { fault: MailFault; bounced: boolean }

export interface Mailer {
  readonly from: string
  /** Never throws for what a mail server or a network does. `signal` cuts the connection. */
  send(mail: OutgoingMail, signal?: AbortSignal): Promise<Delivery>
}

/** ms. A server that is asked at night by a small machine may be slow; one that says nothing for this long is gone. */
export const PATIENCE = { connection: 15_000, silence: 30_000, whole: 90_000 }

export function createMailer({ url, from }: MailSettings, patience = PATIENCE): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url)
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    ...(port ? { port: Number(port) } : {}),
    secure: protocol === 'smtps:',
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    // A password leaves this machine encrypted or not at all.
    requireTLS: protocol === 'smtp:' && username !== '' && !isThisMachine(hostname),
    connectionTimeout: patience.connection,
    greetingTimeout: patience.connection,
    dnsTimeout: patience.connection,
    socketTimeout: patience.silence,
    socketCloseTimeout: 0,
    allowInternalNetworkInterfaces: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const host = from.slice(from.lastIndexOf('@') + 1)
  return {
    from,
    async send({ id, to, fromName, subject, text, html }, signal) {
      const whole = AbortSignal.timeout(patience.whole)
      try {
        await transport.sendMail({
          from: { name: oneLine(fromName), address: from },
          to: { name: '', address: to },
          subject: oneLine(subject),
          text,
          html,
          messageId: `<${id}@${host}>`,
          // No answering machine answers, and no mailing list loops (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: signal ? AbortSignal.any([signal, whole]) : whole,
        })
        return { delivered: true }
      } catch (error) {
        return faultOf(error)
      }
    },
  }
}

/** One line of plain text for a header: a name with a line break in it adds no header of its own. */
export const oneLine = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()

const isThisMachine = (host: string) => ['localhost', '127.0.0.1', '[::1]'].includes(host)

/** What nodemailer puts on its errors, all of it optional. */
interface SmtpError extends Error {
  code?: string
  command?: string
  /** 5xx but 503; missing where no answer of the server is the reason. */
  permanent?: boolean
}

function faultOf(error: unknown): Delivery {
  if (!(error instanceof Error)) throw error
  const { code, command = '', permanent } = error as SmtpError
  const later = (fault: MailFault): Delivery => ({ fault, bounced: false })
  if (code === 'EAUTH' || code === 'ENOAUTH') return later(permanent === false ? 'later' : 'password-refused')
  if (code === 'ETLS') return later('not-safe')
  if (code === 'ESOCKET' && /certificate|self.signed|altname|TLS|SSL/i.test(error.message))
    return later('not-safe')
  if (permanent === false) return later('later')
  if (permanent) {
    if (command === 'RCPT TO') return { fault: 'address-refused', bounced: true }
    if (command === 'DATA') return { fault: 'mail-refused', bounced: true }
    if (command === 'MAIL FROM') return later('sender-refused')
    return later('broken')
  }
  // An address that no mail server would understand is refused before it is asked.
  if (code === 'EENVELOPE') return { fault: 'address-refused', bounced: true }
  if (['ECONNECTION', 'ESOCKET', 'EDNS', 'ETIMEDOUT', 'EABORT'].includes(code ?? ''))
    return later('unreachable')
  return later('broken')
}
