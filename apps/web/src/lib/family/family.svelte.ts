import { createContext } from 'svelte'
import type { Fresh } from '#lib/api/fresh.svelte.ts'
import type { FamilyFacts } from '#lib/api/shapes.ts'
import type { FamilyWords } from '#lib/words/family/en.ts'

/** What every part of the family's page needs: the facts as they are now, its words, and where its forms go. */
export class FamilyState {
  readonly words: FamilyWords
  readonly #fresh: Fresh<FamilyFacts>

  constructor(fresh: Fresh<FamilyFacts>, words: FamilyWords) {
    this.#fresh = fresh
    this.words = words
  }

  get facts(): FamilyFacts {
    return this.#fresh.facts
  }

  path = (to: string): string => `/api/circles/${this.facts.circle.id}/family/${to}`

  /** Where a device shows whose it is, before it may change this. */
  provePath = (why: 'confirm-first' | 'prove-again'): string => {
    const to = `to=/family/${this.facts.circle.id}`
    return why === 'confirm-first' ? `/are-you?${to}` : `/in?prove=1&${to}`
  }

  /** What a command answered with: the page's facts as they are now. */
  take(answer: Record<string, unknown>): void {
    if ('family' in answer) this.#fresh.patch(answer as Partial<FamilyFacts>)
  }
}

/** Set by the page, read by its parts. */
export const [useFamily, setFamily] = createContext<FamilyState>()
