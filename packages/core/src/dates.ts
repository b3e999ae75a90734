/**
 * Dates and times on screens: one place, in the reader's language and the hangout's zone. A hangout's times are
 * floating (`2026-11-28T14:00`): they are formatted as they stand, never converted, so a day can't shift.
 */
const floating = (time: string) => new Date(`${time}:00Z`)

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
    formats.set(key, found)
  }
  return found
}

/** "Saturday, November 28" */
export function formatDay(time: string, locale: string): string {
  return format(locale, { weekday: 'long', month: 'long', day: 'numeric' }).format(floating(time))
}

/** "Sat, Nov 28" */
export function formatShortDay(time: string, locale: string): string {
  return format(locale, { weekday: 'short', month: 'short', day: 'numeric' }).format(floating(time))
}

/** "2:00 – 5:00 PM"; with both days when it ends on another one. */
export function formatTimes(startsAt: string, endsAt: string, locale: string): string {
  const sameDay = startsAt.slice(0, 10) === endsAt.slice(0, 10)
  const options: Intl.DateTimeFormatOptions = sameDay
    ? { hour: 'numeric', minute: '2-digit' }
    : { weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }
  // formatRange throws on a reversed range, which an unlucky merge of two moves could make.
  return plainSpaces(
    startsAt <= endsAt
      ? format(locale, options).formatRange(floating(startsAt), floating(endsAt))
      : format(locale, options).format(floating(startsAt)),
  )
}

/** "2:00 PM" of a clock time `14:00`. */
export function formatClock(clock: string, locale: string): string {
  return plainSpaces(
    format(locale, { hour: 'numeric', minute: '2-digit' }).format(floating(`2000-01-01T${clock}`)),
  )
}

/** Node and browsers carry different locale data: thin spaces here, none there. A text that came rendered must not move. */
function plainSpaces(text: string): string {
  return text.replace(/[\u2009\u202f\u00a0]/g, ' ').replace(/ ?– ?/g, ' – ')
}

/** The parts of a date block: `{ weekday: 'Sat', month: 'Nov', day: '28' }`. */
export function dateBlock(time: string, locale: string): { weekday: string; month: string; day: string } {
  const date = floating(time)
  return {
    weekday: format(locale, { weekday: 'short' }).format(date),
    month: format(locale, { month: 'short' }).format(date),
    day: format(locale, { day: 'numeric' }).format(date),
  }
}

/** The floating local time in a zone at an instant (ms UTC); in UTC where this machine doesn't know the zone. */
export function localTimeAt(instant: number, zone: string): string {
  // Swedish writes dates as ISO 8601 does, but for the T.
  const format = new Intl.DateTimeFormat('sv', {
    timeZone: isZone(zone) ? zone : 'UTC',
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return format.format(instant).replace(' ', 'T')
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
