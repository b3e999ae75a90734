import { expect, test } from 'vitest'
import { board } from '../documents/board.ts'
import { meet, recordId, replica } from '../testing/replicas.ts'
import { addIdea, editIdea, removeIdea, restoreIdea } from './ideas.ts'

const night = recordId(1)

test('an idea comes, changes, goes and comes back', () => {
  const { open, sent } = replica(board, 1)
  addIdea(open, night, { title: 'Board-game night' })
  editIdea(open, night, { season: 'winter', place: 'indoors' })
  const idea = removeIdea(open, night)
  expect(idea).toEqual({
    id: night,
    title: 'Board-game night',
    costBand: 'free',
    season: 'winter',
    place: 'indoors',
    note: '',
  })
  expect(open.read().ideas).toEqual([])
  if (idea) restoreIdea(open, idea)
  expect(open.read().ideas).toEqual([idea])
  expect(sent).toHaveLength(4)
  expect(removeIdea(open, recordId(9))).toBeNull()
})

test('two phones apart: one edits what the other removes; removing wins', () => {
  const zuri = replica(board, 1)
  addIdea(zuri.open, night, { title: 'Board-game night' })
  const malik = replica(board, 2, zuri.doc)
  editIdea(zuri.open, night, { note: 'Bring the one you always win.' })
  removeIdea(malik.open, night)
  addIdea(malik.open, recordId(2), { title: 'Movie on a bedsheet' })
  meet(zuri.doc, malik.doc)
  expect(zuri.open.read()).toEqual(malik.open.read())
  expect(zuri.open.read().ideas.map(({ title }) => title)).toEqual(['Movie on a bedsheet'])
})
