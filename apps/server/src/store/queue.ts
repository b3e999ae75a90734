/** One at a time, in the order of asking. Synchronous work runs at once when nobody is before it. */
export class Queue {
  #isTaken = false
  readonly #waiting: (() => void)[] = []

  /** Resolves when it is the caller's turn, who must `leave`. */
  enter(): Promise<void> {
    if (this.#isTaken) return new Promise((go) => this.#waiting.push(go))
    this.#isTaken = true
    return Promise.resolve()
  }

  leave() {
    const next = this.#waiting.shift()
    // The turn is handed over, so that nobody comes between.
    if (next) next()
    else this.#isTaken = false
  }

  /** `work` must not enter the queue itself. */
  async run<T>(work: () => T): Promise<T> {
    if (this.#isTaken) await new Promise<void>((go) => this.#waiting.push(go))
    else this.#isTaken = true
    try {
      return work()
    } finally {
      this.leave()
    }
  }
}
