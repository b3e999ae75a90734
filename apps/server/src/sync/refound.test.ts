/** Epochs (R9): a document founded anew reads the same, and nothing of the old epoch comes along or back. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatAddress } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import type { OpenDocument } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import { CLOSE } from '@sidegate/core/documents/protocol'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDocuments } from '../documents.ts'
import { createLog } from '../log.ts'
import { createDocumentStore, StaleEpoch } from '../store/documents.ts'
import { documentsRefoundAll, migratingOnAsk } from './refound.ts'
import { type Engine, startEngine, until } from './testing.ts'

const MARKER = 'unmistakable-words'
let engine: Engine

beforeEach(async () => {
  engine = await startEngine()
})
afterEach(() => engine.stop())

const next = () => ({ ...engine.plan, epoch: 2 })
const silent = createLog('silent', { write: () => undefined })

describe('an open document', () => {
  test('reads the same in its new epoch, and everybody in it is told the new address', async () => {
    const [mara, jelena] = await Promise.all([
      engine.phone('Mara', plan, engine.plan),
      engine.phone('Jelena', plan, engine.plan),
    ])
    await Promise.all([mara.synced(), jelena.synced()])
    mara.open.text('notes').splice(0, 0, 'We bring the lamp. ')
    await mara.allSaved()
    const before = await engine.rooms.read(plan, engine.plan)
    const owners = await engine.store.documents.recordsOf(
      'plan',
      engine.hangoutId,
      engine.guardian('Jelena').familyId,
    )

    expect(await engine.rooms.refound(engine.plan, 'erase')).toEqual(next())
    await until(() => mara.closes.length > 0 && jelena.closes.length > 0, 'both shown out')
    for (const { closes } of [mara, jelena]) expect(closes).toEqual([{ code: CLOSE.wrongEpoch, reason: '2' }])
    expect(await engine.rooms.read(plan, next())).toEqual(before)
    expect(await engine.rooms.read(plan, engine.plan)).toBeNull()
    expect(owners.length).toBeGreaterThan(0)
    expect(
      await engine.store.documents.recordsOf('plan', engine.hangoutId, engine.guardian('Jelena').familyId),
    ).toEqual(owners)
    const again = await engine.phone('Mara', plan, next())
    await again.synced()
    again.open.text('notes').splice(0, 0, 'Again. ')
    await again.allSaved()
  })

  test('nothing of what was deleted, and of who wrote, is left in any file', async () => {
    const mara = await engine.phone('Mara', plan, engine.plan, { clientId: 777_000_111 })
    await mara.synced()
    mara.open.text('notes').splice(0, 0, `${MARKER} `)
    await mara.allSaved()
    mara.open.text('notes').splice(0, MARKER.length, '')
    await mara.allSaved()
    expect(bytesOf(engine)).toContain(MARKER)
    await engine.rooms.refound(engine.plan, 'erase')
    await checkpoint(engine)
    expect(bytesOf(engine)).not.toContain(MARKER)
    const { db } = engine.store.sqlite
    const left = await db
      .selectFrom('document_clients')
      .selectAll()
      .where('id', '=', engine.hangoutId)
      .where('kind', '=', 'plan')
      .execute()
    expect(left).toEqual([])
    expect([...(await engine.storedDoc(next())).store.clients.keys()]).not.toContain(777_000_111)
  })

  test('history goes with publishing and erasing; it stays where the same people come back', async () => {
    const lines = async () =>
      (await engine.store.history.changes('plan', engine.hangoutId, { before: null, limit: 9 })).length
    const jelena = await engine.phone('Jelena', plan, engine.plan)
    await jelena.synced()
    jelena.open.text('about').splice(0, 0, 'Hello. ')
    await jelena.allSaved()
    expect(await lines()).toBe(1)
    await engine.rooms.refound(engine.plan, 'migrate')
    expect(await lines()).toBe(1)
    expect(await engine.store.history.points('plan', engine.hangoutId)).toHaveLength(1)
    await engine.rooms.refound(next(), 'erase')
    expect(await lines()).toBe(0)
    expect(await engine.store.history.points('plan', engine.hangoutId)).toEqual([])
  })

  test('what is on its way to the disk is in it, what comes after is nowhere', async () => {
    const mara = await engine.phone('Mara', plan, engine.plan)
    await mara.synced()
    engine.disk.hold()
    mara.open.text('notes').splice(0, 0, 'on its way ')
    await mara.roundTrip()
    await until(() => engine.disk.seen.flat().some(({ update }) => update), 'at the disk')
    const refounding = engine.rooms.refound(engine.plan, 'erase')
    mara.open.text('notes').splice(0, 0, 'too late ')
    await mara.roundTrip()
    engine.disk.release()
    await refounding
    const { notes } = await engine.stored(plan, next())
    expect(notes).toContain('on its way')
    expect(notes).not.toContain('too late')
    await until(() => mara.closes.length > 0, 'shown out')
  })

  test('who comes meanwhile waits, and is told the new address', async () => {
    const jelena = await engine.phone('Jelena', plan, engine.plan)
    await jelena.synced()
    engine.disk.hold()
    jelena.open.text('about').splice(0, 0, 'Hello. ')
    await until(() => engine.disk.seen.flat().some(({ update }) => update), 'at the disk')
    const refounding = engine.rooms.refound(engine.plan, 'erase')
    const mara = await engine.phone('Mara', plan, engine.plan)
    const { length } = engine.disk.loads
    const second = engine.rooms.refound(engine.plan, 'erase')
    await engine.store.documents.load(engine.play)
    // Nobody opens the old epoch a second time while it ends.
    expect(engine.disk.loads).toHaveLength(length)
    engine.disk.release()
    expect(await refounding).toEqual(next())
    expect(await second).toBe('not-found')
    await until(() => mara.closes.some(({ code }) => code === CLOSE.wrongEpoch), 'told')
    expect(mara.closes.at(-1)).toEqual({ code: CLOSE.wrongEpoch, reason: '2' })
  })

  test('two who open it to found it anew do so once', async () => {
    const both = [engine.rooms.refound(engine.plan, 'erase'), engine.rooms.refound(engine.plan, 'migrate')]
    expect(await Promise.all(both)).toEqual([next(), 'not-found'])
  })

  test('a disk that does not take it leaves the old epoch as it was', async () => {
    const mara = await engine.phone('Mara', plan, engine.plan)
    await mara.synced()
    const before = await engine.rooms.read(plan, engine.plan)
    const refuse = (sql: string) => engine.store.sqlite.transact((raw) => raw.exec(sql))
    await refuse("create trigger full before update on documents begin select raise(abort, 'disk full'); end")
    expect(await engine.rooms.refound(engine.plan, 'erase')).toBe('not-saved')
    await refuse('drop trigger full')
    expect(await engine.rooms.read(plan, engine.plan)).toEqual(before)
    mara.open.text('notes').splice(0, 0, 'goes on ')
    await until(() => mara.closes.some(({ code }) => code === CLOSE.tryLater), 'shown out for now')
    await mara.allSaved()
  })

  test('an insert for the old epoch writes nothing', async () => {
    const { documents, sqlite } = engine.store
    await engine.rooms.refound(engine.plan, 'erase')
    const doc = new Y.Doc()
    doc.getText('notes').insert(0, 'late')
    const late = {
      address: engine.plan,
      update: Y.encodeStateAsUpdate(doc),
      guardianId: engine.guardian('Mara').id,
      at: engine.clock.now,
      clients: [doc.clientID],
      owned: [],
    }
    await expect(documents.append([late])).rejects.toBeInstanceOf(StaleEpoch)
    const rows = await sqlite.db
      .selectFrom('document_updates')
      .selectAll()
      .where('id', '=', engine.hangoutId)
      .execute()
    expect(rows).toEqual([])
  })
})

describe('publishing a draft', () => {
  const state = (value: 'draft' | 'sent') =>
    engine.rooms.command(engine.plan, engine.guardian('Jelena').id, (document) => {
      ;(document as unknown as OpenDocument<typeof plan>).change((edit) => edit.frame.set({ state: value }))
    })
  const command = () => ({
    guardianId: engine.guardian('Jelena').id,
    key: 'publish-it-now',
    digest: new Uint8Array(32),
    at: engine.clock.now,
  })

  test('sends what stands, without what its hosts tried; once', async () => {
    const documents = createDocuments(engine.store, engine.rooms)
    await state('draft')
    const jelena = await engine.phone('Jelena', plan, engine.plan)
    await jelena.synced()
    jelena.open.text('about').splice(0, 0, MARKER)
    await jelena.allSaved()
    jelena.open.text('about').splice(0, MARKER.length, '')
    await jelena.allSaved()
    const draft = jelena.open.read()

    expect(await documents.publishPlan(engine.hangoutId, command())).toBe('done')
    expect(await engine.rooms.read(plan, next())).toEqual({
      ...draft,
      frame: { ...draft.frame, state: 'sent' },
    })
    const row = await engine.store.sqlite.db
      .selectFrom('hangouts')
      .select('state')
      .where('id', '=', engine.hangoutId)
      .executeTakeFirst()
    expect(row?.state).toBe('sent')
    expect(await documents.current('play', engine.hangoutId)).toMatchObject({ epoch: 2 })
    await checkpoint(engine)
    expect(bytesOf(engine)).not.toContain(MARKER)

    expect(await documents.publishPlan(engine.hangoutId, command())).toBe('done-before')
    expect(await documents.publishPlan(engine.hangoutId, { ...command(), key: 'publish-it-again' })).toBe(
      'not-a-draft',
    )
    expect(await documents.current('plan', engine.hangoutId)).toEqual(next())
  })
})

describe('a breaking change', () => {
  const definitions = {
    ...definitionsByKind,
    plan: {
      ...plan,
      version: 2,
      migrate: (raw: Record<string, unknown>) => {
        const kept = engine.room.hangouts[0]?.plan
        return { ...kept, about: String(raw.about).toUpperCase() }
      },
    },
  }

  test('is made before anybody learns the address, by whoever asks first, once', async () => {
    const { documents } = engine.store
    const { about } = await engine.stored(plan, engine.plan)
    const asked = migratingOnAsk(documents, { log: silent, definitions })
    const epochs = await Promise.all([1, 2, 3].map(() => asked.currentEpoch('plan', engine.hangoutId)))
    expect(epochs).toEqual([2, 2, 2])
    expect(await asked.currentEpoch('plan', engine.hangoutId)).toBe(2)
    expect(await asked.currentEpoch('play', engine.hangoutId)).toBe(1)
    expect((await engine.stored(plan, next())).about).toBe(about.toUpperCase())
    expect(await documents.current('plan', engine.hangoutId)).toEqual({ epoch: 2, version: 2 })
    const mara = await engine.phone('Mara', plan, engine.plan)
    await until(() => mara.closes.length > 0, 'told')
    expect(mara.closes[0]).toEqual({ code: CLOSE.wrongEpoch, reason: '2' })
    // A house that steps back doesn't write into what it can't read.
    await expect(
      migratingOnAsk(documents, { log: silent }).currentEpoch('plan', engine.hangoutId),
    ).rejects.toThrow('too new')
  })

  test.each([
    ['0', CLOSE.wrongEpoch],
    ['nonsense', CLOSE.wrongEpoch],
  ])('a page of version %s is told to reload', async (version, code) => {
    const socket = await engine.rawSocket('Mara', `${formatAddress(engine.plan)}?v=${version}`)
    expect(await socket.closed).toEqual({ code, reason: 'reload' })
  })

  test('a page of today and a program without a version come in', async () => {
    for (const query of ['?v=1', '']) {
      const socket = await engine.rawSocket('Mara', `${formatAddress(engine.plan)}${query}`)
      await until(() => socket.frames.length > 0, 'asked')
      socket.ws.close()
      await socket.closed
    }
  })
})

test('a restored backup: every document is in a new epoch and reads the same, a damaged one keeps its bytes', async () => {
  const { store } = engine
  const before = await engine.stored(plan, engine.plan)
  await store.sqlite.transact((raw) =>
    raw
      .prepare("update document_snapshots set bytes = x'0102' where kind = 'play' and id = ?")
      .run(engine.hangoutId),
  )
  await engine.rooms.drain()
  await documentsRefoundAll(store.sqlite, { now: () => engine.clock.now, floor: 40 })
  const rows = await store.sqlite.db.selectFrom('documents').select(['kind', 'id', 'epoch']).execute()
  expect(rows.length).toBeGreaterThan(2)
  expect(new Set(rows.map((row) => row.epoch))).toEqual(new Set([40]))
  expect(await engine.stored(plan, { ...engine.plan, epoch: 40 })).toEqual(before)
  const play = await createDocumentStore(store.sqlite, () => 0).load({ ...engine.play, epoch: 40 })
  expect(play?.fault).toBe('the snapshot is damaged')
})

const checkpoint = ({ store }: Engine) => sql`pragma wal_checkpoint(truncate)`.execute(store.sqlite.db)

/** All bytes of the database's files, after a checkpoint. */
function bytesOf({ store, dataDir }: Engine): string {
  expect(store.sqlite.pragma('secure_delete')).toBe(1)
  return ['sidegate.db', 'sidegate.db-wal']
    .map((name) => readFileSync(join(dataDir, name)).toString('latin1'))
    .join('')
}
