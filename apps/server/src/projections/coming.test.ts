import { expect, test } from 'vitest'
import type { ListedKid } from '../store/answers.ts'
import { answersForHosts, comingFor } from './coming.ts'

const kid = (name: string, ...answers: ListedKid['answers'][number]['answer'][]): ListedKid => ({
  id: `kid_${name}`,
  name,
  answers: answers.map((answer, i) => ({ familyId: `fam_${name}${i}`, answer, countedOnly: name === 'Ivy' })),
})
const listed = [
  kid('Zuri', 'going'),
  kid('Ivy', 'going'),
  kid('Lena', 'maybe'),
  kid('Felix', 'not-this-time'),
  kid('Tessa'),
  kid('Anya', 'going', 'maybe'),
  kid('Leo', 'going', 'going'),
]
const guest = { isHost: false, kidIds: new Set<string>() }
const names = (kids: { name: string }[]) => kids.map((one) => one.name)

test('guests see who is going; a family that chose so is counted', () => {
  const { coming, comingMore } = comingFor(guest, listed)
  expect([names(coming), comingMore]).toEqual([['Zuri', 'Leo'], 1])
})

test('a family sees its own counted kid by name, a host sees all', () => {
  expect(names(comingFor({ isHost: false, kidIds: new Set(['kid_Ivy']) }, listed).coming)).toContain('Ivy')
  expect(comingFor({ isHost: true, kidIds: new Set() }, listed)).toMatchObject({ comingMore: 0 })
})

test('hosts see every answer; silence is unanswered, and homes that differ ask to be asked', () => {
  const answers = answersForHosts(listed)
  expect(Object.values(answers).map(names)).toEqual([['Lena'], ['Felix'], ['Tessa'], ['Anya']])
  expect(Object.keys(answers)).toEqual(['maybe', 'notThisTime', 'unanswered', 'pleaseAsk'])
})

test('what is told of a kid is its id and its name', () => {
  expect(comingFor(guest, listed).coming[0]).toEqual({ id: 'kid_Zuri', name: 'Zuri' })
})
