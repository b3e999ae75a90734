/** Drops operations while the run still fails: what remains is what somebody has to understand. */
import type { Operation } from './operations.ts'
import type { Outcome } from './run.ts'

export async function shrink(
  operations: readonly Operation[],
  fails: (operations: readonly Operation[]) => Promise<Outcome>,
  mostRuns = 400,
): Promise<{ operations: readonly Operation[]; outcome: Outcome }> {
  let runs = 0
  const tryOut = async (candidate: readonly Operation[]) => {
    runs++
    return fails(candidate)
  }
  let outcome = await tryOut(operations)
  if (!outcome.failure) return { operations, outcome }
  let left = operations.slice(0, outcome.played || operations.length)
  for (let size = Math.ceil(left.length / 2); size >= 1; ) {
    let isDropped = false
    for (let at = left.length - size; at > -size && runs < mostRuns; at -= size) {
      const start = Math.max(at, 0)
      const candidate = [...left.slice(0, start), ...left.slice(at + size)]
      const again = await tryOut(candidate)
      // Another fault on the way is another story.
      if (!again.failure || kindOf(again.failure) !== kindOf(outcome.failure)) continue
      left = candidate
      outcome = again
      isDropped = true
    }
    if (runs >= mostRuns) break
    // Once more at the same size while that helps.
    if (size === 1 && !isDropped) break
    if (!isDropped || size > left.length) size = Math.max(1, Math.floor(size / 2))
    if (left.length === 0) break
  }
  return { operations: left, outcome }
}

const kindOf = (failure: string | null) => failure?.replace(/[0-9]+|"[^"]*"|<[^>]*>/g, '').slice(0, 60)
