import type { OwnAnswer } from '#lib/api/shapes.ts'
import type { CircleWords } from '#lib/words/circle/en.ts'
import type { Words } from '#lib/words/en.ts'

type Said = { text: string; kind: NonNullable<OwnAnswer['answer']> | 'none' }

/**
 * What one's own kids said, as short as it can be: one word when all said the same ("Going"), else a word for each
 * ("Tessa going", "Leo maybe"); a question while any has no answer.
 */
export function answersInWords(
  mine: readonly OwnAnswer[],
  words: Pick<Words, 'answer' | 'answerOf'>,
  asking: Pick<CircleWords, 'toAnswer' | 'toAnswerFor'>,
): Said[] {
  const [first] = mine
  if (!first) return []
  if (mine.every(({ answer }) => answer === first.answer))
    return [
      first.answer
        ? { text: words.answer[first.answer], kind: first.answer }
        : { text: asking.toAnswer, kind: 'none' },
    ]
  return mine.map(({ name, answer }) =>
    answer
      ? { text: words.answerOf[answer](name), kind: answer }
      : { text: asking.toAnswerFor(name), kind: 'none' },
  )
}
