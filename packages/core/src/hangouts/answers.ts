/** RSVPs: one answer per kid and home. "Not this time" always means "please ask again" (house rule 4). */
import * as v from 'valibot'
import { isId } from '../ids.ts'

export const ANSWERS = ['going', 'maybe', 'not-this-time'] as const
export type Answer = (typeof ANSWERS)[number]

const kidId = v.pipe(
  v.string(),
  v.check((text) => isId('kid', text)),
)

/** The command: answers for one's own kids, `{ answers: { kid_…: 'going' } }`. */
export const answersSchema = v.object({
  answers: v.pipe(
    v.record(kidId, v.picklist(ANSWERS)),
    v.check((answers) => Object.keys(answers).length > 0),
  ),
})

/** What one home said about one kid. */
export interface HomeAnswer {
  kidId: string
  familyId: string
  answer: Answer
}

/**
 * What a host reads for a kid: its answer; 'please-ask' when two homes said different things (house rule 12);
 * null when nobody has answered yet, which is never a no.
 */
export function answerOfKid(homes: readonly Pick<HomeAnswer, 'answer'>[]): Answer | 'please-ask' | null {
  const said = new Set(homes.map((home) => home.answer))
  const [only] = said
  return said.size > 1 ? 'please-ask' : (only ?? null)
}
