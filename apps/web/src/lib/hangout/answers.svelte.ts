import type { Answer } from '@sidegate/core/hangouts/answers'
import type { Fresh } from '#lib/api/fresh.svelte.ts'
import type { HangoutFacts, OwnAnswer } from '#lib/api/shapes.ts'
import type { KeptCommands, Waiting } from '#lib/live/kept-commands.ts'

const SAID_FOR = 8000 // ms: the choice itself stays to be seen

type Answered = Pick<HangoutFacts, 'mine' | 'coming' | 'comingMore'>

/**
 * The answers of one's own kids. A tap shows at once and is kept on this phone until the server has it; only when the
 * server refuses it does the old answer come back, with the reason (`problem`).
 */
export class Answers {
  readonly #fresh: Fresh<HangoutFacts>
  #chosen = $state.raw<Record<string, Answer>>({})
  #commands: Promise<KeptCommands> | undefined
  /** What is not at the server yet. */
  waiting = $state.raw<Waiting | null>(null)
  problem = $state.raw<string | null>(null)
  answered = $state(false)

  constructor(fresh: Fresh<HangoutFacts>, early: Record<string, Answer>) {
    this.#fresh = fresh
    this.#chosen = early
  }

  readonly mine: OwnAnswer[] = $derived.by(() =>
    this.#fresh.facts.mine.map((kid) => ({ ...kid, answer: this.#chosen[kid.kidId] ?? kid.answer })),
  )

  /** Sends what an earlier visit left, and what was chosen before the scripts were there. Returns the way to stop. */
  open(): () => void {
    const { id, me, mine } = this.#fresh.facts
    this.#commands = import('#lib/live/kept-commands.ts').then(({ openKeptCommands }) =>
      openKeptCommands({
        account: me.guardianId,
        page: id,
        changed: (waiting) => {
          this.waiting = waiting
          // The values are what `answer` gave.
          if (waiting) this.#chosen = { ...this.#chosen, ...(Object.fromEntries(waiting.chosen) as object) }
        },
        answered: (kidId, outcome) => {
          if (outcome.ok) this.#fresh.patch(outcome.value as Answered) // what the route answers
          const { [kidId]: _, ...others } = this.#chosen
          this.#chosen = others
          this.answered = outcome.ok
          setTimeout(() => (this.answered = false), SAID_FOR)
          this.problem = outcome.ok ? null : outcome.reason
        },
      }),
    )
    for (const { kidId, answer } of mine) {
      const chosen = this.#chosen[kidId]
      if (chosen && chosen !== answer) void this.answer(kidId, chosen)
    }
    return () => void this.#commands?.then((commands) => commands.stop())
  }

  async answer(kidId: string, answer: Answer): Promise<void> {
    this.#chosen = { ...this.#chosen, [kidId]: answer }
    this.problem = null
    const path = `/api/hangouts/${this.#fresh.facts.id}/answers`
    const body = { answers: { [kidId]: answer } }
    const commands = await this.#commands
    await commands?.send({ subject: kidId, value: answer, method: 'POST', path, body })
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
