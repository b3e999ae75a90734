import type { WebsocketProvider } from 'y-websocket'

const LOOK_EVERY_MS = 1000
const ANSWER_WITHIN_MS = 4000 // a phone on a bad signal in a yard
const HEARD_JUST_NOW_MS = 2000 // the server doesn't answer somebody whom it told something within a second
const CONNECT_WITHIN_MS = 10_000 // browsers would wait for minutes
const LEVEL_WITHIN_MS = 30_000 // the largest document over the worst phone link

export interface Link {
  /** Asks whether the other end still answers; if not, the socket is given up and a new one made. */
  probe(): void
  /** A new socket, which tells all that waits. */
  again(): void
  stop(): void
}

/**
 * Keeps a provider's connection honest. A socket over a dead network looks open for minutes, and one that waits for
 * its next attempt doesn't know that the phone is online again or was taken out of the pocket.
 */
export function tendLink(provider: WebsocketProvider): Link {
  let startedAt = 0
  let probedAt = 0

  const again = () => {
    startedAt = 0
    probedAt = 0
    provider.disconnect()
    provider.connect()
  }
  const probe = () => {
    if (!provider.wsconnected || probedAt > 0) return
    probedAt = Date.now()
    // The server answers presence, so that much comes back.
    provider.awareness.setLocalState(provider.awareness.getLocalState())
  }
  const look = () => {
    const now = Date.now()
    if (provider.ws === null || provider.synced) startedAt = 0
    else if (startedAt === 0) startedAt = now
    if (!provider.wsconnected || provider.wsLastMessageReceived >= probedAt - HEARD_JUST_NOW_MS) probedAt = 0
    if (!provider.shouldConnect) return
    const isSlow =
      startedAt > 0 && now - startedAt > (provider.wsconnected ? LEVEL_WITHIN_MS : CONNECT_WITHIN_MS)
    const isSilent = probedAt > 0 && now - probedAt > ANSWER_WITHIN_MS
    if (isSlow || isSilent) again()
  }
  const hasten = () => {
    if (!provider.shouldConnect || document.visibilityState === 'hidden') return
    if (provider.wsconnected) probe()
    else again()
  }

  const timer = setInterval(look, LOOK_EVERY_MS)
  addEventListener('online', hasten)
  addEventListener('pageshow', hasten)
  addEventListener('offline', probe)
  document.addEventListener('visibilitychange', hasten)
  return {
    probe,
    again: () => provider.shouldConnect && again(),
    stop() {
      clearInterval(timer)
      removeEventListener('online', hasten)
      removeEventListener('pageshow', hasten)
      removeEventListener('offline', probe)
      document.removeEventListener('visibilitychange', hasten)
    },
  }
}
