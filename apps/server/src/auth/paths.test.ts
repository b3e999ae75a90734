import { expect, test } from 'vitest'
import { plainPath } from './paths.ts'

test.each(['/week', '/hangout/han_0123456789', '/c/abc_DEF-123'])('%s is a page of ours', (path) => {
  expect(plainPath(path)).toBe(path)
})

test.each([
  '',
  '/',
  'week',
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  '/week?problem=link',
  '/a/../b',
  '/a\n/b',
  '/%2f/evil',
  '/api/session/end',
  `/${'x'.repeat(300)}`,
  null,
  undefined,
])('%s is none that anybody is sent to', (path) => {
  expect(plainPath(path)).toBeNull()
})
