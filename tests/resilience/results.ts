/** The last result of a long run, for people and for programs: results/<name>.md and .json, committed. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { join } from 'node:path'

export interface Result {
  /** `fuzz`: the name of the files. */
  name: string
  title: string
  command: string
  /** Rows of one table: what, and how much. */
  rows: [what: string, value: string | number][]
  /** Broken promises; none is a good run. */
  faults: string[]
  data: unknown
}

export function writeResult({ name, title, command, rows, faults, data }: Result) {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const versions = {
    node: process.version,
    yjs: versionOf('yjs'),
    ws: versionOf('ws'),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder }).toString().trim(),
    machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
  }
  const at = new Date().toISOString()
  const text = [
    `# ${title}`,
    '',
    `${at.slice(0, 16).replace('T', ' ')} UTC · ${Object.entries(versions)
      .map(([what, value]) => `${what} ${value}`)
      .join(' · ')}`,
    '',
    `    ${command}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(
      ([what, value]) => `| ${what} | ${typeof value === 'number' ? value.toLocaleString('en') : value} |`,
    ),
    '',
    faults.length === 0 ? 'No promise was broken.' : faults.map((fault) => `- ${fault}`).join('\n'),
    '',
  ].join('\n')
  writeFileSync(join(folder, `${name}.md`), text)
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ at, versions, command, faults, ...Object(data) }, null, 2)}\n`,
  )
  process.stdout.write(text)
  if (faults.length > 0) process.exitCode = 1
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.url)
  const file = require.resolve(name)
  const root = file.slice(0, file.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length)
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
}
