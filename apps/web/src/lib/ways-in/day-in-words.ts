import { formatShortDay, localTimeAt } from '@sidegate/core/dates'
import type { WaysInWords } from '#lib/words/ways-in/en.ts'

const DAY = 86_400_000 // ms

/** The day of an instant, as the zone has it: "today", "yesterday", "on Sat, Nov 28". */
export function dayInWords(at: number, now: number, zone: string, words: WaysInWords): string {
  const local = localTimeAt(at, zone)
  const dayOf = (instant: number) => localTimeAt(instant, zone).slice(0, 10)
  const day = local.slice(0, 10)
  if (day === dayOf(now)) return words.devices.today
  if (day === dayOf(now - DAY)) return words.devices.yesterday
  return words.devices.on(formatShortDay(local, words.locale))
}
