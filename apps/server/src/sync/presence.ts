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
    awarenessFrame(
      [...clients].map(
        (client): PresenceEntry => ({ client, clock: tick(), state: shownByClient.get(client) ?? null }),
      ),
    )

  return {
    /** What a newcomer is told of the others; null when nobody else is here. */
    others(client: number | null) {
      const others = [...shownByClient.keys()].filter((other) => other !== client)
      return others.length > 0 ? frameOf(others) : null
    },
    /** The frame for the others. */
    show(client: number, at: string | null, who: Who): Uint8Array {
      shownByClient.set(client, { at, who })
      return frameOf([client])
    },
    /** null when it wasn't shown. */
    hide: (client: number) => (shownByClient.delete(client) ? frameOf([client]) : null),
  }
}

/** What a socket says of one client id. */
export interface PresenceTold {
  client: number
  at: string | null
  isGone: boolean
  /**
   * Repeated, not told: the y-websocket client sends back whatever it hears of the others. Only the server writes
   * a `who`, and a goodbye for somebody else takes nobody away.
   */
  isEcho: boolean
  bytes: number
}

/** null: nothing an honest client sends. */
export function readPresence(payload: Uint8Array): PresenceTold[] | null {
  const entries = readAwareness(payload)
  if (!entries) return null
  const told: PresenceTold[] = []
  for (const { client, state, bytes } of entries) {
    if (typeof state !== 'object') return null
    const { at, who } = (state ?? {}) as { at?: unknown; who?: unknown }
    told.push({
      client,
      at: typeof at === 'string' && at.length <= MAX_PATH ? at : null,
      isGone: state === null,
      isEcho: state === null || who !== undefined,
      bytes,
    })
  }
  return told
}
