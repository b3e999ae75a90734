import { expect, test } from 'vitest'
import { languageOf } from './language.ts'

test('the language chosen in either front end wins over the browser, and English over neither', () => {
  expect(languageOf('language=es', ['en-US'])).toBe('es')
  expect(languageOf('a=b; language=en', ['es-MX'])).toBe('en')
  expect(languageOf('', ['fr-FR', 'es-MX', 'en'])).toBe('es')
  expect(languageOf('', ['fr-FR'])).toBe('en')
})

test('a cookie that nobody of us wrote chooses nothing', () => {
  expect(languageOf('language=español; mylanguage=es', ['en'])).toBe('en')
})
