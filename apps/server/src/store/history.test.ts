import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import type { Change } from '@sidegate/core/documents/changes'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fillWithRoom12, type OpenFolder, openFolder, SUNDAY } from '../testing/house.ts'
import type { HistoryWrite, NewPoint } from './history.ts'
import { DAY } from './store.ts'

const MARKER = 'unmistakable-words'
const MINUTE = 60_000
let folder: OpenFolder
let address: DocumentAddress
let mara: string
let jelena: string

beforeEach(async () => {
  folder = await openFolder()
  const { hangoutId, room } = await fillWithRoom12(folder.store, SUNDAY)
  address = { kind: 'plan', id: hangoutId, epoch: 1 }
  const idOf = (name: string) => room.guardians.find((guardian) => guardian.name === name)?.id ?? ''
  mara = idOf('Mara')
  jelena = idOf('Jelena')
})
afterEach(() => folder.close())

const wrote = (clock: number, text: string, path = 'notes'): Change => ({
  path,
  inserted: [{ client: 7, clock, text }],
  removed: [],
})
const took = (clock: number, text: string): Change => ({
  path: 'notes',
  inserted: [],
  removed: [{ client: 7, clock, text }],
})
const pointOf = (id: string, more: Partial<NewPoint> = {}): NewPoint => ({
  id,
  reason: 'hourly',
  guardianId: null,
  note: null,
  sinceAt: SUNDAY,
  state: { notes: MARKER },
  ...more,
})

const entry = (guardianId: string | null, at: number, history: Partial<HistoryWrite>) => ({
  address,
  update: null,
  guardianId: null,
  at: SUNDAY + at,
  clients: [],
  owned: [],
  history: { guardianId, changes: [], apart: false, points: [], ...history },
})
const write = (guardianId: string | null, at: number, history: Partial<HistoryWrite>) =>
  folder.store.documents.append([entry(guardianId, at, history)])
const lines = () => folder.store.history.changes('plan', address.id, { before: null, limit: 99 })

describe('a burst is one line', () => {
  test('as long as one goes on, in one flush or in many', async () => {
    await write(mara, 0, { changes: [wrote(0, 'We ')] })
    await folder.store.documents.append([
      entry(mara, MINUTE, { changes: [wrote(3, 'bring ')] }),
      entry(jelena, MINUTE, { changes: [wrote(90, 'Yes! ')] }),
      entry(mara, MINUTE, { changes: [wrote(9, 'lampp')] }),
      entry(mara, MINUTE, { changes: [took(13, 'p')] }),
    ])
    const [second, first] = await lines()
    expect(first).toMatchObject({ guardianId: mara, at: SUNDAY, change: wrote(0, 'We bring lamp') })
    expect(second).toMatchObject({ guardianId: jelena, change: wrote(90, 'Yes! ') })
    expect(await lines()).toHaveLength(2)
  })

  test('a pause, a long time, a paragraph of text, or a command ends it', async () => {
    await write(mara, 0, { changes: [wrote(0, 'a')] })
    await write(mara, 3 * MINUTE, { changes: [wrote(1, 'b')] })
    expect(await lines()).toHaveLength(2)
    for (let at = 4; at <= 14; at++) await write(mara, at * MINUTE, { changes: [wrote(at, 'c')] })
    expect(await lines()).toHaveLength(3)
    await write(mara, 15 * MINUTE, { changes: [wrote(100, 'd'.repeat(1001))] })
    await write(mara, 15 * MINUTE, { changes: [wrote(5000, 'e')] })
    expect(await lines()).toHaveLength(4)
    await write(mara, 15 * MINUTE, { changes: [took(5000, 'e')], apart: true })
    await write(mara, 15 * MINUTE, { changes: [wrote(5001, 'f')] })
    expect(await lines()).toHaveLength(6)
  })

  test('words all over a text are lines of some dozens of pieces each', async () => {
    for (let i = 0; i < 130; i++) await write(mara, i, { changes: [wrote(i * 10, 'x')] })
    const found = await lines()
    expect(found.map(({ change }) => 'inserted' in change && change.inserted.length)).toEqual([65, 65])
  })

  test('what came and went within it leaves no line', async () => {
    await write(mara, 0, { changes: [wrote(0, 'oops')] })
    await write(mara, 1, { changes: [took(0, 'oops')] })
    expect(await lines()).toEqual([])
  })

  test('fields of a record that one has just added belong to its line', async () => {
    const record = { path: 'slots/x', label: 'Lamp', before: null, after: { title: 'Lamp', quantity: 1 } }
    await write(mara, 0, { changes: [record] })
    await write(mara, 1, {
      changes: [{ path: 'slots/x/title', label: 'Lamps', before: 'Lamp', after: 'Lamps' }],
    })
    await write(jelena, 2, {
      changes: [{ path: 'slots/x/title', label: 'Lights', before: 'Lamps', after: 'Lights' }],
    })
    const [field, added] = await lines()
    expect(added?.change).toEqual({ ...record, label: 'Lamps', after: { title: 'Lamps', quantity: 1 } })
    expect(field).toMatchObject({ guardianId: jelena, change: { before: 'Lamps', after: 'Lights' } })
  })

  test('a transaction that failed is forgotten: no line grows that isn’t there', async () => {
    await write(mara, 0, { changes: [wrote(0, 'a')] })
    const stale = { ...entry(jelena, 1, {}), address: { ...address, epoch: 9 } }
    const both = [entry(mara, 1, { changes: [wrote(1, 'lost')] }), stale]
    await expect(folder.store.documents.append(both)).rejects.toThrow('stale epoch')
    await write(mara, 2, { changes: [wrote(1, 'b')] })
    expect((await lines()).map(({ change }) => change)).toEqual([wrote(1, 'b'), wrote(0, 'a')])
  })

  test('a batch that failed with another one can be written again as it was', async () => {
    const stale = { ...entry(jelena, 1, {}), address: { ...address, epoch: 9 } }
    const typed = [
      entry(mara, 0, { changes: [wrote(0, 'on')] }),
      entry(mara, 1, { changes: [wrote(2, 'ce')] }),
    ]
    await expect(folder.store.documents.append([...typed, stale])).rejects.toThrow('stale epoch')
    await folder.store.documents.append(typed)
    expect((await lines()).map(({ change }) => change)).toEqual([wrote(0, 'once')])
  })
})

describe('restore points', () => {
  const points = () => folder.store.history.points('plan', address.id)

  test('who goes on deleting is in the first point, until it was restored', async () => {
    const before = (id: string) => pointOf(id, { reason: 'before-deletion', guardianId: mara })
    await write(mara, 0, { points: [before('one')] })
    await write(mara, MINUTE, { points: [before('two')] })
    expect(await points()).toHaveLength(1)
    await write(jelena, 2 * MINUTE, { restored: { pointId: 'one', changeIds: [] } })
    expect(await folder.store.history.deletion('plan', address.id, SUNDAY - 1)).toBeNull()
    await write(mara, 3 * MINUTE, { points: [before('three')] })
    expect((await points()).map(({ id }) => id)).toEqual(['three', 'one'])
    expect(await folder.store.history.deletion('plan', address.id, SUNDAY - 1)).toMatchObject({ id: 'three' })
  })

  test('there are never more than a sane number, and those by hand don’t push out the hours', async () => {
    for (let i = 0; i < 70; i++) {
      await write(null, i * MINUTE, { points: [pointOf(`hour-${i}`)] })
      await write(null, i * MINUTE, {
        points: [pointOf(`hand-${i}`, { reason: 'by-hand', guardianId: jelena })],
      })
    }
    const kept = await points()
    expect(kept.filter(({ reason }) => reason === 'hourly')).toHaveLength(48)
    expect(kept.filter(({ reason }) => reason === 'by-hand')).toHaveLength(28)
    expect(kept.map(({ id }) => id)).toContain('hour-69')
    expect(kept.map(({ id }) => id)).not.toContain('hand-17')
  })
})

describe('it goes', () => {
  beforeEach(async () => {
    await write(mara, 0, {
      changes: [wrote(0, MARKER)],
      points: [pointOf('mine', { reason: 'by-hand', guardianId: mara, note: `${MARKER} note` })],
    })
    await write(jelena, 0, { changes: [wrote(50, 'another')] })
  })

  test('after 30 days, and not before', async () => {
    await folder.store.forget(SUNDAY + 30 * DAY)
    expect(await lines()).toHaveLength(2)
    await folder.store.forget(SUNDAY + 30 * DAY + 1)
    expect(await lines()).toEqual([])
    expect(await folder.store.history.points('plan', address.id)).toEqual([])
    await expectGone()
  })

  test('with a guardian: their lines, and their hand on restore points', async () => {
    await folder.store.history.eraseGuardian(mara)
    expect((await lines()).map(({ guardianId }) => guardianId)).toEqual([jelena])
    expect(await folder.store.history.points('plan', address.id)).toMatchObject([
      { id: 'mine', guardianId: null, note: null },
    ])
    const { db } = folder.store.sqlite
    const rest = await db.selectFrom('document_changes').selectAll().execute()
    expect(JSON.stringify(rest)).not.toContain(mara)
  })

  test('and does not come back with the next keystroke of whoever is typing', async () => {
    await folder.store.history.eraseDocument('plan', address.id)
    await write(mara, 1, { changes: [wrote(90, 'x')] })
    await write(mara, 2, { changes: [wrote(91, 'y')] })
    expect((await lines()).map(({ change }) => change)).toEqual([wrote(91, 'y')])
    await expectGone()
  })

  test('with a document, from every byte of the files', async () => {
    await folder.store.history.eraseDocument('plan', address.id)
    expect(await lines()).toEqual([])
    await expectGone()
  })
})

async function expectGone() {
  await sql`pragma wal_checkpoint(truncate)`.execute(folder.store.sqlite.db)
  for (const name of ['sidegate.db', 'sidegate.db-wal'])
    expect(readFileSync(join(folder.dataDir, name)).includes(MARKER)).toBe(false)
}
