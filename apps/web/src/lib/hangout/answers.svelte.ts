import type { Answer } from '@sidegate/core/hangouts/answers'
import type { Fresh } from '#lib/api/fresh.svelte.ts'
import type { HangoutFacts, OwnAnswer } from '#lib/api/shapes.ts'
import type { Waiting } from '#lib/live/kept-commands.ts'
import { whenOnline } from '#lib/page/when-online.ts'

/**
 * The answers of one's own kids. A tap shows at once and is kept on this phone until the server has it; only when the
 * server refuses it does the old answer come back, with the reason (`problem`). What keeps and sends comes after the
 * page can be read: `./send-answers.ts`.
 */
export class Answers {
  readonly fresh: Fresh<HangoutFacts>
  chosen = $state.raw<Record<string, Answer>>({})
  #sender: Promise<{ answer(kidId: string, answer: Answer): void; stop(): void }> | undefined
  /** What is not at the server yet. */
  waiting = $state.raw<Waiting | null>(null)
  problem = $state.raw<string | null>(null)
  answered = $state(false)

  constructor(fresh: Fresh<HangoutFacts>) {
    this.fresh = fresh
  }

  readonly mine: OwnAnswer[] = $derived.by(() =>
    this.fresh.facts.mine.map((kid) => ({ ...kid, answer: this.chosen[kid.kidId] ?? kid.answer })),
  )

  /** Sends what an earlier visit left, and what was chosen before this. Returns the way to stop. */
  open(): () => void {
    this.#sender = whenOnline(() => import('./send-answers.ts')).then(({ sendAnswers }) => sendAnswers(this))
    return () => void this.#sender?.then((sender) => sender.stop())
  }

  answer(kidId: string, answer: Answer): void {
    this.chosen = { ...this.chosen, [kidId]: answer }
    void this.#sender?.then((sender) => sender.answer(kidId, answer))
  }
}
