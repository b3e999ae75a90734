/** Who is taken for whom when a device comes in, and what that is worth: the table that ways in stand on. */
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fillWithRoom12, type OpenFolder, openFolder, type Room12, SUNDAY } from '../testing/house.ts'
import { type Arriving, comeIn } from './entering.ts'
import { issueLink } from './links.ts'
import { hashToken, newToken } from './tokens.ts'

const HOUR = 60 * 60 * 1000

let folder: OpenFolder
let people: Room12
beforeEach(async () => {
  folder = await openFolder()
  people = await fillWithRoom12(folder.store, SUNDAY)
})
afterEach(() => folder.close())

const id = (name: string) => find([...people.room.guardians, ...people.other.guardians], name).id

const as = (name: string, more: Partial<Arriving> = {}): Arriving => ({
  guardianId: id(name),
  level: 'full',
  proves: true,
  ...more,
})

async function come(guardians: Arriving[], present: string | null, also: boolean | null = null, at = SUNDAY) {
  const tokenHash = hashToken(newToken())
  const cameIn = await folder.store.sqlite.db
    .transaction()
    .execute((trx) => comeIn(trx, { present, tokenHash, device: '', also, guardians, at }))
  const rows = await folder.store.sessions.find(tokenHash)
  return { ...cameIn, rows, ids: rows.map((row) => row.guardianId) }
}

const MARA = 'Mara'
const ELSEWHERE = "Bilal's guardian"

describe('a device that is in as Mara of Room 12, and', () => {
  const stories: [
    what: string,
    arriving: string[],
    also: boolean | null,
    before: 'goes-on' | 'another',
    then: string[],
  ][] = [
    ['Mara once more', [MARA], null, 'goes-on', [MARA]],
    ['Mara once more, "not the same"', [MARA], false, 'another', [MARA]],
    ['somebody of another circle', [ELSEWHERE], null, 'another', [ELSEWHERE]],
    ['somebody of another circle, "the same"', [ELSEWHERE], true, 'goes-on', [MARA, ELSEWHERE]],
    ['Mara and somebody of another circle', [MARA, ELSEWHERE], null, 'goes-on', [MARA, ELSEWHERE]],
    ['another adult of Room 12', ['Jelena'], null, 'another', ['Jelena']],
    ['another adult of Room 12, "the same"', ['Jelena'], true, 'another', ['Jelena']],
  ]
  test.each(stories)('%s comes in', async (_what, arriving, also, before, then) => {
    const first = await come([as(MARA)], null)
    expect(first).toMatchObject({ before: 'none', ids: [id(MARA)] })
    const next = await come(
      arriving.map((name) => as(name)),
      first.sessionId,
      also,
    )
    expect(next.before).toBe(before)
    expect(next.sessionId === first.sessionId).toBe(before === 'goes-on')
    expect([...next.ids].sort()).toEqual(then.map(id).sort())
  })

  test('Mara of both circles comes in: whoever was there as another adult of the other circle goes', async () => {
    const first = await come([as(MARA)], null)
    await come([as("Ada's guardian")], first.sessionId, true)
    const next = await come([as(MARA), as(ELSEWHERE)], first.sessionId)
    expect([...next.ids].sort()).toEqual([id(MARA), id(ELSEWHERE)].sort())
  })
})

test('a level is never lost, and what proves counts on a confirmed device only, for that guardian alone', async () => {
  const first = await come([as('Grace')], null)
  const later = SUNDAY + 13 * HOUR
  const again = await come([as('Grace', { level: 'answers', proves: false })], first.sessionId, null, later)
  expect(again.rows).toMatchObject([{ level: 'full', provedAt: SUNDAY }])
  const both = await come([as(ELSEWHERE)], first.sessionId, true, later)
  expect(both.rows.map(({ guardianId, provedAt }) => [guardianId, provedAt])).toEqual([
    [id('Grace'), SUNDAY],
    [id(ELSEWHERE), later],
  ])
  const further = await come([as('Grace', { level: 'answers' })], null, null, later)
  expect(further.rows).toMatchObject([{ level: 'answers', provedAt: 0 }])
})

test('at most ten devices of a guardian wait to be confirmed: the oldest make room, confirmed ones never', async () => {
  const own = await come([as(MARA)], null)
  const sessions: string[] = []
  const out: string[] = []
  for (let i = 0; i < 14; i++) {
    const came = await come([as(MARA, { level: 'answers' })], null, null, SUNDAY + i)
    sessions.push(came.sessionId)
    out.push(...came.crowdedOut.map((device) => device.id))
  }
  expect(out).toEqual(sessions.slice(0, 4))
  const { devices } = await folder.store.devices.list([id(MARA)], 0)
  expect(devices).toHaveLength(11)
  expect(devices.find((device) => device.id === own.sessionId)?.level).toBe('full')
})

describe('a link shows who one is', () => {
  const stories: [of: string, issuedBy: string | null, proves: boolean][] = [
    ['Mara', null, true],
    ['Mara', 'Grace', true],
    ['Mara', 'Joost', true],
    // She may have organized when she made it.
    ['Mara', 'Jelena', false],
    ['Grace', null, true],
    ['Grace', 'Idris', true],
    ['Grace', 'Grace', false],
    ['Grace', 'Mara', false],
    ['Idris', null, true],
    ['Idris', 'Grace', false],
    ['Idris', 'Idris', false],
  ]
  test.each(stories)('of %s, made by %s: %s', async (of, issuedBy, proves) => {
    const by = issuedBy === null ? null : id(issuedBy)
    const token = await folder.store.sqlite.db
      .transaction()
      .execute((trx) => issueLink(trx, { guardianId: id(of), how: 'copied', issuedBy: by, at: SUNDAY }))
    const tokenHash = hashToken('x')
    const coming = { present: null, tokenHash, device: '', also: null, at: SUNDAY }
    await folder.store.links.open({ linkHash: hashToken(token), ...coming })
    const [row] = await folder.store.sessions.find(tokenHash)
    expect(row).toMatchObject({ level: 'full', provedAt: proves ? SUNDAY : 0 })
  })
})
