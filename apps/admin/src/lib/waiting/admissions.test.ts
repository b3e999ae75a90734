import { expect, test } from 'vitest'
import { waitingEn } from '#lib/words/waiting-en.ts'
import { admissionOf, admissionsFor } from './admissions.ts'

const tessa = {
  id: 'fam_1',
  name: "Tessa's family",
  kids: [{ id: 'kid_1', name: 'Tessa' }],
  guardians: [
    { id: 'gua_1', name: 'Mara', in: true },
    { id: 'gua_2', name: 'Joost', in: false },
  ],
}
const zuri = { id: 'fam_2', name: "Zuri's family", kids: [{ id: 'kid_2', name: 'Zuri' }], guardians: [] }

test('who typed a name that stands on the list is offered as that guardian first; anybody else as a further one', () => {
  const offered = (name: string) =>
    admissionsFor({ likely: ['fam_1'], name }, [tessa, zuri], waitingEn).likely.map(({ value }) => value)
  expect(offered('Joost')).toEqual(['guardian:gua_1', 'guardian:gua_2', 'family:fam_1'])
  expect(offered('Oma')).toEqual(['family:fam_1', 'guardian:gua_1', 'guardian:gua_2'])
})

test('whom no name points to can still be let in as anybody, for the organizer knows better', () => {
  const { likely, others } = admissionsFor({ likely: [], name: 'Oma' }, [tessa, zuri], waitingEn)
  expect(likely).toEqual([])
  expect(others.map(({ ways }) => ways.map(({ value }) => value))).toEqual([
    ['guardian:gua_1', 'guardian:gua_2'],
    ['family:fam_1', 'family:fam_2'],
    ['home:kid_1', 'home:kid_2'],
  ])
})

test('each way means one admission, and nothing chosen means none', () => {
  expect(admissionOf('guardian:gua_2', '')).toEqual({ as: 'guardian', guardianId: 'gua_2' })
  expect(admissionOf('family:fam_1', '')).toEqual({ as: 'family', familyId: 'fam_1' })
  expect(admissionOf('home:kid_1', '')).toEqual({ as: 'new-home', kidId: 'kid_1' })
  expect(admissionOf('new-family', 'Otis')).toEqual({ as: 'new-family', kid: 'Otis' })
  expect(admissionOf('', 'Otis')).toBeNull()
})
