import type { DocumentAddress } from '@sidegate/core/documents/address'
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { createDocuments, type Documents } from './documents.ts'
import { createLog } from './log.ts'
import type { CommandKey } from './store/commands.ts'
import { defaultQuotas } from './sync/quotas.ts'
import { createRooms, type Rooms } from './sync/rooms.ts'
import { fillWithRoom12, type OpenFolder, openFolder, SUNDAY } from './testing/house.ts'

let folder: OpenFolder
let rooms: Rooms
let documents: Documents
let address: DocumentAddress
let guardianId: string
beforeEach(async () => {
  folder = await openFolder()
  const { room, hangoutId } = await fillWithRoom12(folder.store, SUNDAY)
  address = { kind: 'plan', id: hangoutId, epoch: 1 }
  guardianId = find(room.guardians, 'Jelena').id
  rooms = createRooms({
    documents: folder.store.documents,
    quotas: defaultQuotas,
    clock: systemClock(() => SUNDAY),
    log: createLog('silent'),
  })
  documents = createDocuments(folder.store, rooms)
})
afterEach(async () => {
  await rooms.drain()
  await folder.close()
})

const keyOf = (key: string | null, asked: string): CommandKey => ({
  guardianId,
  key,
  digest: new TextEncoder().encode(asked),
  at: SUNDAY,
})
const retitle = (title: string, key: string | null) =>
  documents.commandPlan(address, keyOf(key, title), (plan) =>
    plan.change((edit) => edit.frame.set({ title })),
  )
const title = async () => (await documents.readPlan(address))?.frame.title

test('copies in flight do it once: a late one does not undo what came between', async () => {
  const outcomes = [
    retitle('First', 'key-1'),
    retitle('Second', 'key-2'),
    retitle('First', 'key-1'),
    retitle('Other', 'key-1'),
  ]
  expect(await Promise.all(outcomes)).toEqual(['done', 'done', 'done-before', 'key-reused'])
  expect(await title()).toBe('Second')
})

test('without a key every copy counts', async () => {
  expect(await Promise.all([retitle('First', null), retitle('Second', null)])).toEqual(['done', 'done'])
  expect(await title()).toBe('Second')
})

test('a key that another command took meanwhile stays that one’s, and the edit is done: others share its flush', async () => {
  const edited = documents.commandPlan(address, keyOf('key-1', 'First'), (plan) => {
    // After it was asked whether the key is known, before its transaction.
    void folder.store.circles.like({
      circleId: 'cir_none',
      ideaId: 'ide_none',
      liked: false,
      command: keyOf('key-1', 'a like'),
    })
    plan.change((edit) => edit.frame.set({ title: 'First' }))
  })
  expect(await edited).toBe('done')
  expect(await title()).toBe('First')
  expect(await retitle('First', 'key-1')).toBe('key-reused')
})
