/** Dates where a mistake would be costly, as on the step that confirms a move: with the year when it is another one. */
import { formatClock, formatShortDay, formatTimes } from './dates.ts'

/**
 * "Sat, Nov 28, 2:00 – 5:00 PM"; "Sat, Nov 27, 2027, 2:00 – 5:00 PM" unless that is the year of `now` (floating, as
 * the others); over several days each day stands once, with its time.
 */
export function formatWhen(startsAt: string, endsAt: string, locale: string, now: string): string {
  const isThisYear = [startsAt, endsAt].every((time) => time.slice(0, 4) === now.slice(0, 4))
  const day = isThisYear ? formatShortDay : formatDayOfYear
  if (startsAt.slice(0, 10) === endsAt.slice(0, 10)) {
    return `${day(startsAt, locale)}, ${formatTimes(startsAt, endsAt, locale)}`
  }
  if (isThisYear) return formatTimes(startsAt, endsAt, locale)
  const full = (time: string) => `${day(time, locale)}, ${formatClock(time.slice(11), locale)}`
  return `${full(startsAt)} – ${full(endsAt)}`
}

function formatDayOfYear(time: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
  }).format(new Date(`${time}:00Z`))
}
