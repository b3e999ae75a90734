import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeHarmless, takeMarkOff, toCsv } from './harmless.ts'
import { agree, initialOf, nameOf, readFirstName, readFullName, readSeveral } from './names.ts'

test.each([
  ['Tessa Visser', 'Tessa', 'Visser'],
  ['Visser, Tessa', 'Tessa', 'Visser'],
  ['VISSER Tessa', 'Tessa', 'VISSER'],
  ['María José García López', 'María José', 'García López'],
  ['Ana Ruiz', 'Ana', 'Ruiz'],
  ['De la Cruz, Luz', 'Luz', 'De la Cruz'],
  ['Zuri', 'Zuri', ''],
])('%j is %j, %j', (text, first, rest) => {
  expect(readFullName(text)).toMatchObject({ first, rest })
})

test('where a header says that surnames come first, the last word is the name', () => {
  expect(readFullName('García López Lucía', true)).toMatchObject({ first: 'Lucía', rest: 'García López' })
})

test.each([
  ['Mara & Joost Visser', ['Mara Visser', 'Joost Visser']],
  ['Mara Visser / Joost de Boer', ['Mara Visser', 'Joost de Boer']],
  ['Lucía García y Pablo Ruiz', ['Lucía García', 'Pablo Ruiz']],
  ['Andy Anderson', ['Andy Anderson']],
])('%j names %j', (text, names) => {
  expect(readSeveral(text).map(({ first, rest }) => `${first} ${rest}`)).toEqual(names)
})

describe('names agree', () => {
  const name = (text: string) => readFullName(text)
  test.each([
    ['Lucía García', 'lucia garcia', true],
    ['Maya', 'Maya Kim', true],
    ['Maya K.', 'Maya Kim', true],
    ['Maya K.', 'Maya Torres', false],
    ['Maya Kim', 'Maya Torres', false],
    ['Ana García', 'Ana García López', true],
    ['M. Visser', 'Mara Visser', false],
    ['', 'Mara', false],
  ])('%j and %j: %s', (a, b, is) => {
    expect(agree(name(a), name(b))).toBe(is)
    expect(agree(name(b), name(a))).toBe(is)
  })
})

test('an initial is read from a stored name and written from a surname', () => {
  expect(readFirstName('Maya K.')).toMatchObject({ first: 'Maya', rest: 'K.' })
  expect(readFirstName('María José')).toMatchObject({ first: 'María José', rest: '' })
  expect(initialOf(nameOf('Ana', 'de la Ó'))).toBe('D.')
  expect(initialOf(nameOf('Zuri', ''))).toBe('')
})

describe('cells that a spreadsheet would run are made harmless', () => {
  test.each(['=1+1', '+1 555', '-2', '@SUM(A1)', '\tx', '\rx', "'=1", "''+x"])('%j', (cell) => {
    expect(makeHarmless(cell)).toBe(`'${cell}`)
  })

  test('others stay as they are, an apostrophe of somebody’s name too', () => {
    for (const cell of ["'t Hooft", 'Mara', '', 'a=b']) expect(makeHarmless(cell)).toBe(cell)
  })

  test('the mark is taken off again, whatever the cell', () => {
    const cell = fc.oneof(fc.string(), fc.stringMatching(/^'*[=+\-@\t\r]?.*$/))
    fc.assert(fc.property(cell, (text) => takeMarkOff(makeHarmless(text)) === text))
    fc.assert(fc.property(cell, (text) => !/^[=+\-@\t\r]/.test(makeHarmless(text))))
  })

  test('a comma, a quote and a line break stay inside of their cell', () => {
    expect(toCsv([['a,b', 'say "hi"', 'two\nlines', '=x']])).toBe(
      '\ufeff"a,b","say ""hi""","two\nlines","\'=x"\r\n',
    )
  })
})
