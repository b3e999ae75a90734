import { refreshAll } from '$app/navigation'
import { ask } from './ask.ts'

/**
 * A page's projection, kept fresh: what the page was loaded with until a newer one was asked for. Without a
 * connection the older one stays; who may not see it any more is told so by loading the page again. Who is signed out
 * is led away, or locked, by the page's stream (`listen`), which knows why.
 */
export class Fresh<T extends object> {
  readonly #loaded: () => T
  readonly #path: string
  #asked = 0
  #taken = 0
  #newer = $state.raw<{ than: T; facts: T }>()
  readonly facts: T = $derived.by(() =>
    this.#newer?.than === this.#loaded() ? this.#newer.facts : this.#loaded(),
  )

  constructor(loaded: () => T, path: string) {
    this.#loaded = loaded
    this.#path = path
  }

  /** Takes newer facts, all or a part: what a command answered with shows at once. */
  patch(part: Partial<T>): void {
    this.#newer = { than: this.#loaded(), facts: { ...this.facts, ...part } }
  }

  refresh = async (): Promise<void> => {
    const asking = ++this.#asked
    const outcome = await ask<T>(fetch, this.#path)
    if (asking < this.#taken) return // what was asked later is here already
    if (outcome.ok) {
      this.#taken = asking
      this.patch(outcome.value)
    } else if (outcome.reason === 'not-found') await refreshAll()
  }
}
