/**
 * pnpm --filter @sidegate/resilience database-cuts [--cuts 1000] [--seed 1] [--save]
 * --save writes the result to tests/resilience/results.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cutLives, type Result } from './lives.ts'

const count = { type: 'string' } as const
const { values } = parseArgs({ options: { cuts: count, seed: count, save: { type: 'boolean' } } })
const result = await cutLives({ cuts: Number(values.cuts ?? 1000), seed: Number(values.seed ?? 1) })
process.stdout.write(toMarkdown(result))
if (values.save) {
  const folder = join(import.meta.dirname, '../results')
  mkdirSync(folder, { recursive: true })
  const sqlite = process.versions.sqlite
  const facts = { date: new Date().toISOString(), node: process.version, sqlite, ...result }
  writeFileSync(join(folder, 'database-cuts.json'), `${JSON.stringify(facts, null, 2)}\n`)
  writeFileSync(
    join(folder, 'database-cuts.md'),
    `# Cutting the database and its log (P2)\n\n${facts.date.slice(0, 10)}, Node ${facts.node.slice(1)}, SQLite ${sqlite}. Command: \`pnpm --filter @sidegate/resilience database-cuts --cuts ${result.cuts} --seed ${result.seed} --save\`\n\n${toMarkdown(result)}`,
  )
}
process.exitCode = result.failed.length === 0 ? 0 : 1

function toMarkdown({ cuts, seed, commits, kinds, failed, seconds }: Result): string {
  const rows = Object.entries(kinds).map(
    ([kind, { tried, whole, under }]) => `| ${kind} | ${tried} | ${whole} | ${under} |`,
  )
  const faults = failed.map(
    ({ number, kind, at, faults }) => `- cut ${number}, ${kind} at ${at}: ${faults.join(' ')}`,
  )
  return `${cuts} cuts (seed ${seed}) through ${commits} recorded commits in ${seconds} s: ${cuts - failed.length} opened whole with all that was acknowledged, ${failed.length} did not.

| cut | tried | opened, whole, nothing acknowledged lost | of these with the transaction under way |
|---|---|---|---|
${rows.join('\n')}
${faults.join('\n')}${faults.length > 0 ? '\n' : ''}`
}
