import { expect, test } from 'vitest'
import {
  failuresOfJourneys,
  failuresOfVitest,
  sumOf,
  sumOfJourneys,
  sumOfVitest,
  unsteadyJourneys,
} from '../../scripts/sum.mjs'

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

test('what failed is told by file and title, a file that did not load by its name', () => {
  const report = {
    testResults: [
      { name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'fine' }] },
      {
        name: 'b.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'fine, too' },
          { status: 'failed', fullName: 'not fine' },
        ],
      },
      { name: 'c.test.ts', status: 'failed', assertionResults: [] },
    ],
  }
  expect(failuresOfVitest(report)).toEqual(['b.test.ts: not fine', 'c.test.ts'])
  expect(failuresOfVitest(undefined)).toEqual([])
  const spec = (title: string, ok: boolean) => ({ title, file: 'a.spec.ts', ok })
  const suites = [
    { title: 'a', specs: [spec('one', true)], suites: [{ title: 'b', specs: [spec('two', false)] }] },
  ]
  expect(failuresOfJourneys({ suites })).toEqual(['a.spec.ts: two'])
  expect(unsteadyJourneys({ suites })).toEqual([])
})

test('with a failure go its words, in a line; a journey that passed when tried again is named', () => {
  const failureMessages = [`\u001b[31mexpected\u001b[39m 1\n  to be ${'2'.repeat(400)}`]
  const assertionResults = [{ status: 'failed', fullName: 'not fine', failureMessages }]
  const [said] = failuresOfVitest({
    testResults: [{ name: 'b.test.ts', status: 'failed', assertionResults }],
  })
  expect(said).toBe(`b.test.ts: not fine >> expected 1 to be ${'2'.repeat(300 - 17)}…`)
  const error = { message: 'too late', location: { line: 7 } }
  const tests = [{ status: 'flaky', results: [{ error }, {}] }]
  const suites = [{ title: 'a', specs: [{ title: 'one', file: 'a.spec.ts', ok: true, tests }] }]
  expect(unsteadyJourneys({ suites })).toEqual(['a.spec.ts:7: one >> too late'])
  expect(failuresOfJourneys({ suites })).toEqual([])
})
