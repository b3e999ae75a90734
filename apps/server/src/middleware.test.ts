import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { addressOf } from './middleware.ts'

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage

test('R28: only as many proxies as config counts are believed', () => {
  const request = from('10.0.0.1', '6.6.6.6, 198.51.100.7, 10.0.0.2')
  expect(addressOf(request, 0)).toBe('10.0.0.1')
  expect(addressOf(request, 1)).toBe('10.0.0.2')
  expect(addressOf(request, 2)).toBe('198.51.100.7')
  expect(addressOf(from('10.0.0.1'), 1)).toBe('10.0.0.1')
  expect(addressOf(undefined, 0)).toBe('unknown')
})
