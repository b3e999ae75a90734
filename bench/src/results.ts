/** What a run has measured, and the figures that count: medians over the rounds. */
import type { Figures, Scenario } from './scenarios/scenario.ts'
import { median } from './scenarios/scenario.ts'
import type { ServerKind, ServerName } from './servers/server.ts'

interface Measured {
  server: ServerName
  label: string
  round: number
  /** Of the machine, when the round began. */
  loadAverage: string
  figures: Figures
  /** Why there are none. */
  failed?: string
}

export interface ScenarioResult {
  name: string
  title: string
  how: string
  columns: Record<string, string>
  measured: Measured[]
}

export function createResult({ name, title, how, columns }: Scenario): ScenarioResult {
  return { name, title, how, columns, measured: [] }
}

export async function measureInto(
  result: ScenarioResult,
  { name, label }: ServerKind,
  round: number,
  loadAverage: string,
  run: () => Promise<Figures>,
): Promise<Measured> {
  const measured: Measured = { server: name, label, round, loadAverage, figures: {} }
  try {
    measured.figures = await run()
  } catch (error) {
    // One server that can't be measured does not take the figures of the others with it.
    measured.failed = error instanceof Error ? error.message : String(error)
  }
  result.measured.push(measured)
  return measured
}

/** null: not measured. */
export function medianOf({ measured }: ScenarioResult, server: ServerName, figure: string): number | null {
  const values = valuesOf(measured, server, figure)
  return values.length === 0 ? null : median(values)
}

/** Smallest and largest, when there was more than one round. */
export function rangeOf(
  { measured }: ScenarioResult,
  server: ServerName,
  figure: string,
): [number, number] | null {
  const values = valuesOf(measured, server, figure)
  return values.length < 2 ? null : [Math.min(...values), Math.max(...values)]
}

/** The largest of all rounds. */
export function worstOf({ measured }: ScenarioResult, server: ServerName, figure: string): number | null {
  const values = valuesOf(measured, server, figure)
  return values.length === 0 ? null : Math.max(...values)
}

function valuesOf(measured: Measured[], server: ServerName, figure: string): number[] {
  return measured.flatMap((one) => {
    const value = one.server === server ? one.figures[figure] : null
    return typeof value === 'number' ? [value] : []
  })
}
