/** At most so many per minute and key, in memory. Wide: a whole school may share one address (R28). */
import { isIPv6 } from 'node:net'

const MINUTE = 60_000
const MAX_KEYS = 10_000

export function createRateLimit({ perMinute, now }: { perMinute: number; now: () => number }) {
  const countsByKey = new Map<string, { since: number; count: number }>()
  return {
    /** Counts one, and says whether it is still within the limit. */
    take(key: string): boolean {
      const at = now()
      const known = countsByKey.get(key)
      if (known && at - known.since < MINUTE) return ++known.count <= perMinute
      // A map keeps the order of coming: whoever brings many keys pushes out the oldest, not what was just counted.
      countsByKey.delete(key)
      const [oldest] = countsByKey.keys()
      if (oldest !== undefined && countsByKey.size >= MAX_KEYS) countsByKey.delete(oldest)
      countsByKey.set(key, { since: at, count: 1 })
      return true
    },
  }
}

/**
 * Who counts as one by address: an IPv4 address, or the first half of an IPv6 one, for whoever has one of those has
 * the other 2^64 of its network too.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] as string).toLowerCase().split('::')
  const parts = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : 8 - parts.length - after.length
  const whole = [...parts, ...Array<string>(Math.max(0, missing)).fill('0'), ...after]
  return `${whole
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')}::`
}
