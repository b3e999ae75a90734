/** Bytes and moments as an operator reads them. */
import { formatClock, formatShortDay, localTimeAt } from '@sidegate/core/dates'

export function formatBytes(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1e6
      ? [bytes / 1e3, 'kilobyte']
      : bytes < 1e9
        ? [bytes / 1e6, 'megabyte']
        : [bytes / 1e9, 'gigabyte']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value)
}

/** On this device's clock. */
export function formatMoment(at: number, locale: string): string {
  const local = localTimeAt(at, Intl.DateTimeFormat().resolvedOptions().timeZone)
  return `${formatShortDay(local, locale)}, ${formatClock(local.slice(11), locale)}`
}
