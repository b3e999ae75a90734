/**
 * Why there is no fresh answer: `nothing` (404 and 401 alike), `asleep` (an office that asks again who it is),
 * `unreachable` (no answer), `fault` (a broken one).
 */
export type Trouble = 'nothing' | 'asleep' | 'unreachable' | 'fault'
export type Loaded<Value> = { value: Value } | { trouble: Trouble }

/**
 * What one address of the API answers, kept fresh by `refresh()`. A value that was there stays on screen while it is
 * asked for again and when the network is gone; it goes when the API says that there is nothing (any more).
 */
export class Resource<Value> {
  value = $state.raw<Value | null>(null)
  trouble = $state.raw<Trouble | null>(null)
  /** When `value` was true, ms UTC. */
  loadedAt = $state.raw(0)

  #load: () => Promise<Loaded<Value>>
  #latest = 0

  constructor(load: () => Promise<Loaded<Value>>) {
    this.#load = load
  }

  async refresh(): Promise<void> {
    const turn = ++this.#latest
    const loaded = await this.#load()
    if (turn !== this.#latest) return // a later question is on its way: its answer is the newer one
    if ('value' in loaded) {
      this.value = loaded.value
      this.trouble = null
      this.loadedAt = Date.now()
    } else {
      this.trouble = loaded.trouble
      if (loaded.trouble === 'nothing' || loaded.trouble === 'asleep') this.value = null
    }
  }
}
