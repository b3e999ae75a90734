/** P13, R14: what costs the house much costs its sender as much: large frames that say nothing are not free. */
import { formatAddress } from '@sidegate/core/documents/address'
import { CLOSE, MESSAGE_SAVED } from '@sidegate/core/documents/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { awarenessFrame, stateFrame } from './frames.ts'
import { type Engine, startEngine, until } from './testing.ts'
import { SYNC_ASK, splitFrames, syncWire } from './wire-frames.ts'

let engine: Engine
beforeEach(async () => {
  engine = await startEngine()
})
afterEach(() => engine.stop())
const open = () => engine.rawSocket('Mara', formatAddress(engine.plan))

test('a state vector of a thousand times the ids that the document has is none', async () => {
  const { ws, closed } = await open()
  const clocks = new Map(Array.from({ length: 250_000 }, (_, i) => [16_384 + i, 1]))
  const [ask] = splitFrames(syncWire(SYNC_ASK, Y.encodeStateVector(clocks)))
  ws.send(ask as Uint8Array)
  expect((await closed).code).toBe(CLOSE.badFrame)
})

test('a phone that knows some ids of its own asks and is answered', async () => {
  const { ws, frames } = await open()
  const own = Array.from({ length: 200 }, (_, i) => [4_000_000_000 + i, 1_000_000] as const)
  const clocks = new Map([
    ...Y.decodeStateVector(Y.encodeStateVector(await engine.storedDoc(engine.plan))),
    ...own,
  ])
  const [ask] = splitFrames(syncWire(SYNC_ASK, Y.encodeStateVector(clocks)))
  ws.send(ask as Uint8Array)
  await until(() => frames.some(([message, type]) => message === 0 && type === 1), 'the state')
})

test('a large backlog that says nothing new, sent over and over, is a flood long before a hundred', async () => {
  const { ws, frames, closed } = await open()
  const doc = await engine.storedDoc(engine.plan)
  const known = Y.encodeStateVector(doc)
  // Each letter a struct of its own.
  for (let i = 0; i < 12_000; i++) doc.getText('notes').insert(0, 'x')
  const backlog = stateFrame(Y.encodeStateAsUpdate(doc, known))
  ws.send(backlog)
  await until(() => frames.some(([type]) => type === MESSAGE_SAVED), 'the ack')
  for (let i = 0; i < 60; i++) ws.send(backlog)
  expect(await closed).toEqual({ code: CLOSE.tryLater, reason: 'too fast' })
})

test('presence of thousands of people in one frame is a flood at the second', async () => {
  const { ws, closed } = await open()
  const crowd = Array.from({ length: 4000 }, (_, client) => ({
    client,
    clock: 1,
    state: { at: 'x'.repeat(150) },
  }))
  for (let i = 0; i < 2; i++) ws.send(awarenessFrame(crowd as never))
  expect(await closed).toEqual({ code: CLOSE.tryLater, reason: 'too fast' })
})
