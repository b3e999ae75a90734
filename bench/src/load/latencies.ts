/** Latencies counted in steps of 0.05 ms up to 10 s, so that millions cost no memory and no sorting. */
const STEPS_PER_MS = 20
const STEPS = 200_000

export interface Latencies {
  p50: number
  p95: number
  p99: number
}

export function createLatencies() {
  const counts = new Uint32Array(STEPS)
  let total = 0
  return {
    add(ms: number) {
      const step = Math.max(Math.min(Math.round(ms * STEPS_PER_MS), STEPS - 1), 0)
      counts[step] = (counts[step] as number) + 1
      total++
    },
    clear() {
      counts.fill(0)
      total = 0
    },
    read(): Latencies {
      const at = (share: number) => {
        let left = total * share
        for (let step = 0; step < STEPS; step++) {
          left -= counts[step] as number
          if (left <= 0) return step / STEPS_PER_MS
        }
        return STEPS / STEPS_PER_MS
      }
      return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
    },
  }
}
