/** R1, R5: what a failed commit leaves behind it: nothing that waits, and no ack for what never got there. */
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Engine, startEngine, until } from './testing.ts'

let engine: Engine
afterEach(() => engine.stop())

test('R5: edits that are dropped with a failed commit wait for the disk no more', async () => {
  engine = await startEngine()
  const luka = await engine.phone('Jelena', plan, engine.plan)
  await luka.allSaved()
  engine.disk.failing.add(formatAddress(engine.plan))
  engine.disk.hold()
  const batches = engine.disk.seen.length
  luka.open.change((edit) => edit.notes.splice(0, 0, 'in the flush '))
  await until(() => engine.disk.seen.length > batches, 'the flush')
  luka.open.change((edit) => edit.notes.splice(0, 0, 'behind it '))
  await luka.roundTrip()
  expect(engine.rooms.standing().waitingBytes).toBeGreaterThan(0)
  luka.provider.shouldConnect = false
  engine.disk.release()
  await until(() => luka.closes.length > 0, 'the closing')
  expect(engine.rooms.standing().waitingBytes).toBe(0)
})

test('P27: an hourly restore point that the disk did not take comes with the next edit', async () => {
  engine = await startEngine()
  const luka = await engine.phone('Jelena', plan, engine.plan)
  await luka.allSaved()
  engine.disk.failing.add(formatAddress(engine.plan))
  luka.open.change((edit) => edit.notes.splice(0, 0, 'lamp '))
  await until(() => luka.closes.length > 0, 'the closing')
  expect(await engine.store.history.points('plan', engine.hangoutId)).toEqual([])
  engine.disk.failing.clear()
  await luka.allSaved()
  expect(await engine.store.history.points('plan', engine.hangoutId)).toHaveLength(1)
})

test("R23: what commands write counts towards the document's budget", async () => {
  engine = await startEngine({ quotas: { documentBytes: 20_000 } })
  const luka = await engine.phone('Jelena', plan, engine.plan)
  await luka.allSaved()
  const room = 19_000 - Y.encodeStateAsUpdate(luka.doc).byteLength
  await engine.rooms.command(engine.plan, engine.guardian('Jelena').id, (_, doc) => {
    doc.getText('notes').insert(0, 'x'.repeat(room))
  })
  luka.open.text('about').splice(0, 0, 'y'.repeat(3000))
  await until(() => luka.refused.length > 0, 'the refusal')
  expect(luka.refused[0]?.reason).toBe('too-big')
})
