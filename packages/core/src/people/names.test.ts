import * as v from 'valibot'
import { expect, test } from 'vitest'
import { maskEmail, maskPhone } from './masks.ts'
import { emailAddress, guardianName, kidName, nameFamily, phoneNumber } from './names.ts'

const reasonOf = (schema: v.GenericSchema<string, string>, text: string) => {
  const parsed = v.safeParse(schema, text)
  return parsed.success ? parsed.output : { reason: parsed.issues[0].message }
}

test('a name is one line of what people see', () => {
  expect(reasonOf(kidName, '  Maya \n K. ')).toBe('Maya K.')
  expect(reasonOf(guardianName, 'Lucı́a'.normalize('NFD'))).toBe('Lucı́a'.normalize('NFC'))
  expect(reasonOf(guardianName, 'Ma\u202era\u0000')).toBe('Ma ra')
  expect(reasonOf(kidName, ' \u200b. ')).toEqual({ reason: 'missing' })
  expect(reasonOf(kidName, 'x'.repeat(41))).toEqual({ reason: 'too-long' })
})

test('an address has a place and a house, and no second line that could become a header of a mail', () => {
  expect(reasonOf(emailAddress, ' mara@example.org ')).toBe('mara@example.org')
  for (const text of ['mara', 'mara@example', 'a@b.c\nBcc: d@e.f', '<a@b.c>', 'a@b@c.de', 'a@.de'])
    expect([text, reasonOf(emailAddress, text)]).toEqual([text, { reason: 'no-address' }])
})

test('a number is digits and what stands between them', () => {
  expect(reasonOf(phoneNumber, '+1 (555) 010-42')).toBe('+1 (555) 010-42')
  for (const text of ['call me', '12', '555 0100 ext. 3'])
    expect(reasonOf(phoneNumber, text)).toEqual({ reason: 'no-number' })
})

test('organizers tell two contacts apart and can write to neither', () => {
  expect(maskEmail('mara@example.org')).toBe('m…@example.org')
  expect(maskEmail('@')).toBe('…')
  expect(maskPhone('+1 (555) 010-42')).toBe('… 42')
  expect(maskPhone('12')).toBe('…')
})

test('a family is called after its kids', () => {
  expect(nameFamily('en', ['Luka'])).toBe('Luka’s family')
  expect(nameFamily('en', ['Tessa', 'Leo', 'Ida'])).toBe('Tessa and Leo’s family')
  expect(nameFamily('es', ['Ana', 'Inés'])).toBe('Familia de Ana e Inés')
  expect(nameFamily('en', ['M'.repeat(60), 'N']).length).toBe(60)
})
