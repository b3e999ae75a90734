import { createContext } from 'svelte'
import { loadCircle, type WatchedCircle } from '#lib/api/console.ts'
import { Resource } from '#lib/api/resource.svelte.ts'

/** The circle whose pages are open: one answer for its head, its tabs and whatever stands below. */
export class Watched {
  #circleId: () => string
  readonly resource = $derived.by(() => watch(this.#circleId()))
  readonly circle = $derived(this.resource.value)

  constructor(circleId: () => string) {
    this.#circleId = circleId
  }
}

const watch = (circleId: string) => new Resource<WatchedCircle>(() => loadCircle(circleId))

export const [getWatched, setWatched] = createContext<Watched>()
