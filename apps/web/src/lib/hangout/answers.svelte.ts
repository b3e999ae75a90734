import type { Answer } from '@sidegate/core/hangouts/answers'
import { tell } from '#lib/api/ask.ts'
import type { Fresh } from '#lib/api/fresh.svelte.ts'
import type { HangoutFacts, OwnAnswer } from '#lib/api/shapes.ts'

const SAID_FOR = 8000 // ms: the choice itself stays to be seen

type Answered = Pick<HangoutFacts, 'mine' | 'coming' | 'comingMore'>

/**
 * The answers of one's own kids. A tap shows at once and is sent at once; when it can't be sent the old answer comes
 * back, with the reason (`problem`).
 */
export class Answers {
  readonly #fresh: Fresh<HangoutFacts>
  #chosen = $state.raw<Record<string, Answer>>({})
  #underWay = $state(0)
  problem = $state.raw<string | null>(null)
  answered = $state(false)

  constructor(fresh: Fresh<HangoutFacts>, early: Record<string, Answer>) {
    this.#fresh = fresh
    this.#chosen = early
  }

  readonly mine: OwnAnswer[] = $derived.by(() =>
    this.#fresh.facts.mine.map((kid) => ({ ...kid, answer: this.#chosen[kid.kidId] ?? kid.answer })),
  )
  readonly sending = $derived.by(() => this.#underWay > 0)

  /** Sends what was chosen before the scripts were there, if anything was. */
  sendEarly(): void {
    for (const { kidId, answer } of this.#fresh.facts.mine) {
      const chosen = this.#chosen[kidId]
      if (chosen && chosen !== answer) void this.answer(kidId, chosen)
    }
  }

  async answer(kidId: string, answer: Answer): Promise<void> {
    this.#chosen = { ...this.#chosen, [kidId]: answer }
    this.#underWay += 1
    this.problem = null
    const path = `/api/hangouts/${this.#fresh.facts.id}/answers`
    const outcome = await tell<Answered>('POST', path, { answers: { [kidId]: answer } })
    this.#underWay -= 1
    if (this.#chosen[kidId] !== answer) return // answered differently meanwhile
    if (outcome.ok) this.#fresh.patch(outcome.value)
    const { [kidId]: _, ...others } = this.#chosen
    this.#chosen = others
    this.answered = outcome.ok
    setTimeout(() => (this.answered = false), SAID_FOR)
    this.problem = outcome.ok ? null : outcome.reason
  }
}

/** What was tapped in the server's form before the scripts arrived: hydrating must not undo it. */
export function earlyAnswers(kidIds: string[]): Record<string, Answer> {
  const early: Record<string, Answer> = {}
  for (const kidId of kidIds) {
    const input = document.querySelector<HTMLInputElement>(
      `input[name="answer.${CSS.escape(kidId)}"]:checked`,
    )
    if (input) early[kidId] = input.value as Answer // the form's own values
  }
  return early
}
