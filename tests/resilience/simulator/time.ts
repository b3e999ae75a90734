/**
 * Virtual time: one list of what happens when. Nothing waits for a real clock, and between two events all promises
 * come to rest, so the same seed makes the same run.
 */

interface Event {
  at: number
  order: number
  run: () => void
  isCancelled: boolean
}

export interface Time {
  now(): number
  /** Runs `run` after `ms`; returns the way to call it off. */
  after(ms: number, run: () => void): () => void
  /** Lets time pass, event by event. */
  pass(ms: number): Promise<void>
  /** Passes until the condition holds, `within` ms at most; tells whether it did. */
  passUntil(condition: () => boolean, within: number): Promise<boolean>
  /** How many events there were. */
  readonly events: number
}

/** All that is due to promises alone has happened when this resolves: the macrotask comes after every microtask. */
export const rest = () => new Promise<void>((done) => setImmediate(done))

export function createTime(start: number): Time {
  const heap: Event[] = []
  let now = start
  let order = 0
  let events = 0

  const isBefore = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order)
  function push(event: Event) {
    let at = heap.push(event) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (isBefore(heap[parent] as Event, event)) break
      heap[at] = heap[parent] as Event
      at = parent
    }
    heap[at] = event
  }
  function pop(): Event | undefined {
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child++
      if (isBefore(last, heap[child] as Event)) break
      heap[at] = heap[child] as Event
      at = child
    }
    heap[at] = last
    return first
  }

  async function pass(until: number, isDone: () => boolean): Promise<boolean> {
    await rest()
    while (!isDone()) {
      const next = heap[0]
      if (!next || next.at > until) {
        now = until
        return isDone()
      }
      pop()
      if (next.isCancelled) continue
      now = next.at
      events++
      next.run()
      await rest()
    }
    return true
  }

  return {
    now: () => now,
    after(ms, run) {
      const event = { at: now + Math.max(ms, 0), order: order++, run, isCancelled: false }
      push(event)
      return () => {
        event.isCancelled = true
      }
    },
    pass: async (ms) => void (await pass(now + ms, () => false)),
    passUntil: (condition, within) => pass(now + within, condition),
    get events() {
      return events
    },
  }
}
