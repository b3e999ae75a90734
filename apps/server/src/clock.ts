/** Time and the turns of the loop, as the engine sees them: one object, so that a simulator can own both. */
export interface Clock {
  /** ms; a wall clock, which may jump. */
  now(): number
  /** After this turn of the loop. */
  soon(run: () => void): void
  /** Returns the way to cancel. Doesn't keep the process alive. */
  after(ms: number, run: () => void): () => void
}

/** The machine's time; `now` where a test moves the wall clock. */
export const systemClock = (now: () => number = Date.now): Clock => ({
  now,
  soon: setImmediate,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
})
