/** Who is asked: kids come onto a hangout's list and, while it is a draft, off it again. */
import * as v from 'valibot'
import { isId } from '../ids.ts'

// A circle is a class or a few of them.
const MOST = 2000

const kidIds = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.check((text) => isId('kid', text)),
    ),
  ),
  v.maxLength(MOST),
)

/** What two hosts change at once adds up, so a command says what changes and not what the list should be. */
export const changeListSchema = v.pipe(
  v.object({ add: v.optional(kidIds, []), remove: v.optional(kidIds, []) }),
  v.check(({ add, remove }) => add.every((id) => !remove.includes(id))),
)
export type ChangeList = v.InferOutput<typeof changeListSchema>
