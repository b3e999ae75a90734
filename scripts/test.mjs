// `npm test`, once run.mjs has installed and built: checks, unit and server tests, resilience, browser journeys.
// Each part runs whatever the ones before it said, and the last line alone is the sum of them all, counted from the
// runners' own reports.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChecks } from './check.mjs'
import {
  failuresOfJourneys,
  failuresOfVitest,
  sumOf,
  sumOfJourneys,
  sumOfVitest,
  unsteadyJourneys,
} from './sum.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, 'test-results')
const journeys = join(root, 'tests/journeys')
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

// Told once more at the end: of a long run often only the end is kept.
const failures = []
const unsteady = []

rmSync(reports, { recursive: true, force: true }) // a report of yesterday must not be counted
console.log('Checks')
const checks = await runChecks()
failures.push(...checks.failures)
const parts = [{ skipped: 0, passed: checks.passed, failed: checks.failures.length }]
console.log('\nUnit and server tests')
parts.push(vitest('unit.json', '--project=!resilience'))
console.log('\nResilience')
parts.push(vitest('resilience.json', '--project=resilience'))
console.log('\nJourneys')
parts.push(browserJourneys())

const { passed, failed, skipped } = sumOf(parts)
process.exitCode = failed ? 1 : 0
for (const title of unsteady) console.log(`UNSTEADY, passed when tried again: ${title}`)
for (const title of failures) console.log(`FAILED ${title}`)
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)

function vitest(report, which) {
  const file = join(reports, report)
  // A file at a time leaves half of a small machine idle: vitest's own choice there is one worker fewer than cores.
  const workers = `--maxWorkers=${availableParallelism()}`
  const args = ['run', which, workers, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), args, { cwd: root, stdio: 'inherit' })
  failures.push(...failuresOfVitest(read(file)))
  return sumOfVitest(read(file), status)
}

function browserJourneys() {
  const playwright = join(journeys, 'node_modules/.bin/playwright')
  const browser = [process.env.CHROMIUM_PATH, ...BROWSERS].find((path) => path && existsSync(path))
  if (!browser) {
    const ci = ['1', 'true'].includes(process.env.CI ?? '')
    console.log(
      `The browser journeys were ${ci ? 'not run, which fails under CI' : 'skipped'}: no Chromium was found. ` +
        'Install it with "sudo apt-get install chromium", or set CHROMIUM_PATH.',
    )
    const listed = spawnSync(playwright, ['test', '--list', '--reporter=json'], {
      cwd: journeys,
      encoding: 'utf8',
    })
    const { passed, skipped } = sumOfJourneys(parse(listed.stdout), 0)
    const count = Math.max(1, passed + skipped)
    return ci ? { passed: 0, failed: count, skipped: 0 } : { passed: 0, failed: 0, skipped: count }
  }
  const file = join(reports, 'journeys.json')
  const env = { ...process.env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: file }
  const { status } = spawnSync(playwright, ['test'], { cwd: journeys, env, stdio: 'inherit' })
  failures.push(...failuresOfJourneys(read(file)))
  unsteady.push(...unsteadyJourneys(read(file)))
  return sumOfJourneys(read(file), status)
}

function read(file) {
  return existsSync(file) ? parse(readFileSync(file, 'utf8')) : undefined
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // counted as a failure by whoever asked for the report
  }
}
