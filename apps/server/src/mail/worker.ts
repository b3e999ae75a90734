/**
 * Sends what stands in the outbox. It wakes when something was queued and when the next try is due, and never polls.
 * A mail is tried again after 1, 5 and 30 minutes, 2 and 12 hours, then given up; a bounce is final at once.
 */
import type { MailFault } from '@sidegate/core/mail-faults'
import type { MailKind } from '@sidegate/core/mail-kinds'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { LeasedMail, MailStore } from '../store/mails.ts'
import type { Delivery, Mailer, OutgoingMail } from './smtp.ts'

export interface MailWorker {
  /** Something was queued. */
  wake(): void
  /** The mail server has just taken a mail: nobody need wait for it any longer. */
  serverIsWell(): void
  /** Resolves once nothing is being sent; what is being sent is cut off after `within` ms and will be sent again. */
  stop(within: number): Promise<void>
}

export interface WorkerDeps {
  mails: MailStore
  mailer: Mailer
  /** null: it is nobody's business any more, and leaves no trace. */
  compose: (mail: LeasedMail) => Promise<Omit<OutgoingMail, 'id' | 'to'> | null>
  perMinute: number
  clock: Clock
  log: Log
  /** Told when a mail was sent, given up or put off: the roster and the health page show it. */
  onSettled: (mail: LeasedMail) => void
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** ms until the next try, by how often it was tried. */
export const BACK_OFF = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR]
/** What a mail says is of no use any more after so long. */
const USEFUL: Partial<Record<MailKind, number>> = { code: 10 * MINUTE, test: HOUR }
const USEFUL_OTHERWISE = 72 * HOUR
// So that one slow mailbox doesn't hold up everybody.
const LANES = 3
// No timer is set further ahead: clocks jump.
const LONGEST_SLEEP = HOUR
// These tell of the mail server and not of this mail: the others would learn nothing by trying at once.
const OF_SERVER: ReadonlySet<MailFault> = new Set([
  'unreachable',
  'not-safe',
  'password-refused',
  'sender-refused',
])
const PAUSE = MINUTE

export function createMailWorker(deps: WorkerDeps): MailWorker {
  const { mails, mailer, compose, perMinute, clock, log, onSettled } = deps
  const stopping = new AbortController()
  const lanes = new Set<Promise<void>>()
  /** When the mails of the last minute were handed over. */
  let handedOver: number[] = []
  let pausedUntil = 0
  let looking: Promise<void> | null = null
  let lookAgain = false
  let isStopped = false
  /** What was slept for is due, whatever the clock says: it may have been set back meanwhile. */
  let dueBy = 0
  let cancelTimer: () => void = () => undefined

  function wake() {
    if (isStopped) return
    if (looking) {
      lookAgain = true
      return
    }
    looking = look()
      .catch((error: unknown) => {
        log.error({ err: error }, 'mails not looked for')
        sleepUntil(clock.now() + MINUTE)
      })
      .finally(() => {
        looking = null
        if (lookAgain) {
          lookAgain = false
          wake()
        }
      })
  }

  async function look() {
    cancelTimer()
    while (lanes.size < LANES && !isStopped) {
      const at = Math.max(clock.now(), dueBy)
      handedOver = handedOver.filter((then) => then > at - MINUTE)
      const free = handedOver.length < perMinute ? at : (handedOver[0] as number) + MINUTE
      const from = Math.max(pausedUntil, free)
      if (from > at) return sleepUntil(from)
      const mail = await mails.lease(at)
      if (!mail) {
        const next = await mails.nextAt()
        if (next !== null) sleepUntil(next)
        return
      }
      handedOver.push(at)
      const lane = deliver(mail)
        .catch((error: unknown) => log.error({ err: error, mailId: mail.id }, 'mail not settled'))
        .finally(() => {
          lanes.delete(lane)
          wake()
        })
      lanes.add(lane)
    }
  }

  function sleepUntil(at: number) {
    cancelTimer()
    const ms = Math.min(Math.max(at - clock.now(), 0), LONGEST_SLEEP)
    cancelTimer = clock.after(ms, () => {
      if (ms < LONGEST_SLEEP) dueBy = at
      wake()
    })
  }

  async function deliver(mail: LeasedMail) {
    if (clock.now() > mail.madeAt + (USEFUL[mail.kind] ?? USEFUL_OTHERWISE)) {
      await mails.gaveUp(mail.id, 'failed', 'too-late')
      return onSettled(mail)
    }
    const composed = await compose(mail)
    if (!composed) return mails.drop(mail.id)
    const { address } = mail.recipient
    const delivery = await mailer.send({ id: mail.id, to: address, ...composed }, stopping.signal)
    await settle(mail, delivery)
    onSettled(mail)
  }

  async function settle(mail: LeasedMail, delivery: Delivery) {
    const at = clock.now()
    const { id, kind, tries } = mail
    // Ids alone, and what came of it.
    log.info({ mailId: id, kind, guardianId: mail.recipient.guardianId, tries, ...delivery }, 'mail')
    if ('delivered' in delivery) {
      pausedUntil = 0
      return mails.sent(id, at)
    }
    const { fault, bounced } = delivery
    if (bounced) return mails.gaveUp(id, 'bounced', fault)
    if (OF_SERVER.has(fault)) pausedUntil = at + PAUSE
    const wait = BACK_OFF[tries]
    if (wait === undefined) return mails.gaveUp(id, 'failed', fault)
    return mails.again(id, fault, at + wait)
  }

  return {
    wake,
    serverIsWell() {
      pausedUntil = 0
      wake()
    },
    async stop(within) {
      isStopped = true
      cancelTimer()
      await looking
      const cut = setTimeout(() => stopping.abort(), within)
      await Promise.all(lanes)
      clearTimeout(cut)
    },
  }
}
