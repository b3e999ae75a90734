/** What a device hears that hasn't shown yet whose it is: of a host, too, it is a guest at most. */
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Visit } from './auth/session.ts'
import { createLive, type LiveEvent } from './live.ts'
import { createLog } from './log.ts'
import { momentNow } from './recent-news.ts'
import { fillWithRoom12, type OpenFolder, openFolder, type Room12, SUNDAY } from './testing/house.ts'

let folder: OpenFolder
let people: Room12
beforeEach(async () => {
  folder = await openFolder()
  people = await fillWithRoom12(folder.store, SUNDAY)
})
afterEach(() => folder.close())

test('house rule 4: no decline, no draft and no deletion that only hosts are told of', async () => {
  const live = createLive({ store: folder.store, log: createLog('silent') })
  const { id: guardianId, familyId } = find(people.room.guardians, 'Jelena')
  const { hangoutId } = people
  let heard = Promise.withResolvers<void>()
  const join = (sessionId: string, confirmed: boolean) => {
    const events: string[] = []
    const powers = { organizer: false, operator: false, safeguarding: false, provedAt: SUNDAY }
    const session = { sessionId, guardianId, familyId, circleId: people.room.id, confirmed, ...powers }
    const visit: Visit = { sessionId, by: 'cookie', guardians: [{ ...session, by: 'cookie' }] }
    const send = ({ event }: LiveEvent) => {
      events.push(event)
      heard.resolve()
    }
    live.join({ visit, send, end: () => undefined }, momentNow())
    return events
  }
  // The one that hasn't shown it came first, so it would hear each first.
  const [unconfirmed, own] = [join('tablet', false), join('laptop', true)]
  async function told(tell: () => void) {
    heard = Promise.withResolvers()
    tell()
    await heard.promise
  }
  const other = find(people.room.guardians, 'Mara').familyId
  const state = (value: 'draft' | 'sent') =>
    folder.store.sqlite.db.updateTable('hangouts').set({ state: value }).where('id', '=', hangoutId).execute()
  await told(() => live.answersChanged({ hangoutId, familyId: other, coming: false }))
  await told(() => live.deletionChanged(hangoutId))
  await state('draft')
  await told(() => live.cardChanged(hangoutId))
  expect(unconfirmed).toEqual([])
  await state('sent')
  await told(() => live.cardChanged(hangoutId))
  await told(() => live.answersChanged({ hangoutId, familyId: other, coming: true }))
  expect(unconfirmed).toEqual(['card', 'answers'])
  expect(own).toEqual(['answers', 'card', 'card', 'card', 'answers'])
  live.drain()
})
