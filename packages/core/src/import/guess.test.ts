import { describe, expect, test } from 'vitest'
import { gridOf, planOf } from '../testing/class-lists.ts'
import { dropRefused, guess } from './guess.ts'
import { readHeader } from './headers.ts'

const meaningsOf = (text: string) => guess(gridOf(text)).columns.map(({ meaning }) => meaning)

test.each([
  [
    'Student Name | Parent/Guardian 1 | Parent 1 E-mail | Parent 1 Phone | Parent/Guardian 2 | Parent 2 E-mail',
    [
      'kid-full',
      'guardian-1-full',
      'guardian-1-email',
      'guardian-1-phone',
      'guardian-2-full',
      'guardian-2-email',
    ],
  ],
  [
    'Last Name | First Name | Mother | Mother cell | Father | Father e-mail',
    [
      'kid-surname',
      'kid-first',
      'guardian-1-full',
      'guardian-1-phone',
      'guardian-2-full',
      'guardian-2-email',
    ],
  ],
  [
    'Apellidos | Nombre | Madre | Correo electrónico | Teléfono móvil | Padre | Correo',
    [
      'kid-surname',
      'kid-first',
      'guardian-1-full',
      'guardian-1-email',
      'guardian-1-phone',
      'guardian-2-full',
      'guardian-2-email',
    ],
  ],
  [
    'Nombre completo del alumno | Tutor 1 | Correo tutor 1 | Tutor 2 | Correo tutor 2',
    ['kid-full', 'guardian-1-full', 'guardian-1-email', 'guardian-2-full', 'guardian-2-email'],
  ],
  [
    'Apellidos y nombre | Responsable | Tel.',
    ['kid-full-surname-first', 'guardian-1-full', 'guardian-1-phone'],
  ],
  [
    'Child | Parent | Email | Parent | Email',
    ['kid-full', 'guardian-1-full', 'guardian-1-email', 'guardian-2-full', 'guardian-2-email'],
  ],
  [
    'student_first | student_last | parent1Email | parent2Email',
    ['kid-first', 'kid-surname', 'guardian-1-email', 'guardian-2-email'],
  ],
  ['Player | Parent of player | Parent email address', ['kid-full', 'guardian-1-full', 'guardian-1-email']],
  [
    'Kid’s first name | Home | Guardian 1 first name | Guardian 1 e-mail',
    ['kid-first', 'home', 'guardian-1-first', 'guardian-1-email'],
  ],
  ['Name | Mum | Mum mobile | Teacher', ['kid-full', 'guardian-1-full', 'guardian-1-phone', 'unused']],
])('%s', (header, meanings) => {
  expect(meaningsOf(`${header}\nx | y`)).toEqual(meanings)
})

test.each([
  ['DOB', 'birth-date'],
  ['Fecha de nacimiento', 'birth-date'],
  ['Birthday', 'birth-date'],
  ['Student ID', 'school-id'],
  ['Student No.', 'school-id'],
  ['Matrícula', 'school-id'],
  ['Home Address', 'address'],
  ['Dirección', 'address'],
  ['Zip', 'address'],
  ['Likes', 'likes'],
  ['Kid’s interests', 'likes'],
  ['Notes about the child', 'likes'],
  ['Gustos', 'likes'],
  ['Allergies', 'health'],
  ['Gender', 'personal'],
  ['Student email', 'personal'],
])('the column %j is refused: %s (house rules 1 and 11)', (header, refused) => {
  expect(readHeader(header)).toEqual({ refused })
})

test.each(['E-mail address', 'Dirección de correo', 'Home phone', 'Household e-mail'])(
  '%j is a contact, whatever else it says',
  (header) => {
    expect(readHeader(header)).toHaveProperty('fact')
  },
)

describe('what stands in a column decides where its header does not', () => {
  test.each([
    [['3/14/2015', '11/2/2015', '2016-01-30'], 'refused-birth-date'],
    [['14 mar 2015', '2 de enero de 2016', 'Jan 3, 2016'], 'refused-birth-date'],
    [['12 Elm Street', '4 Oak Ave', '77 Calle Mayor'], 'refused-address'],
    [['104711', '104712', '104713'], 'refused-school-id'],
    [['555 010 0101', '(555) 010-0102', '+1 555 010 0103'], 'guardian-1-phone'],
    [['a@example.org', 'b@example.org', ''], 'guardian-1-email'],
  ])('%j: %s', (cells, meaning) => {
    const grid = [['Student', 'Whatever'], ...cells.map((cell, at) => [`Kid ${'ABC'[at]}`, cell])]
    expect(guess(grid).columns[1]?.meaning).toBe(meaning)
  })

  test('dates are refused under the header of a name, too', () => {
    expect(meaningsOf('Student | First name\nTessa | 3/14/2015\nLeo | 1/2/2016')[1]).toBe(
      'refused-birth-date',
    )
  })

  test('a list without a header is guessed by its cells', () => {
    const grid = gridOf(
      'Visser, Tessa | Mara Visser | mara@example.org\nKamau, Zuri | Wanjiru Kamau | w@example.org',
    )
    expect(guess(grid)).toEqual({
      headerRow: null,
      columns: [
        { header: '', meaning: 'kid-full', by: 'content' },
        { header: '', meaning: 'guardian-1-full', by: 'content' },
        { header: '', meaning: 'guardian-1-email', by: 'content' },
      ],
    })
    expect(planOf(grid).counts).toMatchObject({ kids: 2, guardians: 2 })
  })
})

test('a stray title above the header is passed over', () => {
  const grid = gridOf(
    'Lincoln Elementary PTA |\nRoom 12, as of 11/3/2026 |\n|\nStudent | Parent\nTessa Visser | Mara Visser',
  )
  expect(guess(grid).headerRow).toBe(3)
})

test('of a refused column nothing but its name stays', () => {
  const grid = gridOf('Student | DOB | Parent\nTessa Visser | 3/14/2015 | Mara Visser')
  expect(dropRefused(grid, guess(grid))).toEqual([
    ['Student', 'DOB', 'Parent'],
    ['Tessa Visser', '', 'Mara Visser'],
  ])
})
