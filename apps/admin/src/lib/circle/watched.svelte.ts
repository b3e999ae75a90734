import { createContext } from 'svelte'
import { loadCircle, type WatchedCircle } from '#lib/api/console.ts'
import { Resource } from '#lib/api/resource.svelte.ts'

/** The circle whose pages are open: one answer for its head, its tabs and whatever stands below. */
export class Watched {
  resource = $state.raw<Resource<WatchedCircle> | null>(null)

  get circle(): WatchedCircle | null {
    return this.resource?.value ?? null
  }

  open(circleId: string): Resource<WatchedCircle> {
    this.resource = new Resource(() => loadCircle(circleId))
    return this.resource
  }
}

export const [getWatched, setWatched] = createContext<Watched>()
