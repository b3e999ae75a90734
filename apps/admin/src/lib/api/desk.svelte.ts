import { createContext, untrack } from 'svelte'
import { loadOverview } from './console.ts'
import { Resource } from './resource.svelte.ts'

type Fresh = Pick<Resource<unknown>, 'refresh'>

/** What lies on the console's desk: the overview, always, and what the page in sight added. A ring refreshes it all. */
export class Desk {
  readonly overview = new Resource(loadOverview)
  readonly #inSight = new Set<Fresh>([this.overview])

  refresh() {
    for (const resource of this.#inSight) void resource.refresh()
  }

  /** Loads it now and at each ring, until the returned function is called. */
  keepFresh(resource: Fresh): () => void {
    this.#inSight.add(resource)
    // What it reads to ask again is no reason to ask once more when it has changed.
    void untrack(() => resource.refresh())
    return () => this.#inSight.delete(resource)
  }
}

export const [getDesk, setDesk] = createContext<Desk>()
