import { expect, test } from 'vitest'
import { addressToUrl, isTrustworthy } from './public-url.ts'

test('an address that is listened on becomes one that a browser opens', () => {
  expect(addressToUrl('127.0.0.1', 8080)).toBe('http://127.0.0.1:8080')
  expect(addressToUrl('0.0.0.0', 80)).toBe('http://localhost')
  expect(addressToUrl('::', 8080)).toBe('http://localhost:8080')
  expect(addressToUrl('fd00::7', 8080)).toBe('http://[fd00::7]:8080')
})

test('https and this machine are trusted by browsers, plain http in a network is not', () => {
  expect(isTrustworthy('https://hangouts.example.org')).toBe(true)
  expect(isTrustworthy('http://[::1]:8080')).toBe(true)
  expect(isTrustworthy('http://192.168.1.20:8080')).toBe(false)
})
