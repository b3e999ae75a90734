import type { PresenceShown } from '@sidegate/core/documents/protocol'
import type { WebsocketProvider } from 'y-websocket'

/** Somebody who has the document open; `at` is the path that they edit. A second tab is a second entry. */
export interface Person {
  clientId: number
  guardianId: string
  familyId: string
  name: string
  at: string | null
}

// The server takes ten a second (R18); nobody moves faster between fields.
const SEND_EVERY_MS = 200

export interface Presence {
  /** Everyone else, by client id. */
  here(): Person[]
  focus(path: string | null): void
  stop(): void
}

/** Says where one is, at most five times a second, and reads who the others are: the server's word, from their sessions. */
export function createPresence({ awareness }: WebsocketProvider): Presence {
  let at: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    here: () =>
      [...awareness.getStates()]
        .flatMap(([clientId, state]) => {
          const { at = null, who } = state as Partial<PresenceShown> // what the server wrote; an empty one is skipped
          return who && clientId !== awareness.clientID ? [{ clientId, ...who, at }] : []
        })
        .sort((a, b) => a.clientId - b.clientId),
    focus(path) {
      at = path
      timer ??= setTimeout(() => {
        timer = undefined
        awareness.setLocalStateField('at', at)
      }, SEND_EVERY_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
