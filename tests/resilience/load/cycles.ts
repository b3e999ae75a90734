/** Open, edit, close: one visit after another, each with an edit that is acked, and now and then one that is not let in. */
import { visit } from '../fuzz/wire.ts'
import type { ServerProcess } from '../server.ts'
import { letter } from './typist.ts'

export interface Cycles {
  done: number
  saved: number
  /** Visits to documents that are not there, or not theirs: closed with 4403. */
  turnedAway: number
  /** Visits that brought no update, but bytes that are none. */
  refused: number
  faults: string[]
}

const AT_ONCE = 16

/** Goes on from where the last call left each client: the same few clients write again and again, so no document grows. */
export function createCycling(server: ServerProcess) {
  const plans = server.circles.flatMap(({ hangouts, guardians }) =>
    hangouts.map(({ plan }) => ({ plan, guardians: guardians.map(({ token }) => token) })),
  )
  const nextByVisitor = new Map<number, number>()
  let turn = 0
  return async (count: number): Promise<Cycles> => {
    const told: Cycles = { done: 0, saved: 0, turnedAway: 0, refused: 0, faults: [] }
    let left = count
    const visitor = async (lane: number) => {
      while (left-- > 0) {
        const n = turn++
        // A lane has clients of its own, so that their clocks go on in order.
        const at = n % plans.length
        const { plan, guardians } = plans[at] as (typeof plans)[number]
        const token = guardians[lane % guardians.length] as string
        const client = 1000 + at * AT_ONCE + lane
        told.done++
        if (n % 20 === 7) {
          const path = plan.replace(/\/\d+$/, '0/1')
          const { closed } = await visit({ port: server.port, path, token }, [])
          if (closed === 4403) told.turnedAway++
          else told.faults.push(`a document that is not there answered ${closed}`)
          continue
        }
        if (n % 20 === 13) {
          const { refused } = await visit({ port: server.port, path: plan, token }, [
            Uint8Array.of(0, 2, 1, 9),
          ])
          if (refused === 'malformed') told.refused++
          else told.faults.push(`what is no update was ${refused}`)
          continue
        }
        const next = nextByVisitor.get(client) ?? 0
        nextByVisitor.set(client, next + 1)
        const { saved, refused, closed } = await visit(
          { port: server.port, path: plan, token },
          [letter(client, next)],
          { expects: 1 },
        )
        if (saved === 1) told.saved++
        else told.faults.push(`an edit was not saved: ${refused ?? closed}`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, (_, lane) => visitor(lane)))
    return told
  }
}
