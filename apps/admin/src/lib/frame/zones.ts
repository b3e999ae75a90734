/** Time zones as a list to search in: by their id, by the city in it, typed with or without accents and underscores. */
import { isZone } from '@sidegate/core/dates'

/** The browser's own list, with UTC, which it leaves out. */
export const zones = (): string[] => [...Intl.supportedValuesOf('timeZone'), 'UTC']

/** "New York" of America/New_York. */
export const cityOf = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

/** The zone that somebody means by what they typed: an id, or a city that only one zone has; null: none, or several. */
export function zoneMeant(text: string, among: readonly string[] = zones()): string | null {
  const sought = plain(text)
  if (sought === '') return null
  const exact = among.find((zone) => plain(zone) === sought)
  if (exact) return exact
  const [found, ...others] = among.filter((zone) => plain(cityOf(zone)) === sought)
  if (found) return others.length === 0 ? found : null
  // A browser's list has one name of each zone; older ones are zones, too.
  const id = text.trim()
  return id.includes('/') && isZone(id) ? id : null
}

const plain = (text: string) =>
  text.trim().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('_', ' ').toLowerCase()
