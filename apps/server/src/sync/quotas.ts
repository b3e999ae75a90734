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
  live: { updateBytes: 64 * 1024, structs: 2000, newClients: 20, steps: 50_000 },
  // Each reload of a phone without a signal makes a client id of its own.
  backlog: { updateBytes: 1024 * 1024, structs: 20_000, newClients: 200, steps: 250_000 },
  documentBytes: 1024 * 1024,
  edits: { perSecond: 30, burst: 120 },
  moves: { perSecond: 10, burst: 20 },
  presenceBytes: 1024,
  unreadBytes: 1024 * 1024,
  closeWithin: 8000,
  socketsPerGuardian: 20,
  refusalsPerMinute: 5,
}

/** Tokens that are left, and since when (ms). */
export interface Bucket {
  tokens: number
  at: number
}

export const fullBucket = ({ burst }: Rate, at: number): Bucket => ({ tokens: burst, at })

/** Takes a token, or `cost` of them, never more than there can be; false when there are too few. */
export function take(bucket: Bucket, { perSecond, burst }: Rate, at: number, cost = 1): boolean {
  const tokens = Math.min(cost, burst)
  // A wall clock may jump back; a bucket only ever fills.
  bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(at - bucket.at, 0) / 1000) * perSecond)
  bucket.at = at
  if (bucket.tokens < tokens) return false
  bucket.tokens -= tokens
  return true
}
