import { expect, test } from 'vitest'
import { sumOf, sumOfJourneys, sumOfVitest } from '../../scripts/sum.mjs'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((status) => ({ status })),
})

test('vitest reports are counted by test', () => {
  const report = {
    testResults: [file('passed', 'passed', 'pending', 'todo'), file('failed', 'failed', 'passed')],
  }
  expect(sumOfVitest(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 })
})

test('a file that could not be loaded counts as a failure', () => {
  expect(sumOfVitest({ testResults: [file('passed', 'passed'), file('failed')] }, 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  })
})

test('a runner that fails without a failing test, or leaves no report, counts as a failure', () => {
  expect(sumOfVitest({ testResults: [file('passed', 'passed')] }, 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  })
  expect(sumOfVitest(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(sumOfJourneys(undefined, null)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a journey that needed a second try has passed', () => {
  const stats = { expected: 4, unexpected: 1, flaky: 2, skipped: 3 }
  expect(sumOfJourneys({ stats }, 1)).toEqual({ passed: 6, failed: 1, skipped: 3 })
})

test('parts are added up', () => {
  const part = { passed: 1, failed: 2, skipped: 3 }
  expect(sumOf([part, part])).toEqual({ passed: 2, failed: 4, skipped: 6 })
})
