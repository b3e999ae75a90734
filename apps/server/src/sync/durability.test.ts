/** R1: what anyone has been told is on disk. */

import { addIdea } from '@sidegate/core/board/ideas'
import { formatAddress } from '@sidegate/core/documents/address'
import { board } from '@sidegate/core/documents/board'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Engine, startEngine, until } from './testing.ts'

let engine: Engine
beforeEach(async () => {
  engine = await startEngine()
})
afterEach(() => engine.stop())

const luka = () => engine.phone('Jelena', plan, engine.plan)
const tessa = () => engine.phone('Mara', plan, engine.plan)

test('two phones converge, and what they agree on is on disk', async () => {
  const [host, guest] = [await luka(), await tessa()]
  await Promise.all([host.synced(), guest.synced()])
  host.open.change((edit) => edit.about.splice(0, 0, 'Come at two. '))
  guest.open.change((edit) => edit.notes.splice(0, 0, 'We bring chairs. '))
  await Promise.all([host.allSaved(), guest.allSaved()])
  await until(() => guest.open.read().about.startsWith('Come at two. '), 'the edit of the other')
  await until(() => host.open.read().notes.startsWith('We bring chairs. '), 'the edit of the other')
  expect(host.open.read()).toEqual(guest.open.read())
  expect(await engine.stored(plan, engine.plan)).toEqual(host.open.read())
  expect([host.refused, guest.refused, host.closes, guest.closes]).toEqual([[], [], [], []])
})
