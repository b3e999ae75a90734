import { expect, test } from 'vitest'
import { wayBack } from './way-back.ts'

test.each(['/hangout/han_01', `/c/${'x'.repeat(43)}`, '/devices'])('%s is one of our pages', (to) => {
  expect(wayBack(to)).toBe(to)
})

test.each([
  null,
  '',
  '/',
  '//evil.example/x',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/circle/x?y=1',
  '/in#x',
])('%s leads nowhere', (to) => {
  expect(wayBack(to)).toBeNull()
})
