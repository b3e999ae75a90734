/** Bounds on what one socket and one person may ask for. Config may raise them; benchmarks print what they set. */
import type { GateLimits } from '@sidegate/core/documents/gate-context'

export interface Rate {
  perSecond: number
  burst: number
}

export interface Quotas {
  /** One live update. */
  live: GateLimits
  /** What was edited offline; it arrives as one update. */
  backlog: GateLimits
  documentBytes: number
  edits: Rate
  moves: Rate
  presenceBytes: number
  /** Bytes that may wait for a slow reader before it is shown out (R20). */
  unreadBytes: number
  /** How long (ms) somebody who was shown out may take to notice; their unread bytes go with them. */
  closeWithin: number
  socketsPerGuardian: number
  refusalsPerMinute: number
}

export const defaultQuotas: Quotas = {
  live: { updateBytes: 64 * 1024, structs: 2000, newClients: 20 },
  // Each reload of a phone without a signal makes a client id of its own.
  backlog: { updateBytes: 1024 * 1024, structs: 20_000, newClients: 200 },
  documentBytes: 1024 * 1024,
  edits: { perSecond: 30, burst: 120 },
  moves: { perSecond: 10, burst: 20 },
  presenceBytes: 1024,
  unreadBytes: 1024 * 1024,
  closeWithin: 8000,
  socketsPerGuardian: 20,
  refusalsPerMinute: 5,
}

/** A token bucket. `now` in ms. */
export function createBucket({ perSecond, burst }: Rate, now: () => number) {
  let tokens = burst
  let filledAt = now()
  return {
    take(): boolean {
      const at = now()
      // A wall clock may jump back; a bucket only ever fills.
      tokens = Math.min(burst, tokens + (Math.max(at - filledAt, 0) / 1000) * perSecond)
      filledAt = at
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}
