import { expect, test } from 'vitest'
import { lookAtProxy } from './proxy.ts'

const told = (trustProxy: number, hops: number, protocol: string | null = hops > 0 ? 'https' : null) =>
  lookAtProxy({
    publicUrl: 'https://hangouts.example.org',
    isTrustworthy: true,
    passkeyHost: null,
    trustProxy,
    seen: { hops, protocol, host: 'hangouts.example.org' },
  })

test('what proxies tell is held against TRUST_PROXY', () => {
  expect(told(0, 0)).toEqual({ is: 'none' })
  expect(told(1, 1)).toEqual({ is: 'right', hops: 1 })
  expect(told(0, 1)).toEqual({ is: 'uncounted', hops: 1 })
  expect(told(2, 1)).toEqual({ is: 'too-many', counted: 2, hops: 1 })
  expect(told(1, 0)).toEqual({ is: 'too-many', counted: 1, hops: 0 })
  expect(told(1, 2)).toEqual({ is: 'too-few', counted: 1, hops: 2 })
})

test('a proxy that was asked by another protocol than PUBLIC_URL names is told', () => {
  expect(told(1, 1, 'http')).toEqual({ is: 'other-protocol', protocol: 'http' })
})
