/** R1: what is typed while connecting, on top of what was typed offline, counts as saved with the SyncStep2 that carries it. */

import { formatAddress } from '@sidegate/core/documents/address'
import { MESSAGE_SAVED } from '@sidegate/core/documents/protocol'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { stateFrame, updateFrame } from './frames.ts'
import { type Engine, startEngine, until } from './testing.ts'

let engine: Engine
afterEach(() => engine.stop())

test('an edit with a gap before it is not told to be saved by the frames that come after it', async () => {
  engine = await startEngine()
  const doc = await engine.storedDoc(engine.plan)
  const known = Y.encodeStateVector(doc)
  const notes = doc.getText('notes')
  const made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(update))
  notes.insert(0, 'offline ')
  notes.insert(0, 'while connecting ')
  notes.delete(notes.length - 1, 1)
  const [, gap, known2] = made as [Uint8Array, Uint8Array, Uint8Array]

  const { ws, frames } = await engine.rawSocket('Jelena', formatAddress(engine.plan))
  const counts = () => frames.filter(([type]) => type === MESSAGE_SAVED).map(([, count]) => count)
  const before = engine.disk.seen.length
  ws.send(updateFrame(gap))
  ws.send(updateFrame(known2))
  await until(() => engine.disk.seen.length > before, 'the deletion on disk')
  const after = Y.encodeStateAsUpdate(doc, known)
  engine.disk.hold()
  ws.send(stateFrame(after))
  await until(() => engine.disk.seen.length > before + 1, 'the rest on its way')
  expect(counts()).toEqual([])
  engine.disk.release()
  await until(() => counts().length > 0, 'the count')
  expect(counts()).toEqual([3])
})
