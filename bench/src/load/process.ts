/** A load process: does with its crew what the parent asks, one thing after the other, and answers with what it counted. */
import { type Crew, createCrew } from './crew.ts'
import type { Dialect } from './dialects.ts'

export interface Ask {
  id: number
  call: string
  args: unknown[]
}

export type Answer = { id: number; result: unknown } | { id: number; error: string }

const [port, dialect] = process.argv.slice(2)
const crew = createCrew(Number(port), dialect as Dialect)

process.on('message', async ({ id, call, args }: Ask) => {
  try {
    const work = crew[call as keyof Crew] as (...given: unknown[]) => unknown
    process.send?.({ id, result: await work(...args) } satisfies Answer)
  } catch (error) {
    process.send?.({
      id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    } satisfies Answer)
  }
})
// The parent is gone.
process.on('disconnect', () => process.exit())
