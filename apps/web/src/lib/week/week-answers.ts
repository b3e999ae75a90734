import type { Answer } from '@sidegate/core/hangouts/answers'
import { openKeptCommands, type Waiting } from '#lib/live/kept-commands.ts'

export interface AnswerListener {
  changed(waiting: Waiting | null): void
  /** `reason` null: it has arrived. */
  answered(kidId: string, reason: string | null): void
}

/** Keeps and sends the answers of one hangout, as its own page does: under the guardian of its circle. */
export function sendWeekAnswers(
  { account, hangoutId }: { account: string; hangoutId: string },
  { changed, answered }: AnswerListener,
) {
  const commands = openKeptCommands({
    account,
    page: hangoutId,
    changed,
    answered: (kidId, outcome) => answered(kidId, outcome.ok ? null : outcome.reason),
  })
  return {
    answer(kidId: string, answer: Answer) {
      const path = `/api/hangouts/${hangoutId}/answers`
      const body = { answers: { [kidId]: answer } }
      void commands.send({ subject: kidId, value: answer, method: 'POST', path, body })
    },
    stop: commands.stop,
  }
}
