/** One mail of each kind, from what is known when it goes out. */
import { formatClock, formatShortDay, localTimeAt } from '@sidegate/core/dates'
import { formatWhen } from '@sidegate/core/dates-in-full'
import { type Letter, letterToMail } from './letter.ts'
import { type MailWords, mailWordsOf } from './words.ts'

interface HangoutFacts {
  id: string
  title: string
  /** Floating, in the hangout's zone. */
  startsAt: string
  endsAt: string
  zone: string
  area: string
}

/** What a mail says; which of it is sent to whom, and whether at all, is decided before (facts.ts). */
export type MailFacts =
  | {
      kind: 'invited' | 'moved' | 'off'
      hangout: HangoutFacts
      /** When it would have been, where that has changed. */
      was: { startsAt: string; endsAt: string } | null
      /** It was off. */
      isBack: boolean
      now: number
    }
  | { kind: 'link' }
  | { kind: 'code'; code: string }
  | { kind: 'let-in'; circle: string }
  | { kind: 'device'; device: string; at: number; zone: string }
  | { kind: 'new-address' }
  | { kind: 'test' }

export interface Composing {
  facts: MailFacts
  language: string
  /** The PTA's name. */
  house: string
  publicUrl: string
  /** Of a personal link that goes along, for who has no device in yet; null: the plain address of the page. */
  token: string | null
}

export function composeMail({ facts, language: wanted, house, publicUrl, token }: Composing) {
  const { language, words } = mailWordsOf(wanted)
  const to = (path: string) => {
    if (token === null) return publicUrl + path
    return `${publicUrl}/l/${token}${path === '/' ? '' : `?to=${path}`}`
  }
  const { subject, ...said } = say(facts, words, language, house, to)
  return letterToMail({
    language,
    subject: `${house}: ${subject}`,
    ...said,
    foot: [...(token === null ? [] : [words.personal]), words.foot(house)],
    // A test and a code go to addresses that may belong to nobody here.
    ...(facts.kind === 'test' || facts.kind === 'code' || facts.kind === 'new-address'
      ? {}
      : { footWay: { label: words.choose, url: `${publicUrl}/family` } }),
  })
}

type Said = Omit<Letter, 'language' | 'foot' | 'footWay'>

function say(
  facts: MailFacts,
  words: MailWords,
  language: string,
  house: string,
  to: (path: string) => string,
): Said {
  switch (facts.kind) {
    case 'invited':
    case 'moved':
    case 'off':
      return sayHangout(facts, words, language, to)
    case 'link': {
      const { subject, says, way, after } = words.link
      return { subject, says: [says(house)], way: { label: way, url: to('/') }, after: [after] }
    }
    case 'code': {
      const { subject, says, after, notYou } = words.code
      return { subject, says: [says], facts: [facts.code], after: [after, notYou] }
    }
    case 'let-in': {
      const { subject, says, way } = words.letIn
      return { subject, says: [says(facts.circle)], way: { label: way, url: to('/') } }
    }
    case 'device': {
      const { subject, says, way, after } = words.device
      const local = localTimeAt(facts.at, facts.zone)
      const when = `${formatShortDay(local, language)}, ${formatClock(local.slice(11), language)}`
      const lines = [facts.device, when]
      return { subject, says: [says], facts: lines, way: { label: way, url: to('/devices') }, after: [after] }
    }
    case 'new-address': {
      const { subject, says, after } = words.newAddress
      return { subject, says: [says(house)], after: [after] }
    }
    case 'test':
      return { subject: words.test.subject, says: [words.test.says] }
  }
}

function sayHangout(
  { kind, hangout, was, isBack, now }: Extract<MailFacts, { hangout: HangoutFacts }>,
  words: MailWords,
  language: string,
  to: (path: string) => string,
): Said {
  const { title, zone, area } = hangout
  const when = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) =>
    formatWhen(startsAt, endsAt, language, localTimeAt(now, zone))
  const lines = [title, when(hangout), area].filter(Boolean)
  switch (kind) {
    case 'invited': {
      const { subject, says, way, after } = words.invited
      const url = to(`/hangout/${hangout.id}`)
      return { subject, says: [says], facts: lines, way: { label: way, url }, after: [after] }
    }
    case 'moved': {
      const { subject, says, back, was: before, way, after } = words.moved
      const then = was ? [before(when(was))] : []
      const url = to(`/hangout/${hangout.id}`)
      return {
        subject,
        says: [isBack ? back : says],
        facts: lines,
        way: { label: way, url },
        after: [...then, after],
      }
    }
    case 'off': {
      const { subject, says, way } = words.off
      return { subject, says: [says], facts: lines, way: { label: way, url: to('/') } }
    }
  }
}
