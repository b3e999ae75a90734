/** At most so many per minute and key, in memory. Wide: a whole school may share one address (R28). */
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
      if (countsByKey.size >= MAX_KEYS) countsByKey.clear()
      countsByKey.set(key, { since: at, count: 1 })
      return true
    },
  }
}
