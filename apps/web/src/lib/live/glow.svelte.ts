const GLOW_MS = 1200 // long enough to be seen from the corner of an eye

/** Paths that were touched a moment ago. */
export class Glow {
  #paths = $state.raw<ReadonlySet<string>>(new Set())
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  get paths(): ReadonlySet<string> {
    return this.#paths
  }

  touch(paths: Iterable<string>): void {
    for (const path of paths) {
      clearTimeout(this.#timers.get(path))
      this.#timers.set(
        path,
        setTimeout(() => {
          this.#timers.delete(path)
          this.#paths = new Set(this.#timers.keys())
        }, GLOW_MS),
      )
    }
    this.#paths = new Set(this.#timers.keys())
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }
}
