/** A key that somebody uses for two commands at once is no trouble of the others. */
import { plan } from '@sidegate/core/documents/plan'
import { afterEach, expect, test } from 'vitest'
import { type Engine, startEngine, until } from './testing.ts'

let engine: Engine
afterEach(() => engine.stop())

test('an edit in the same flush as a command whose key another command has taken meanwhile is saved', async () => {
  engine = await startEngine()
  const jelena = await engine.phone('Jelena', plan, engine.plan)
  await jelena.allSaved()
  const guardianId = engine.guardian('Mara').id
  const commandOf = (digest: number) => ({
    guardianId,
    key: 'one-for-two',
    digest: Uint8Array.of(digest),
    at: 0,
  })
  const flushes = engine.disk.seen.length
  engine.disk.hold()
  const undone = engine.rooms.command(
    engine.plan,
    guardianId,
    (_, doc) => void doc.getText('notes').insert(0, 'By command. '),
    commandOf(1),
  )
  jelena.open.text('notes').splice(0, 0, 'By hand. ')
  await until(() => engine.disk.seen.length > flushes, 'the flush')
  await jelena.roundTrip()
  const like = { circleId: engine.room.id, ideaId: 'idea', liked: true, command: commandOf(2) }
  expect(await engine.store.circles.like(like)).toBe('done')
  engine.disk.release()
  await undone
  await jelena.allSaved()
  expect(jelena.closes).toEqual([])
})

test('a command that is done already is not done again', async () => {
  engine = await startEngine()
  const guardianId = engine.guardian('Mara').id
  const command = { guardianId, key: 'once', digest: Uint8Array.of(1), at: 0 }
  const edit = () =>
    engine.rooms.command(
      engine.plan,
      guardianId,
      (_, doc) => void doc.getText('notes').insert(0, 'Once. '),
      command,
    )
  expect(await edit()).toBe('done')
  expect(await edit()).toBe('not-saved')
  expect((await engine.stored(plan, engine.plan)).notes.split('Once. ')).toHaveLength(2)
})
