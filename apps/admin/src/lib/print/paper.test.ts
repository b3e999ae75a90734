import { expect, test } from 'vitest'
import { paperOf, paperWords, typedAddress } from './paper.ts'

test('the paper is the one that lies in the printers of the reader’s country', () => {
  expect(['en-US', 'es-MX', 'es-419', 'en-GB', 'es'].map(paperOf)).toEqual([
    'letter',
    'letter',
    'a4',
    'a4',
    'a4',
  ])
})

test('a slip speaks its reader’s language where we speak it, else the one that was chosen', () => {
  expect(paperWords('es', 'en').words.for('Lucía')).toBe('Para Lucía')
  expect(paperWords('fr', 'es').language).toBe('es')
  expect(paperWords(null, 'en').language).toBe('en')
})

test('an address to be typed has no more than must be typed; plain http must say so', () => {
  expect(typedAddress('https://pta.example.org/l/abc')).toBe('pta.example.org/l/abc')
  expect(typedAddress('http://192.168.1.4:8080/l/abc')).toBe('http://192.168.1.4:8080/l/abc')
})
