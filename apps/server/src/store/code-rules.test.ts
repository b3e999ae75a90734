import { expect, test } from 'vitest'
import { hashCode, newCode, typedCode } from './code-rules.ts'

test('a code has six digits, zeros in front too', () => {
  const codes = Array.from({ length: 2000 }, newCode)
  for (const code of codes) expect(code).toMatch(/^\d{6}$/)
  expect(codes.some((code) => code.startsWith('0'))).toBe(true)
  expect(new Set(codes).size).toBeGreaterThan(1900)
})

test.each([
  ['123456', '123456'],
  [' 123 456\n', '123456'],
  ['123-456', '123456'],
  ['12345', null],
  ['1234567', null],
  ['١٢٣٤٥٦', null],
  ['', null],
])('typed "%s": %s', (text, code) => {
  expect(typedCode(text)).toBe(code)
})

test('the same code is kept as something else for each browser that asked', () => {
  const [one, other] = ['x'.repeat(43), 'y'.repeat(43)]
  expect(hashCode(one, '123456')).toEqual(hashCode(one, '123456'))
  expect(hashCode(one, '123456')).not.toEqual(hashCode(other, '123456'))
})
