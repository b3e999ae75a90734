import { localTimeAt } from '@sidegate/core/dates'
import { formatWhen } from '@sidegate/core/dates-in-full'
import type { ShareWords } from '#lib/words/share/en.ts'

export type ShareKind = keyof ShareWords['kinds']

const DAY = 86_400_000 // ms

/** What of a hangout is told; its times are floating, in its zone. */
export interface Shared {
  title: string
  startsAt: string
  endsAt: string
  area: string
  zone: string
}

/** What to paste into a class chat: what the plan's own header says, and the link. It names no family and no kid. */
export function shareText(
  kind: ShareKind,
  frame: Shared,
  link: string,
  words: ShareWords,
  now: number,
): string {
  const { title, area, startsAt, endsAt, zone } = frame
  const when = formatWhen(startsAt, endsAt, words.locale, localTimeAt(now, zone))
  return words.texts[kind]({ title, area, when, link, day: dayOf(startsAt, zone, now) })
}

/** What most people want to say now: the day before and on the day a reminder, else the invitation. */
export function likelyKind({ startsAt, zone }: Shared, now: number): ShareKind {
  return dayOf(startsAt, zone, now) === 'later' ? 'invited' : 'reminder'
}

function dayOf(startsAt: string, zone: string, now: number): 'today' | 'tomorrow' | 'later' {
  const day = (instant: number) => localTimeAt(instant, zone).slice(0, 10)
  const start = startsAt.slice(0, 10)
  if (start === day(now)) return 'today'
  return start === day(now + DAY) ? 'tomorrow' : 'later'
}
