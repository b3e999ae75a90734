/** R1: what anyone has been told is on disk. The disk is held by the test, at the store's seam. */
import { addIdea } from '@sidegate/core/board/ideas'
import { formatAddress } from '@sidegate/core/documents/address'
import { board } from '@sidegate/core/documents/board'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_SAVED, MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import { recordId } from '@sidegate/core/testing/replicas'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHouse } from '../testing/house.ts'
import { type Engine, startEngine, until } from './testing.ts'

let engine: Engine
beforeEach(async () => {
  engine = await startEngine()
})
afterEach(() => engine.stop())

const host = () => engine.phone('Jelena', plan, engine.plan)
const guest = () => engine.phone('Mara', plan, engine.plan)
const batchesOf = (kind: string) =>
  engine.disk.seen.filter((batch) => batch.some((entry) => entry.update && entry.address.kind === kind))

test('two phones converge, and what they agree on is on disk', async () => {
  const [luka, tessa] = await Promise.all([host(), guest()])
  await Promise.all([luka.synced(), tessa.synced()])
  luka.open.change((edit) => edit.about.splice(0, 0, 'Come at two. '))
  tessa.open.change((edit) => edit.notes.splice(0, 0, 'We bring chairs. '))
  await Promise.all([luka.allSaved(), tessa.allSaved()])
  await until(() => tessa.open.read().about.startsWith('Come at two. '), 'the edit of the other')
  await until(() => luka.open.read().notes.startsWith('We bring chairs. '), 'the edit of the other')
  expect(luka.open.read()).toEqual(tessa.open.read())
  expect(await engine.stored(plan, engine.plan)).toEqual(luka.open.read())
  expect([luka.refused, tessa.refused, luka.closes, tessa.closes]).toEqual([[], [], [], []])
})

test('saved counts the sync frames of this socket: the first SyncStep2, edits, and deletions', async () => {
  const luka = await host()
  await luka.allSaved()
  expect([luka.sent, luka.saved]).toEqual([1, 1])
  luka.open.change((edit) => edit.about.splice(0, 0, 'abc'))
  await luka.allSaved()
  expect([luka.sent, luka.saved]).toEqual([2, 2])
  const clock = luka.doc.store.clients.get(luka.doc.clientID)?.length
  luka.open.change((edit) => edit.about.splice(0, 2, ''))
  await luka.allSaved()
  // A deletion makes no struct, so no state vector moves for it.
  expect([luka.sent, luka.saved, luka.doc.store.clients.get(luka.doc.clientID)?.length]).toEqual([
    3,
    3,
    (clock ?? 0) + 1,
  ])
  expect((await engine.stored(plan, engine.plan)).about).toBe(luka.open.read().about)
  luka.cut()
  await until(() => luka.closes.length === 1 && luka.isSaved, 'counted anew on a new socket')
  expect([luka.sent, luka.saved]).toEqual([1, 1])
})

test('R1: while the commit is held, no ack, no relay, and no newcomer reads of it; afterwards all comes in order', async () => {
  const [luka, tessa] = await Promise.all([host(), guest()])
  await Promise.all([luka.allSaved(), tessa.allSaved()])
  const told = () => [luka.received.get(MESSAGE_SAVED), tessa.received.get(MESSAGE_SYNC)]
  const before = told()
  engine.disk.hold()
  for (const word of ['one ', 'two ', 'three ']) luka.open.change((edit) => edit.notes.splice(0, 0, word))
  await until(() => batchesOf('plan').length > 0, 'the edits at the disk')
  const late = await engine.phone('Wanjiru', plan, engine.plan)
  await until(() => late.provider.wsconnected, 'the newcomer at the door')
  // Whatever the server had sent by now would be here.
  await Promise.all([luka.roundTrip(), tessa.roundTrip(), late.roundTrip()])
  expect(told()).toEqual(before)
  // The newcomer has what is on disk, and nothing of what isn't.
  expect(late.open.read()).toEqual(await engine.stored(plan, engine.plan))
  expect((await engine.stored(plan, engine.plan)).notes).not.toContain('one')

  const heard: string[] = []
  tessa.doc.on('update', () => heard.push(tessa.open.read().notes.slice(0, 14)))
  engine.disk.release()
  await luka.allSaved()
  for (const phone of [tessa, late])
    await until(() => phone.open.read().notes.startsWith('three two one '), 'the relay')
  expect(heard.map((notes) => notes.split(' ')[0])).toEqual(['one', 'two', 'three'])
  expect(luka.closes).toEqual([])
})

test('R5: edits of several rooms that wait together go into one transaction', async () => {
  const [luka, grace] = await Promise.all([host(), engine.phone('Grace', board, engine.board)])
  await Promise.all([luka.allSaved(), grace.allSaved()])
  engine.disk.hold()
  luka.open.change((edit) => edit.notes.splice(0, 0, 'x'))
  await until(() => batchesOf('plan').length > 0, 'a flush on its way')
  const flushes = engine.disk.seen.length
  luka.open.change((edit) => edit.notes.splice(0, 0, 'y'))
  addIdea(grace.open, recordId(7), { title: 'Kite morning' })
  addIdea(grace.open, recordId(8), { title: 'Soup swap' })
  await Promise.all([luka.roundTrip(), grace.roundTrip()])
  // One flush in flight: nothing more reaches the disk until it is done.
  expect(engine.disk.seen.length).toBe(flushes)
  engine.disk.release()
  await Promise.all([luka.allSaved(), grace.allSaved()])
  const together = engine.disk.seen[flushes]
    ?.filter((entry) => entry.update)
    .map((entry) => entry.address.kind)
  expect(together?.sort()).toEqual(['board', 'board', 'plan'])
})

test('P17: a commit that fails closes who sent it (1013), nobody reads of it, readers and others go on; it is saved in the end', async () => {
  const [luka, tessa, grace] = await Promise.all([
    host(),
    guest(),
    engine.phone('Grace', board, engine.board),
  ])
  await Promise.all([luka.allSaved(), tessa.allSaved(), grace.allSaved()])
  engine.disk.failing.add(formatAddress(engine.plan))
  engine.disk.hold()
  luka.open.change((edit) => edit.notes.splice(0, 0, 'kept on the phone '))
  addIdea(grace.open, recordId(7), { title: 'Kite morning' })
  await until(() => engine.disk.seen.length > 0 && batchesOf('plan').length > 0, 'the flush')
  engine.disk.release()
  await until(() => luka.closes.length > 1, 'the closing, and again when it came back')
  expect(luka.closes[0]).toEqual({ code: 1013, reason: 'not saving' })
  await grace.allSaved()
  expect([tessa.closes, grace.closes]).toEqual([[], []])
  expect(tessa.open.read().notes).not.toContain('kept on the phone')
  expect((await engine.stored(plan, engine.plan)).notes).not.toContain('kept on the phone')

  engine.disk.failing.clear()
  await luka.allSaved()
  await until(() => tessa.open.read().notes.startsWith('kept on the phone '), 'the edit, after all')
  expect((await engine.stored(plan, engine.plan)).notes.match(/kept on the phone/g)).toHaveLength(1)
  expect(luka.refused).toEqual([])
})

test('R11: a command of several parts is one row of the log, whatever phones do meanwhile', async () => {
  const luka = await host()
  await luka.allSaved()
  engine.disk.hold()
  const done = engine.rooms.command(engine.plan, engine.guardian('Jelena').id, (document) => {
    const edit = document as unknown as typeof luka.open // an address of kind plan opens with the plan's definition
    edit.change((parts) => parts.frame.set({ title: 'Moved' }))
    edit.change((parts) => parts.notes.splice(0, 0, 'the server says hello'))
  })
  await until(() => batchesOf('plan').length > 0, 'the flush')
  expect(batchesOf('plan').flatMap((batch) => batch.filter((entry) => entry.update))).toHaveLength(1)
  await luka.roundTrip()
  expect(luka.open.read().frame.title).not.toBe('Moved')
  engine.disk.release()
  expect(await done).toBe('done')
  await until(() => luka.open.read().notes.startsWith('the server says hello'), 'the command on the phone')
  const card = engine.store.sqlite.db
    .selectFrom('hangouts')
    .select('title')
    .where('id', '=', engine.hangoutId)
  expect(await card.executeTakeFirst()).toEqual({ title: 'Moved' })
})

test('a command that throws midway leaves nothing behind, in memory or on disk', async () => {
  const luka = await host()
  await luka.allSaved()
  await expect(
    engine.rooms.command(engine.plan, engine.guardian('Jelena').id, (document) => {
      const edit = document as unknown as typeof luka.open // an address of kind plan opens with the plan's definition
      edit.change((parts) => parts.notes.splice(0, 0, 'half a command'))
      edit.change((parts) => parts.frame.set({ startsAt: 'whenever' }))
    }),
  ).rejects.toThrow()
  await until(() => luka.closes.length === 1 && luka.isSaved, 'back in a fresh room')
  luka.open.change((edit) => edit.notes.splice(0, 0, 'after it '))
  await luka.allSaved()
  const { notes } = await engine.stored(plan, engine.plan)
  expect(notes).toBe(luka.open.read().notes)
  expect(notes).not.toContain('half a command')
})

test('a running server writes with synchronous=FULL into a write-ahead log, on its live connection', async () => {
  const house = await startHouse()
  try {
    expect(house.store.sqlite.pragma('synchronous')).toBe(2)
    expect(house.store.sqlite.pragma('journal_mode')).toBe('wal')
  } finally {
    await house.stop()
  }
})
