import type { DocumentKind } from '@sidegate/core/documents/address'
import type { Part } from '@sidegate/core/parts'
import { find } from '@sidegate/core/testing/room-12'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from './auth/session.ts'
import { createPartIn } from './memberships.ts'
import { fillWithRoom12, type OpenFolder, openFolder, type Room12, SUNDAY } from './testing/house.ts'

let folder: OpenFolder
let people: Room12
beforeAll(async () => {
  folder = await openFolder()
  people = await fillWithRoom12(folder.store, SUNDAY)
})
afterAll(() => folder.close())

function sessionOf(name: string): Session {
  const all = [people.room, people.other]
  const circle = all.find((one) => one.guardians.some((guardian) => guardian.name === name))
  if (!circle) throw new Error(`nobody here is called ${name}`)
  const { id, familyId, organizer, operator } = find(circle.guardians, name)
  return {
    sessionId: 'ses',
    guardianId: id,
    familyId,
    circleId: circle.id,
    organizer,
    operator,
    safeguarding: false,
    confirmed: true,
    provedAt: SUNDAY,
    by: 'bearer',
  }
}

const stories: [name: string, kind: DocumentKind, part: Part | null][] = [
  ['Jelena', 'plan', 'host'],
  ['Rafael', 'plan', 'co-host'],
  ['Lucía', 'play', 'co-host'],
  ['Mara', 'plan', 'guest'],
  ['Grace', 'plan', 'guest'],
  ['Idris', 'play', 'guest'],
  ["Ada's guardian", 'plan', null],
  ['Mara', 'board', 'guardian'],
  ['Grace', 'board', 'organizer'],
  ['Idris', 'board', 'guardian'],
  ["Ada's guardian", 'board', null],
]

test.each(stories)('%s in the %s of Room 12: %s', async (name, kind, part) => {
  const partIn = createPartIn(folder.store)
  const id = kind === 'board' ? people.room.id : people.hangoutId
  const actor = await partIn(sessionOf(name), { kind, id })
  expect(actor?.part ?? null).toBe(part)
})

test('an actor may answer for the own kids, in both homes of a kid', async () => {
  const partIn = createPartIn(folder.store)
  const kidsOf = async (name: string) =>
    (await partIn(sessionOf(name), { kind: 'plan', id: people.hangoutId }))?.kidIds
  expect(await kidsOf('Mara')).toEqual(['Tessa', 'Leo'].map((name) => find(people.room.kids, name).id))
  expect(await kidsOf('Irina')).toEqual(await kidsOf('Pavel'))
})

test('what belongs to a hangout that is over is over: its plan and its play, not the board', async () => {
  const overIn = async () => {
    const partIn = createPartIn(folder.store)
    const { hangoutId: id } = people
    const addresses = [
      { kind: 'plan', id },
      { kind: 'play', id },
      { kind: 'board', id: people.room.id },
    ] as const
    const members = await Promise.all(addresses.map((address) => partIn(sessionOf('Mara'), address)))
    return members.map((member) => member?.over)
  }
  const setState = (state: 'sent' | 'off' | 'over') =>
    folder.store.sqlite.db.updateTable('hangouts').set({ state }).where('id', '=', people.hangoutId).execute()
  expect(await overIn()).toEqual([false, false, false])
  await setState('over')
  expect(await overIn()).toEqual([true, true, false])
  // Of a plan that is off, its room says so at each edit.
  await setState('off')
  expect(await overIn()).toEqual([false, true, false])
  await setState('sent')
})

test('an organizer whose powers have run out is a guardian', async () => {
  const partIn = createPartIn(folder.store)
  const session = { ...sessionOf('Grace'), organizer: false }
  expect((await partIn(session, { kind: 'board', id: people.room.id }))?.part).toBe('guardian')
})
