/** A clock whose time is the test's: nothing happens before it is told to pass. */
import type { Clock } from '../clock.ts'

export interface OwnTime extends Clock {
  /** What is due by then runs in its order; promises come to rest in between. */
  pass(ms: number): Promise<void>
}

export function ownTime(start = 0): OwnTime {
  let now = start
  let order = 0
  const due = new Map<number, { at: number; run: () => void }>()
  const rest = () => new Promise<void>((done) => setImmediate(done))
  const after = (ms: number, run: () => void) => {
    const id = order++
    due.set(id, { at: now + ms, run })
    return () => void due.delete(id)
  }
  return {
    now: () => now,
    soon: (run) => void after(0, run),
    after,
    async pass(ms) {
      const until = now + ms
      await rest()
      for (;;) {
        const [next] = [...due]
          .filter(([, { at }]) => at <= until)
          .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])
        if (!next) break
        const [id, { at, run }] = next
        due.delete(id)
        now = at
        run()
        await rest()
      }
      now = until
    },
  }
}
