import type { Answer } from '@sidegate/core/hangouts/answers'
import type { HangoutFacts } from '#lib/api/shapes.ts'
import { openKeptCommands } from '#lib/live/kept-commands.ts'
import type { Answers } from './answers.svelte.ts'

const SAID_FOR = 8000 // ms: the choice itself stays to be seen

type Answered = Pick<HangoutFacts, 'mine' | 'coming' | 'comingMore' | 'ways'>

/** Keeps and sends what is answered from here on, what waits from earlier visits, and what was chosen meanwhile. */
export function sendAnswers(answers: Answers) {
  const { id, me, mine } = answers.fresh.facts
  const commands = openKeptCommands({
    account: me.guardianId,
    page: id,
    changed(waiting) {
      answers.waiting = waiting
      // The values are what `answer` gave.
      if (waiting) answers.chosen = { ...answers.chosen, ...(Object.fromEntries(waiting.chosen) as object) }
    },
    answered(kidId, outcome) {
      if (outcome.ok) answers.fresh.patch(outcome.value as Answered) // what the route answers
      const { [kidId]: _, ...others } = answers.chosen
      answers.chosen = others
      answers.answered = outcome.ok
      setTimeout(() => {
        answers.answered = false
      }, SAID_FOR)
      answers.problem = outcome.ok ? null : outcome.reason
    },
  })
  const answer = (kidId: string, value: Answer) => {
    answers.problem = null
    const path = `/api/hangouts/${id}/answers`
    const body = { answers: { [kidId]: value } }
    void commands.send({ subject: kidId, value, method: 'POST', path, body })
  }
  const early = { ...answers.chosen }
  for (const kid of mine) {
    const chosen = early[kid.kidId]
    if (chosen && chosen !== kid.answer) answer(kid.kidId, chosen)
  }
  return { answer, stop: commands.stop }
}
