import type { Claim, Moment, PlanState, Slot } from '@sidegate/core/documents/plan'
import { createContext } from 'svelte'
import type { Fresh } from '#lib/api/fresh.svelte.ts'
import type { Card, HangoutFacts } from '#lib/api/shapes.ts'
import type { Words } from '#lib/words/en.ts'
import type { LivePlan } from './live-plan.ts'

export type Notice = { id: number; text: string; undo?: { label: string; run: () => void } }

/**
 * One open plan. It reads from what the server rendered until the live document covers that, so nothing flashes;
 * yjs, the socket and core's verbs come with `goLive()`, after the page can be read and answered.
 */
export class Plan {
  readonly fresh: Fresh<HangoutFacts>
  readonly #words: Words
  #live = $state.raw<LivePlan>()
  #coming: Promise<LivePlan | undefined> | undefined
  #closed = false
  #notices = 0
  #asked = new Set<string>()
  notice = $state.raw<Notice | null>(null)

  constructor(fresh: Fresh<HangoutFacts>, words: Words) {
    this.fresh = fresh
    this.#words = words
  }

  readonly facts = $derived.by(() => this.fresh.facts)
  readonly live = $derived.by(() => this.#live)
  readonly content: PlanState = $derived.by(() => this.#live?.document.current ?? this.facts.content)
  readonly isHost = $derived.by(() => this.facts.part !== 'guest')
  /** A hangout that is over is read, not written. */
  readonly isOver = $derived.by(() => this.content.frame.state === 'over')
  readonly here = $derived.by(() => this.#live?.document.here ?? [])
  readonly status = $derived.by(() => this.#live?.document.status ?? 'connecting')
  readonly saving = $derived.by(() => this.#live?.document.saving)

  /** Loads the live client, once; nothing when the page was left meanwhile. */
  goLive(): Promise<LivePlan | undefined> {
    this.#coming ??= import('./live-plan.ts').then(({ openLivePlan }) => {
      if (this.#closed) return
      this.#live = openLivePlan(() => this.facts)
      return this.#live
    })
    return this.#coming
  }

  close(): void {
    this.#closed = true
    this.#live?.document.leave()
  }

  /** Edits, also when the live client is still on its way: a tap is never lost. */
  async act(edit: (live: LivePlan) => void): Promise<void> {
    const live = this.#live ?? (await this.goLive())
    if (live) edit(live)
  }

  /** A family that claims while one looks may be new to this reader: its name is asked for, once. */
  meetFamilies(): void {
    const known = new Set(this.facts.families.map(({ id }) => id))
    const unmet = this.content.claims.filter(
      ({ familyId }) => !known.has(familyId) && !this.#asked.has(familyId),
    )
    for (const { familyId } of unmet) this.#asked.add(familyId)
    if (unmet.length > 0) void this.fresh.refresh()
  }

  /** Tells the others where this reader writes; null: nowhere now. */
  focus(path: string | null): void {
    this.#live?.document.focus(path)
  }

  /** Who else is writing in this place (a path, or all below it). */
  writerIn(path: string) {
    return this.here.find(({ at }) => at !== null && isWithin(at, path))
  }

  /** A family as the reader knows it: its own, one on the list, or one that has left. */
  familyName(familyId: string): string {
    if (familyId === this.facts.me.familyId) return this.#words.plan.yourFamily
    return this.facts.families.find(({ id }) => id === familyId)?.name ?? this.#words.plan.aFamily
  }

  /** Who most likely made a change elsewhere: who writes there, the family that a claim names, or the only one here. */
  authorOf(path: string): string | undefined {
    const [root, key = ''] = path.split('/')
    if (root === 'claims') return this.familyName(key.slice(key.indexOf(':') + 1))
    const writer = this.here.find(({ at }) => at !== null && (isWithin(at, path) || isWithin(path, at)))
    const guardians = new Map(this.here.map((person) => [person.guardianId, person.name]))
    const [only] = guardians.values()
    return writer?.name ?? (guardians.size === 1 && root !== 'frame' ? only : undefined)
  }

  /** Somebody else changed this place, or something in it, a moment ago. */
  glows(path: string): boolean {
    for (const changed of this.#live?.document.glowing ?? []) if (isWithin(changed, path)) return true
    return false
  }

  /** A claim's path begins with its slot: `claims/<slotId>:<familyId>`. */
  glowsClaim(slotId: string): boolean {
    for (const changed of this.#live?.document.glowing ?? [])
      if (changed.startsWith(`claims/${slotId}:`)) return true
    return false
  }

  /** A host's move was taken: it shows at once, also before the document brings it. */
  moved(card: Card, frame: Partial<PlanState['frame']>): void {
    const { content } = this.facts
    this.fresh.patch({ card, content: { ...content, frame: { ...content.frame, ...frame } } })
    this.say(this.#words.frame.changed)
  }

  /** Says what was done, with its way back (ten seconds). */
  say(text: string, undo?: () => void): void {
    this.#notices += 1
    this.notice = {
      id: this.#notices,
      text,
      ...(undo && { undo: { label: this.#words.undo, run: undo } }),
    }
  }

  removeSlot(slot: Slot): Promise<void> {
    return this.act(({ removeSlot, restoreSlot }) => {
      removeSlot(slot.id)
      this.say(this.#words.plan.removed(slot.title), () => restoreSlot(slot))
    })
  }

  giveBack(slot: Slot, { quantity }: Claim): Promise<void> {
    return this.act(({ claim, release }) => {
      release(slot.id)
      this.say(this.#words.plan.gaveBack(slot.title), () => claim(slot.id, quantity))
    })
  }

  removeMoment(moment: Moment): Promise<void> {
    return this.act(({ removeMoment, restoreMoment }) => {
      removeMoment(moment.id)
      this.say(this.#words.plan.removed(moment.title), () => restoreMoment(moment))
    })
  }
}

export const [usePlan, setPlan] = createContext<Plan>()

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`)
}
