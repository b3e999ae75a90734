/** Who else is here, as y-protocols' awareness keeps it: a clock that was seen says nothing, unless it says goodbye. */
import './randomness.ts'
import { readAwareness } from '../../../apps/server/src/sync/frames.ts'

const INVISIBLE_AFTER = 30_000

export class Others {
  readonly #heardAtByClient = new Map<number, number>()
  readonly #clocks = new Map<number, number>()

  get clients(): number[] {
    return [...this.#heardAtByClient.keys()]
  }

  hear(payload: Uint8Array, { own, now }: { own: number; now: number }) {
    for (const { client, clock, state } of readAwareness(payload) ?? []) {
      const seen = this.#clocks.get(client)
      const isNews = seen === undefined || clock > seen || (clock === seen && state === null)
      if (!isNews || client === own) continue
      this.#clocks.set(client, clock)
      if (state === null) this.#heardAtByClient.delete(client)
      else this.#heardAtByClient.set(client, now)
    }
  }

  /** Nobody is here who was silent for long, by a clock that may be wrong. */
  look(now: number) {
    for (const [client, heardAt] of this.#heardAtByClient)
      if (now - heardAt > INVISIBLE_AFTER) this.#heardAtByClient.delete(client)
  }

  /** A lost connection; what is heard on the next one counts, whatever its clocks. */
  forget() {
    this.#heardAtByClient.clear()
    this.#clocks.clear()
  }
}
