// Counts tests from the runners' JSON reports. Whatever a report does not tell (a runner that crashed, a file that
// could not be loaded, an error outside every test) counts as one failure, so that no sum looks better than the run.

import { stripVTControlCharacters } from 'node:util'

/** @typedef {{ passed: number, failed: number, skipped: number }} Sum */

/** @type {(parts: Sum[]) => Sum} */
export function sumOf(parts) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const part of parts) {
    sum.passed += part.passed
    sum.failed += part.failed
    sum.skipped += part.skipped
  }
  return sum
}

/**
 * @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] } | undefined} report
 * @param {number | null} status the runner's exit code
 * @returns {Sum}
 */
export function sumOfVitest(report, status) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const file of report?.testResults ?? []) {
    for (const test of file.assertionResults)
      sum[test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped'] += 1
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
      sum.failed += 1
  }
  return withExit(sum, report, status)
}

/**
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } } | undefined} report
 * @param {number | null} status the runner's exit code
 * @returns {Sum}
 */
export function sumOfJourneys(report, status) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {}
  return withExit({ passed: expected + flaky, failed: unexpected, skipped }, report, status)
}

/**
 * Which tests failed and with what words, file and title first; a file that could not be loaded by its name alone.
 * @param {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }[] } | undefined} report
 * @returns {string[]}
 */
export function failuresOfVitest(report) {
  return (report?.testResults ?? [])
    .filter((file) => file.status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed')
      if (failed.length === 0) return [name]
      return failed.map((test) => `${name}: ${test.fullName}${briefly(test.failureMessages?.[0])}`)
    })
}

/**
 * @typedef {{ error?: { message?: string, location?: { line: number } } }} Result
 * @typedef {{ title: string, file: string, ok: boolean, tests?: { status?: string, results: Result[] }[] }} Spec
 * @typedef {{ file?: string, title: string, specs?: Spec[], suites?: Suite[] }} Suite
 */

/** @type {(report: { suites?: Suite[] } | undefined) => string[]} */
export const failuresOfJourneys = (report) =>
  specsOf(report).flatMap((spec) => (spec.ok ? [] : inWords(spec)))

/**
 * Those that failed once and passed when tried again: they count as passed, and are told, so that somebody mends them.
 * @type {(report: { suites?: Suite[] } | undefined) => string[]}
 */
export const unsteadyJourneys = (report) =>
  specsOf(report).flatMap((spec) =>
    spec.tests?.some(({ status }) => status === 'flaky') ? inWords(spec) : [],
  )

/** @type {(report: { suites?: Suite[], specs?: Spec[] } | undefined) => Spec[]} */
function specsOf(report) {
  return [...(report?.specs ?? []), ...(report?.suites ?? []).flatMap(specsOf)]
}

/** @type {(spec: Spec) => string} */
function inWords({ file, title, tests }) {
  const error = tests?.flatMap(({ results }) => results).find((result) => result.error)?.error
  const where = error?.location ? `:${error.location.line}` : ''
  return `${file}${where}: ${title}${briefly(error?.message)}`
}

const MOST_WORDS = 300 // of an error, in a line

/** @type {(message: string | undefined) => string} */
function briefly(message) {
  if (!message) return ''
  const line = stripVTControlCharacters(message).replace(/\s+/g, ' ').trim()
  return ` >> ${line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line}`
}

/** @type {(sum: Sum, report: object | undefined, status: number | null) => Sum} */
function withExit(sum, report, status) {
  const silentFailure = sum.failed === 0 && (!report || status !== 0)
  return silentFailure ? { ...sum, failed: 1 } : sum
}
