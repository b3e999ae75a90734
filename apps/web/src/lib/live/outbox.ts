/**
 * Which of my edits the server has on disk. It tells a count per socket (`saved`): how many of this socket's
 * sync frames are durable. A SyncStep2 carries everything that I know at that moment, an update frame carries one
 * edit; a new socket starts at zero, and what was not acked on the old one waits for the new one's frames.
 * Nothing here asks what an edit was, so deletions count like everything else (a state vector would miss them).
 */
export interface Outbox {
  /** Edits that are not known to be on the server's disk, oldest first, with the time of each. */
  readonly unacked: ReadonlyMap<number, number>
  /** An edit of this phone, made now or found unsent in the local store. Ids are the caller's and never used twice. */
  add(edit: number, at: number): void
  /** A new socket: its frames are counted from one. */
  newSocket(): void
  /** A SyncStep2 went out. */
  sentAll(): void
  /** An update frame went out: most often one edit, or what was taken over from another tab. */
  sent(edits: readonly number[]): void
  /** The server's count. Returns the edits that are on its disk now and were not before. */
  acked(count: number): number[]
}

export function createOutbox(): Outbox {
  const unacked = new Map<number, number>()
  let frames = 0
  /** The first frame of this socket that carries the edit. */
  let frameByEdit = new Map<number, number>()

  return {
    unacked,
    add(edit, at) {
      unacked.set(edit, at)
    },
    newSocket() {
      frames = 0
      frameByEdit = new Map()
    },
    sentAll() {
      frames++
      for (const edit of unacked.keys()) if (!frameByEdit.has(edit)) frameByEdit.set(edit, frames)
    },
    sent(edits) {
      frames++
      for (const edit of edits) if (unacked.has(edit) && !frameByEdit.has(edit)) frameByEdit.set(edit, frames)
    },
    acked(count) {
      // More than was sent is no answer to us; it proves nothing about any edit.
      if (count > frames) return []
      const done = [...frameByEdit].filter(([, frame]) => frame <= count).map(([edit]) => edit)
      for (const edit of done) {
        frameByEdit.delete(edit)
        unacked.delete(edit)
      }
      return done
    },
  }
}

/** 'saved': on the server's disk. 'on-this-phone': here, durable, and waiting for a connection. */
export type Saving = 'saved' | 'on-this-phone' | 'sending'

/** `writing`: own edits that the local store has not made durable yet, or could not. */
export function savingOf(facts: { unacked: number; writing: number; connected: boolean }): Saving {
  if (facts.writing > 0) return 'sending'
  if (facts.unacked === 0) return 'saved'
  return facts.connected ? 'sending' : 'on-this-phone'
}
