import { expect, test } from 'vitest'
import { createRateLimit, networkOf } from './rate-limit.ts'

test('so many a minute and key, and again a minute later', () => {
  let at = 0
  const limit = createRateLimit({ perMinute: 3, now: () => at })
  const take = () => [limit.take('a'), limit.take('a'), limit.take('a'), limit.take('a')]
  expect(take()).toEqual([true, true, true, false])
  expect(limit.take('b')).toBe(true)
  at += 60_000
  expect(take()).toEqual([true, true, true, false])
})

test('who brings ten thousand other keys wipes out nobody who was counted just now', () => {
  const limit = createRateLimit({ perMinute: 1, now: () => 0 })
  for (let i = 0; i < 5000; i++) limit.take(`early ${i}`)
  limit.take('guessed')
  for (let i = 0; i < 9000; i++) limit.take(`late ${i}`)
  expect(limit.take('guessed')).toBe(false)
  expect(limit.take('early 0')).toBe(true)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ['2001:db8:1:2::9', '2001:db8:1:2::'],
  ['2001:DB8:0001:0002:ffff::', '2001:db8:1:2::'],
  ['::1', '0:0:0:0::'],
  ['fe80::1%eth0', 'fe80:0:0:0::'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
