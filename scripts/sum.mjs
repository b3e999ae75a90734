// Counts tests from the runners' JSON reports. Whatever a report does not tell (a runner that crashed, a file that
// could not be loaded, an error outside every test) counts as one failure, so that no sum looks better than the run.

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
 * Which tests failed, file and title; a file that could not be loaded by its name alone.
 * @param {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] } | undefined} report
 * @returns {string[]}
 */
export function failuresOfVitest(report) {
  return (report?.testResults ?? [])
    .filter((file) => file.status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed')
      return failed.length ? failed.map((test) => `${name}: ${test.fullName}`) : [name]
    })
}

/**
 * @typedef {{ file?: string, title: string, specs?: { title: string, file: string, ok: boolean }[], suites?: Suite[] }} Suite
 * @param {{ suites?: Suite[] } | undefined} report
 * @returns {string[]}
 */
export function failuresOfJourneys(report) {
  return (report?.suites ?? []).flatMap((suite) => [
    ...(suite.specs ?? []).filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`),
    ...failuresOfJourneys(suite),
  ])
}

/** @type {(sum: Sum, report: object | undefined, status: number | null) => Sum} */
function withExit(sum, report, status) {
  const silentFailure = sum.failed === 0 && (!report || status !== 0)
  return silentFailure ? { ...sum, failed: 1 } : sum
}
