/** A run as Markdown, for people; as JSON it is written as it is. */
import type { Verdict } from './goals.ts'
import { medianOf, rangeOf, type ScenarioResult } from './results.ts'

export interface Run {
  takenAt: string
  command: string
  machine: Record<string, string | number>
  /** Of the machine, as the run began and ended: other work on it shows here. */
  loadAverage: { before: string; after: string }
  versions: Record<string, string>
  quotas: Record<string, string>
  minutes: number
  goals: Verdict[]
  scenarios: ScenarioResult[]
}

export function runToMarkdown(run: Run): string {
  const list = (facts: Record<string, string | number>) =>
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  return [
    `# Side by side, ${run.takenAt}`,
    `\`${run.command}\`, ${run.minutes} minutes.`,
    `- Machine: ${list(run.machine)}; load average ${run.loadAverage.before} before, ${run.loadAverage.after} after.`,
    `- Versions: ${list(run.versions)}.`,
    `- Quotas of ours, raised by environment: ${list(run.quotas)}. All else is as by default: gate, sessions, disk before ack.`,
    '- Medians over the rounds, with (smallest to largest). bench/README.md says what each figure is and what is fair about it.',
    ...(run.goals.length > 0 ? ['## Goals', goalTable(run.goals)] : []),
    ...run.scenarios.flatMap((result) => [`## ${result.title}`, result.how, scenarioTable(result)]),
  ]
    .join('\n\n')
    .concat('\n')
}

export function scenarioTable(result: ScenarioResult): string {
  const { columns, measured } = result
  const labels = new Map(measured.map(({ server, label }) => [server, label]))
  const cell = (text: number | null, range: [number, number] | null) =>
    text === null
      ? '-'
      : range && range[0] !== range[1]
        ? `${shown(text)} (${shown(range[0])} to ${shown(range[1])})`
        : shown(text)
  const rows = [...labels].map(([server, label]) => [
    label,
    ...Object.keys(columns).map((figure) =>
      cell(medianOf(result, server, figure), rangeOf(result, server, figure)),
    ),
  ])
  const failures = measured
    .filter(({ failed }) => failed)
    .map(
      ({ label, round, failed }) => `\n${label}, round ${round}, was not measured: ${failed?.split('\n')[0]}`,
    )
  return table(['', ...Object.values(columns)], rows) + failures.join('\n')
}

const goalTable = (goals: Verdict[]) =>
  table(
    ['Goal', 'Measured', 'Wanted', ''],
    goals.map(({ text, value, bound, reached }) => [
      text,
      shown(value),
      bound,
      reached ? 'reached' : 'NOT reached',
    ]),
  )

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const shown = (value: number) =>
  value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) >= 1000 ? 0 : 2 })
