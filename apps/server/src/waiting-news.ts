/**
 * Tells the devices in the waiting room the one thing that they are ever told: that they may come in. Whoever waits has
 * no session, so this is a line of its own, apart from `/api/live` and all that goes over it.
 */
export interface WaitingNews {
  /** Listens for the device's own rows; returns the way to leave. Of more than three streams the oldest ends. */
  join(listener: WaitingListener): () => void
  letIn(waitingId: string): void
  /** Ends every stream: the server stops. */
  drain(): void
}

export interface WaitingListener {
  waitingIds: readonly string[]
  letIn(): void
  end(): void
}

// A phone's page, one that it forgot to close, and one that is just being opened.
const STREAMS_PER_DEVICE = 3

export function createWaitingNews(): WaitingNews {
  const listeners = new Set<WaitingListener>()
  let isDraining = false

  function end(listener: WaitingListener) {
    listeners.delete(listener)
    listener.end()
  }

  return {
    join(listener) {
      if (isDraining) listener.end()
      else {
        const own = [...listeners].filter(({ waitingIds }) =>
          waitingIds.some((id) => listener.waitingIds.includes(id)),
        )
        // A set keeps the order in which they came.
        for (const oldest of own.slice(0, Math.max(0, own.length + 1 - STREAMS_PER_DEVICE))) end(oldest)
        listeners.add(listener)
      }
      return () => listeners.delete(listener)
    },

    letIn(waitingId) {
      for (const listener of listeners) if (listener.waitingIds.includes(waitingId)) listener.letIn()
    },

    drain() {
      isDraining = true
      for (const listener of [...listeners]) end(listener)
    },
  }
}
