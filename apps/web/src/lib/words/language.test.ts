import { describe, expect, test } from 'vitest'
import { directionOf, languageOf } from './language.ts'

describe('languageOf', () => {
  test.each([
    ['es', 'en-US', 'es'],
    ['xx', 'es-MX,es;q=0.9,en;q=0.8', 'es'],
    [undefined, 'de-DE, fr;q=0.9, es;q=0.5', 'es'],
    [undefined, 'es;q=0.4, en;q=0.9', 'en'],
    [undefined, 'de', 'en'],
    [undefined, '', 'en'],
    [undefined, null, 'en'],
  ] as const)('chosen %s, accepted %s: %s', (chosen, accepted, language) => {
    expect(languageOf(chosen, accepted)).toBe(language)
  })
})

test('directionOf', () => {
  expect(directionOf('en')).toBe('ltr')
  expect(directionOf('ar')).toBe('rtl')
})
