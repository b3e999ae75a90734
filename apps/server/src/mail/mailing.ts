/** Mail as the rest of the server knows it: whether there is any, a test of it, and the sender that works in the background. */
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { LeasedMail } from '../store/mails.ts'
import type { Store } from '../store/store.ts'
import { newMailId } from '../store/tokens.ts'
import { composeMail } from './compose.ts'
import { factsFor } from './facts.ts'
import { createMailer, type Delivery, type MailSettings } from './smtp.ts'
import { createMailWorker } from './worker.ts'

export interface Mailing {
  /** null: no mail server is set, and nothing is ever mailed. */
  settings: Pick<MailSettings, 'from'> | null
  /** Sends a test at once, past the outbox, and says what came of it; null where there is no mail server. */
  test(to: string, language: string): Promise<Delivery | null>
  start(): Promise<void>
  /** What is being sent is waited for, `within` ms; what is cut off then goes out after the next start. */
  stop(within: number): Promise<void>
}

export interface MailingDeps {
  store: Store
  settings: MailSettings | null
  perMinute: number
  publicUrl: string
  clock: Clock
  log: Log
  /** A mail was sent, put off or given up. */
  onSettled: (mail: LeasedMail) => void
}

export function createMailing(deps: MailingDeps): Mailing {
  const { store, settings, perMinute, publicUrl, clock, log, onSettled } = deps
  if (!settings)
    return {
      settings: null,
      test: async () => null,
      start: async () => undefined,
      stop: async () => undefined,
    }
  const mailer = createMailer(settings)
  const worker = createMailWorker({ mails: store.mails, mailer, compose, perMinute, clock, log, onSettled })

  async function compose(mail: LeasedMail) {
    const facts = await factsFor(store, mail, clock.now())
    if (!facts) return null
    const house = await store.installation()
    const { token } = mail.content
    const composed = composeMail({
      facts,
      language: mail.recipient.language ?? house.language,
      house: house.name,
      publicUrl,
      token: typeof token === 'string' ? token : null,
    })
    return { fromName: house.name, ...composed }
  }

  return {
    settings: { from: settings.from },

    async test(to, language) {
      const { name: house } = await store.installation()
      const composed = composeMail({ facts: { kind: 'test' }, language, house, publicUrl, token: null })
      const delivery = await mailer.send({ id: newMailId(), to, fromName: house, ...composed })
      log.info(delivery, 'mail tested')
      if ('delivered' in delivery) worker.serverIsWell()
      return delivery
    },

    async start() {
      await store.mails.recover()
      store.onMailQueued(worker.wake)
      worker.wake()
    },

    stop: worker.stop,
  }
}
