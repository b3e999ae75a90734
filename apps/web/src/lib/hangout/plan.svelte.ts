import type { PlanState } from '@sidegate/core/documents/plan'
import { isClosed } from '@sidegate/core/hangouts/hangout-end'
import { createContext } from 'svelte'
import type { Fresh } from '#lib/api/fresh.svelte.ts'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import { whenOnline } from '#lib/page/when-online.ts'
import type { Words } from '#lib/words/en.ts'
import type { LivePlan } from './live-plan.svelte.ts'

/**
 * One open plan. It reads from what the server rendered until the live document covers that, so nothing flashes;
 * yjs, the socket, core's verbs and what stands on the screen for them come with `goLive()`, after the page can be
 * read and answered.
 */
export class Plan {
  readonly fresh: Fresh<HangoutFacts>
  readonly #words: Words
  #live = $state.raw<LivePlan>()
  #arrival: Promise<LivePlan | undefined> | undefined
  #hasLeft = false

  constructor(fresh: Fresh<HangoutFacts>, words: Words) {
    this.fresh = fresh
    this.#words = words
  }

  get facts(): HangoutFacts {
    return this.fresh.facts
  }

  /** Nothing until `goLive()` has arrived. */
  get live(): LivePlan | undefined {
    return this.#live
  }

  get content(): PlanState {
    return this.#live?.document.current ?? this.facts.content
  }

  /** What is over, or off for now, is read, not written. */
  get isClosed(): boolean {
    return isClosed(this.content.frame.state)
  }

  /** Whether the reader adds and writes here, beyond answering: from a device that is theirs, while it is ahead. */
  get writes(): boolean {
    return this.facts.me.confirmed && !this.isClosed
  }

  /** Host or co-host, while there is something to write: known before the plan is live, so its place is kept. */
  get leads(): boolean {
    return this.facts.part !== 'guest' && !this.isClosed
  }

  /** Loads the live client, once; nothing when the page was left meanwhile. */
  goLive(): Promise<LivePlan | undefined> {
    this.#arrival ??= whenOnline(() => import('./live-plan.svelte.ts')).then(({ openLivePlan }) => {
      if (!this.#hasLeft) this.#live = openLivePlan(this, this.#words)
      return this.#live
    })
    return this.#arrival
  }

  leave(): void {
    this.#hasLeft = true
    this.#live?.document.leave()
  }

  /** Edits, also when the live client is still on its way: a tap is never lost. */
  async act(edit: (live: LivePlan) => void): Promise<void> {
    const live = await this.goLive()
    if (live) edit(live)
  }

  /** A family as the reader knows it: its own, one on the list, or one that has left. */
  familyName(familyId: string): string {
    const { me } = this.facts
    return familyId === me.familyId ? this.#words.plan.yourFamily : this.#nameOf(familyId)
  }

  /** What a family's disc is drawn of: the first word of its name ("Tessa" of "Tessa's family"). */
  familyFace(familyId: string): string {
    return this.#nameOf(familyId).split(/['’\s]/)[0] ?? ''
  }

  /** Who else is writing in this place (a path, or anything below it). */
  writerIn(path: string) {
    return this.#live?.document.here.find(({ at }) => at && isWithin(at, path))
  }

  /** Somebody else changed this place, or something in it, a moment ago. */
  glows(path: string): boolean {
    return [...(this.#live?.document.glowing ?? [])].some((changed) => isWithin(changed, path))
  }

  #nameOf(familyId: string): string {
    return this.facts.families.find(({ id }) => id === familyId)?.name ?? this.#words.plan.aFamily
  }
}

export const [usePlan, setPlan] = createContext<Plan>()

/** A claim belongs to its slot: `claims/<slotId>:<familyId>` is within `claims/<slotId>`. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || (path.startsWith(outer) && '/:'.includes(path.charAt(outer.length)))
}
