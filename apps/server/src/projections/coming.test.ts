import { expect, test } from 'vitest'
import type { ListedKid } from '../store/answers.ts'
import { answersForHosts, comingFor, homeOnlyFor, saidYes } from './coming.ts'

const kid = (name: string, ...answers: ListedKid['answers'][number]['answer'][]): ListedKid => ({
  id: `kid_${name}`,
  name,
  answers: answers.map((answer, i) => ({
    familyId: `fam_${name}${i}`,
    answer,
    countedOnly: name === 'Ivy',
    helps: name === 'Zuri' || name === 'Lena' ? ['ride'] : [],
    toldBy: name === 'Felix' ? 'gua_Grace' : null,
  })),
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
const organizers = new Map([['gua_Grace', 'Grace']])
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
  const { maybe, notThisTime, unanswered, pleaseAsk } = answersForHosts(listed, organizers)
  expect([maybe, notThisTime, unanswered, pleaseAsk].map(names)).toEqual([
    ['Lena'],
    ['Felix'],
    ['Tessa'],
    ['Anya'],
  ])
})

test('hosts read the helps of kids who are going, and who told an organizer in person', () => {
  const { helps, told } = answersForHosts(listed, organizers)
  expect(helps).toEqual([{ id: 'kid_Zuri', name: 'Zuri', helps: ['ride'] }])
  expect(told).toEqual([{ id: 'kid_Felix', name: 'Felix', by: 'Grace' }])
})

test('a home reads its own helps while its kid is going, and who wrote its answer down', () => {
  const of = (familyId: string, kidId: string) =>
    homeOnlyFor({ familyId, kidIds: [kidId] }, listed, organizers)
  expect(of('fam_Zuri0', 'kid_Zuri')).toEqual([{ kidId: 'kid_Zuri', helps: ['ride'], toldBy: null }])
  expect(of('fam_Lena0', 'kid_Lena')).toEqual([{ kidId: 'kid_Lena', helps: [], toldBy: null }])
  expect(of('fam_Felix0', 'kid_Felix')).toEqual([{ kidId: 'kid_Felix', helps: [], toldBy: 'Grace' }])
  // The other home of one kid reads its own, which is nothing.
  expect(of('fam_Zuri1', 'kid_Zuri')).toEqual([{ kidId: 'kid_Zuri', helps: [], toldBy: null }])
})

test("a home has said yes by its own word alone, not by the other home's", () => {
  expect(saidYes('fam_Anya0', listed)).toBe(true)
  expect(saidYes('fam_Anya1', listed)).toBe(false)
  expect(saidYes('fam_Tessa0', listed)).toBe(false)
})

test('what is told of a kid is its id and its name', () => {
  expect(comingFor(guest, listed).coming[0]).toEqual({ id: 'kid_Zuri', name: 'Zuri' })
})
