/**
 * Group commit: what all rooms want on disk goes into one transaction, one flush in flight. Whatever depends on
 * a commit (the ack, the relay, a joiner's first state) waits here in line, so it leaves in order and only once
 * the bytes before it are on disk (R1).
 */
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Append, DocumentStore } from '../store/documents.ts'

/** Whose line an entry stands in: a failed commit ends its room, and with it the room's later entries. */
export interface Owner {
  readonly isDead: boolean
  /** The commit failed: nothing that this room applied since is on disk. */
  lose(): void
}

interface Entry {
  owner: Owner
  /** null: nothing to write, only to wait for what is before. */
  append: Append | null
  done: (seq: number | null) => void
}

export type Committer = ReturnType<typeof createCommitter>

export interface CommitterDeps {
  documents: DocumentStore
  clock: Clock
  log: Logger
}

export function createCommitter({ documents, clock, log }: CommitterDeps) {
  let queue: Entry[] = []
  let flushing: Promise<void> | null = null

  function push(entry: Entry) {
    queue.push(entry)
    flushing ??= flushAll()
  }

  async function flushAll() {
    // Frames that arrived in the same turn of the loop share the transaction.
    await new Promise<void>((next) => clock.soon(next))
    while (queue.length > 0) {
      const batch = queue.filter((entry) => !entry.owner.isDead)
      queue = []
      await flush(batch)
    }
    flushing = null
  }

  async function flush(batch: Entry[]) {
    const appends = batch.flatMap((entry) => (entry.append ? [entry.append] : []))
    let seqs: { seq: number }[] = []
    try {
      if (appends.length > 0) seqs = await documents.append(appends)
    } catch (error) {
      await flushApart(batch, error)
      return
    }
    settle(batch, seqs)
  }

  /** One document's trouble must not take the others along: each room alone, and only the faulty one is lost. */
  async function flushApart(batch: Entry[], error: unknown) {
    const entriesByOwner = Map.groupBy(batch, (entry) => entry.owner)
    if (entriesByOwner.size > 1) {
      for (const entries of entriesByOwner.values()) await flush(entries)
      return
    }
    const [owner] = entriesByOwner.keys()
    log.error({ err: error, document: batch.find((entry) => entry.append)?.append?.address }, 'commit failed')
    owner?.lose()
  }

  function settle(batch: Entry[], seqs: { seq: number }[]) {
    let next = 0
    for (const entry of batch) {
      const seq = entry.append ? (seqs[next++]?.seq ?? null) : null
      entry.done(seq)
    }
  }

  return {
    push,
    /** Resolves once everything pushed until now is on disk (or lost). */
    async drain() {
      while (flushing) await flushing
    },
  }
}
