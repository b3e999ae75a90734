/**
 * Who is here, and where. A client says only where it is; who it is, the server writes from the session (R18).
 * The server also owns the clocks: awareness ignores a clock that it has seen, so a returning phone whose clock
 * stood still would stay invisible, or a ghost of it visible.
 */
import type { PresenceShown } from '@sidegate/core/documents/protocol'
import { awarenessFrame, type PresenceEntry, readAwareness } from './frames.ts'

export type Who = PresenceShown['who']

const MAX_PATH = 100

export function createPresence(now: () => number) {
  const shownByClient = new Map<number, PresenceShown>()
  let clock = 0
  // Starts from the wall clock, so that it also rises over a restart of the server.
  const tick = () => (clock = Math.max(clock + 1, now()))
  const frameOf = (clients: Iterable<number>) =>
    awarenessFrame([...clients].map((client): PresenceEntry => ({ client, clock: tick(), state: shownByClient.get(client) ?? null })))

  return {
    /** What a newcomer is told; null when nobody is here. */
    everyone: () => (shownByClient.size > 0 ? frameOf(shownByClient.keys()) : null),
    /** The frame for the others. */
    show(client: number, at: string | null, who: Who): Uint8Array {
      shownByClient.set(client, { at, who })
      return frameOf([client])
    },
    /** null when it wasn't shown. */
    hide: (client: number) => (shownByClient.delete(client) ? frameOf([client]) : null),
  }
}

/** One entry: a socket's own client, or its goodbye. null: nothing an honest client sends. */
export function readPresence(payload: Uint8Array): { client: number; at: string | null; isGone: boolean } | null {
  const entries = readAwareness(payload)
  const entry = entries?.[0]
  if (!entry || entries.length !== 1) return null
  const { client, state } = entry
  if (state === null) return { client, at: null, isGone: true }
  if (typeof state !== 'object') return null
  const { at } = state as { at?: unknown }
  return { client, at: typeof at === 'string' && at.length <= MAX_PATH ? at : null, isGone: false }
}
