/** Is the process alive (its event loop turns), and is it ready (it can save)? */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Store } from './store/store.ts'

const MAX_LAG = 1000 // ms
const WINDOW = 10_000 // lag is forgotten after this
const RESOLUTION = 20

export interface Health {
  /** Longest recent stall of the event loop, ms. */
  lag(): number
  isAlive(): boolean
  /** Empty when ready. */
  reasonsAgainst(): Promise<string[]>
  /** From here on not ready: the server stops. */
  drain(): void
}

export function createHealth(store: Pick<Store, 'checkWritable'>): Health {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  delay.enable()
  const forget = setInterval(() => delay.reset(), WINDOW)
  forget.unref()
  let isDraining = false
  const lag = () => Math.max(0, Math.round(delay.max / 1e6 - RESOLUTION))
  return {
    lag,
    isAlive: () => lag() < MAX_LAG,
    async reasonsAgainst() {
      if (isDraining) return ['draining']
      try {
        // The store opened, so its migrations are done.
        await store.checkWritable()
        return []
      } catch {
        return ['the data folder takes no writes']
      }
    },
    drain() {
      isDraining = true
      clearInterval(forget)
      delay.disable()
    },
  }
}
