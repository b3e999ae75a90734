/** P17, P21, R7, R13: the disk fails, or what it gives back is not what was written. */
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { play } from '@sidegate/core/documents/play'
import { afterEach, expect, test } from 'vitest'
import { ownTime } from '../testing/own-time.ts'
import { foldHere } from './folding.ts'
import { type Engine, type EngineOptions, startEngine, until } from './testing.ts'

let engine: Engine
const start = async (options?: EngineOptions) => {
  engine = await startEngine(options)
}
afterEach(() => engine.stop())

const phone = (name: string) => engine.phone(name, plan, engine.plan)
const rowsOf = (table: 'document_updates' | 'document_snapshots' | 'document_snapshots_before') =>
  engine.store.sqlite.db
    .selectFrom(table)
    .selectAll()
    .where('id', '=', engine.hangoutId)
    .where('kind', '=', 'plan')
const faults = () => engine.store.sqlite.db.selectFrom('document_faults').selectAll().execute()
const edits = { perSecond: 1e6, burst: 1e6 }
const fold: EngineOptions['fold'] = async (kind, parts) => foldHere(kind, parts)

async function write(count: number) {
  const luka = await phone('Jelena')
  await luka.allSaved()
  for (let i = 0; i < count; i++) luka.open.change((edit) => edit.notes.splice(0, 0, `${i} `))
  await luka.allSaved()
  return luka
}

test('P17: on a full disk edits are not taken and everybody reads on; it recovers by itself, and nothing is lost', async () => {
  await start()
  const [luka, tessa] = await Promise.all([phone('Jelena'), phone('Mara')])
  await Promise.all([luka.allSaved(), tessa.allSaved()])
  const { sqlite } = engine.store
  const setPages = (pages: number) => sqlite.read((raw) => raw.exec(`pragma max_page_count = ${pages}`))
  await setPages(1) // SQLite makes it the present size: not a page more
  const long = 'a word that needs another page, '.repeat(200)
  luka.open.change((edit) => edit.notes.splice(0, 0, long))
  await until(() => luka.closes.length > 0, 'the closing')
  expect(luka.closes[0]).toEqual({ code: 1013, reason: 'not saving' })
  const newcomer = await phone('Wanjiru')
  await newcomer.synced()
  await tessa.roundTrip()
  for (const reader of [tessa, newcomer])
    expect([reader.closes, reader.open.read().notes.includes('a word')]).toEqual([[], false])

  await setPages(1_000_000)
  await luka.allSaved()
  await until(
    () => [tessa, newcomer].every((one) => one.open.read().notes === luka.open.read().notes),
    'the edit',
  )
  expect((await engine.stored(plan, engine.plan)).notes).toBe(luka.open.read().notes)
  expect(luka.refused).toEqual([])
}, 30_000)

test('a commit that failed and is on disk all the same: everybody hears of it', async () => {
  await start()
  const [luka, tessa] = await Promise.all([phone('Jelena'), phone('Mara')])
  await Promise.all([luka.allSaved(), tessa.allSaved()])
  const { append } = engine.disk.documents
  let isLying = true
  engine.disk.documents.append = async (batch) => {
    const seqs = await append(batch)
    if (isLying && batch.some(({ update }) => update)) throw new Error('disk I/O error, and yet written')
    return seqs
  }
  luka.provider.shouldConnect = false
  luka.open.change((edit) => edit.notes.splice(0, 0, 'written '))
  await until(() => luka.closes.length > 0, 'the closing')
  luka.hangUp()
  await until(() => tessa.open.read().notes.startsWith('written '), 'what is on disk')
  isLying = false
  tessa.open.change((edit) => edit.notes.splice(0, 0, 'and then '))
  await tessa.allSaved()
  expect((await engine.stored(plan, engine.plan)).notes).toBe(tessa.open.read().notes)
})

test('P21: a damaged snapshot is opened from the one before it, to be read; edits are refused, the operator is told', async () => {
  await start({ foldAfter: 5, fold, quotas: { edits } })
  const luka = await write(20)
  luka.hangUp()
  await engine.restart()
  const before = await write(10)
  let kept = 0
  await until(() => {
    void rowsOf('document_snapshots_before')
      .execute()
      .then((rows) => {
        kept = rows[0]?.through_seq ?? 0 // the founding is kept from the first day on
      })
    return kept > 0
  }, 'a second snapshot')
  before.hangUp()
  await engine.restart()
  const [snapshot] = await rowsOf('document_snapshots').execute()
  const bytes = Buffer.from(snapshot?.bytes ?? [])
  bytes[bytes.byteLength >> 1] = (bytes[bytes.byteLength >> 1] ?? 0) ^ 0xff
  await engine.store.sqlite.db
    .updateTable('document_snapshots')
    .set({ bytes })
    .where('id', '=', engine.hangoutId)
    .where('kind', '=', 'plan')
    .execute()

  const [mara, other] = await Promise.all([phone('Mara'), engine.phone('Jelena', play, engine.play)])
  await Promise.all([mara.synced(), other.allSaved()])
  expect(mara.open.read().slots).toHaveLength(13)
  mara.open.change((edit) => edit.notes.splice(0, 0, 'into the void '))
  await until(() => mara.refused.length > 0, 'the refusal')
  expect(mara.refused).toEqual([{ reason: 'read-only', epoch: 1 }])
  expect(await faults()).toMatchObject([
    { kind: 'plan', id: engine.hangoutId, epoch: 1, reason: 'the snapshot is damaged' },
  ])
  expect(other.closes).toEqual([])
  expect((await rowsOf('document_snapshots').execute())[0]?.bytes).toEqual(new Uint8Array(bytes))
  expect(
    engine.logLines.some((line) => line.includes('document damaged') && line.includes(engine.hangoutId)),
  ).toBe(true)
})

test('P21: a document that was never folded stands twice, too: its founding is read when its snapshot is damaged', async () => {
  await start()
  await engine.store.sqlite.db
    .updateTable('document_snapshots')
    .set({ bytes: new Uint8Array(3) })
    .where('id', '=', engine.hangoutId)
    .where('kind', '=', 'plan')
    .execute()
  const mara = await phone('Mara')
  await mara.synced()
  expect(mara.open.read().slots.length).toBeGreaterThan(5)
  mara.open.change((edit) => edit.notes.splice(0, 0, 'into the void '))
  await until(() => mara.refused.length > 0, 'the refusal')
  expect(mara.refused.map(({ reason }) => reason)).toEqual(['read-only'])
})

test('P21: bytes with a right checksum that make no document are found out when somebody needs one, and kept apart', async () => {
  await start()
  const nonsense = Uint8Array.of(1, 1, 5, 3, 132, 9, 9)
  const at = { address: engine.plan, guardianId: null, at: 0, clients: [], owned: [] }
  await engine.store.documents.append([{ ...at, update: nonsense }])
  const mara = await phone('Mara')
  mara.open.change((edit) => edit.notes.splice(0, 0, 'hello '))
  await until(() => mara.refused.length > 0, 'the refusal')
  expect(mara.refused.map(({ reason }) => reason)).toEqual(['read-only'])
  await until(() => mara.provider.synced, 'the good part')
  expect(mara.open.read().slots).toHaveLength(13)
  expect(await faults()).toHaveLength(1)

  await engine.store.sqlite.db.deleteFrom('document_updates').execute()
  await engine.restart()
  const luka = await phone('Jelena')
  await luka.allSaved()
  luka.open.change((edit) => edit.notes.splice(0, 0, 'whole again '))
  await luka.allSaved()
  expect([luka.refused, await faults()]).toEqual([[], []])
})

test('R13, R7: a snapshot that is not the same document does not replace the log', async () => {
  let folds = 0
  await start({
    foldAfter: 5,
    quotas: { edits },
    fold: async (kind, parts) => {
      folds++
      return foldHere(kind, parts.slice(0, -1))
    },
  })
  const luka = await write(20)
  await until(() => folds > 0 && engine.logLines.some((line) => line.includes('log not folded')), 'a fold')
  expect((await engine.store.documents.load(engine.plan))?.updates).toHaveLength(20)
  const tessa = await phone('Mara')
  await tessa.synced()
  expect(tessa.open.read()).toEqual(luka.open.read())
})

test('R22: who has no part any more is shown out by the recheck within 30 s, who expired is locked, others stay', async () => {
  const time = ownTime()
  await start({ clock: (now) => ({ ...time, now, soon: setImmediate }) })
  const path = formatAddress(engine.plan)
  const [mara, wanjiru, jelena] = await Promise.all(
    ['Mara', 'Wanjiru', 'Jelena'].map((name) => engine.rawSocket(name, path)),
  )
  if (!mara || !wanjiru || !jelena) throw new Error('three sockets')
  const { db } = engine.store.sqlite
  await Promise.all([mara, wanjiru, jelena].map((socket) => socket.roundTrip()))
  await db.deleteFrom('session_guardians').where('guardian_id', '=', engine.guardian('Mara').id).execute()
  await db.deleteFrom('kid_guardians').where('guardian_id', '=', engine.guardian('Wanjiru').id).execute()
  for (let second = 0; second < 31; second++) await time.pass(1000)
  expect((await mara.closed).code).toBe(4401)
  expect(await wanjiru.closed).toEqual({ code: 4403, reason: engine.installation })
  await jelena.roundTrip()
})
