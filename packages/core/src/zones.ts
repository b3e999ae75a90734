/** What people call a time zone. */
import { isZone } from './dates.ts'

/** The zone's name as people say it, "Eastern Time"; its id where this machine doesn't know it. */
export function formatZone(zone: string, locale: string): string {
  if (!isZone(zone)) return zone
  const parts = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    timeZoneName: 'longGeneric',
  }).formatToParts(0)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
}
