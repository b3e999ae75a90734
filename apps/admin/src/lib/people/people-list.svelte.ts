import { ask } from '#lib/api/commands.ts'
import { type Family, loadPeople, type Reached, type Roster } from '#lib/api/people.ts'
import type { Trouble } from '#lib/api/resource.svelte.ts'

/**
 * The families that are on screen. Fresh news changes rows where they stand; whoever comes between them waits until
 * somebody asks for it, and whoever goes leaves an empty chair: nothing jumps from under a finger.
 */
export class PeopleList {
  q = $state('')
  state = $state<Reached | null>(null)
  shown = $state.raw<readonly Family[]>([])
  /** Shown, and not among those asked for any more. */
  gone = $state.raw<ReadonlySet<string>>(new Set())
  found = $state(0)
  more = $state(false)
  /** An answer has come, whatever it was. */
  asked = $state(false)
  trouble = $state.raw<Trouble | null>(null)
  #fresh = $state.raw<readonly Family[] | null>(null)
  #circleId: string
  #turn = 0

  constructor(circleId: string) {
    this.#circleId = circleId
  }

  /** How many have come in between since. */
  get newcomers(): number {
    const shown = new Set(this.shown.map(({ id }) => id))
    return this.#fresh?.filter(({ id }) => !shown.has(id)).length ?? 0
  }

  /** From the beginning, for other words or another state. */
  async seek() {
    const page = await this.#load({})
    if (page) this.#show(page.families)
  }

  /** At each ring of the bell. */
  async refresh() {
    const last = this.shown.at(-1)
    if (!last) return this.seek()
    const page = await this.#load({ through: last.id })
    if (!page) return
    const freshById = new Map(page.families.map((family) => [family.id, family]))
    this.gone = new Set(this.shown.filter(({ id }) => !freshById.has(id)).map(({ id }) => id))
    this.shown = this.shown.map((family) => freshById.get(family.id) ?? family)
    this.#fresh = page.families
  }

  /** Those who came meanwhile, where they belong; after a change of one's own, too. */
  async showAll() {
    await this.refresh()
    if (this.#fresh) this.#show(this.#fresh)
  }

  async showMore() {
    const last = this.shown.at(-1)
    const page = await this.#load(last ? { after: last.id } : {})
    if (!page) return
    const shown = new Set(this.shown.map(({ id }) => id))
    this.shown = [...this.shown, ...page.families.filter(({ id }) => !shown.has(id))]
  }

  #show(families: readonly Family[]) {
    this.shown = families
    this.gone = new Set()
    this.#fresh = null
  }

  /** null: there is no fresh answer, or a later question is on its way. */
  async #load(place: { after?: string; through?: string }): Promise<Roster | null> {
    const turn = ++this.#turn
    const done = await ask(() => loadPeople(this.#circleId, this, place))
    if (turn !== this.#turn) return null
    this.asked = true
    this.trouble = done.ok ? null : troubleOf(done.reason)
    if (!done.ok) return null
    this.found = done.value.found
    this.more = done.value.more
    return done.value
  }
}

const troubleOf = (reason: string): Trouble =>
  reason === 'unreachable' ? reason : reason === 'internal' || reason === 'not-now' ? 'fault' : 'nothing'
