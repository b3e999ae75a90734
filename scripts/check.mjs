// `pnpm check`: everything that can be said about the code without running it. The list below is the whole of it;
// each line runs from the root, in this order, and a failing one does not stop the others.
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const CHECKS = [
  ['lockfile: one copy of each library that must be one, exact versions', 'node scripts/one-copy.mjs'],
  ['format and lint', 'biome check --error-on-warnings --colors=off .'],
  ['types, per package', 'turbo run check --continue'],
  ['types, scripts and root', 'tsc --noEmit'],
  ['lint that needs types: promises, Svelte', 'turbo run lint --continue=always'],
  ['who may import whom', 'depcruise --config .dependency-cruiser.js packages apps tests'],
  ['unused files, exports, dependencies', 'knip --no-progress --treat-config-hints-as-errors'],
  ['our words in names', 'node scripts/words.mjs'],
  ['build', 'turbo run build --continue'],
  ['bundle budget', 'node scripts/bundle-budget.mjs'],
]

const root = fileURLToPath(new URL('..', import.meta.url))
const PATH = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
const env = { ...process.env, PATH, TURBO_TELEMETRY_DISABLED: '1' }

/** Runs the list, telling one line per check and the output of those that fail; `failures` are their titles. */
export async function runChecks() {
  const sum = { passed: 0, failures: /** @type {string[]} */ ([]) }
  for (const [title, command] of CHECKS) {
    const startedAt = performance.now()
    const { code, output } = await run(command)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    if (code === 0) sum.passed += 1
    else sum.failures.push(title)
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`)
    if (code !== 0) console.log(`\n$ ${command}\n${output.trim()}\n`)
  }
  return sum
}

function run(command) {
  return new Promise((done) => {
    let output = ''
    const child = spawn(command, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('close', (code) => done({ code, output }))
  })
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { failures } = await runChecks()
  process.exitCode = failures.length ? 1 : 0
}
