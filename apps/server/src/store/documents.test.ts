import type { DocumentAddress } from '@sidegate/core/documents/address'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import { find } from '@sidegate/core/testing/room-12'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fillWithRoom12, type OpenFolder, openFolder, type Room12, SUNDAY } from '../testing/house.ts'
import { type Append, SERVER, StaleEpoch } from './documents.ts'

let folder: OpenFolder
let people: Room12
let plan: DocumentAddress
let family: string
beforeEach(async () => {
  folder = await openFolder()
  people = await fillWithRoom12(folder.store, SUNDAY)
  plan = { kind: 'plan', id: people.hangoutId, epoch: 1 }
  family = find(people.room.families, "Luka's family").id
})
afterEach(() => folder.close())

const bytes = (...values: number[]) => Uint8Array.from(values)
const snapshot = (...values: number[]) => ({
  bytes: bytes(...values),
  stateVector: bytes(7),
  deletions: bytes(8),
})
const append = (change: Partial<Append> = {}): Append => ({
  address: plan,
  update: bytes(1),
  guardianId: 'gua_mara',
  at: SUNDAY,
  clients: [],
  owned: [],
  ...change,
})

test('what was appended is loaded in order, with who wrote under which client id and whose each record is', async () => {
  const { documents } = folder.store
  const owned = [{ record: 'slots/one', familyId: family }]
  const [first, second] = await documents.append([
    append({ update: bytes(1), clients: [7], owned }),
    append({ update: bytes(2), guardianId: null, clients: [8] }),
  ])
  const stored = await documents.load(plan)
  expect(stored?.updates.map((update) => [...update])).toEqual([[1], [2]])
  expect(stored?.snapshot?.length).toBeGreaterThan(0)
  expect(stored?.lastSeq).toBe(second?.seq)
  expect(second?.seq).toBe(first?.seq)
  expect(stored?.guardiansByClient).toEqual(
    new Map([
      [7, 'gua_mara'],
      [8, SERVER],
    ]),
  )
  expect(stored?.familiesByRecord.get('slots/one')).toBe(family)
  expect(await documents.recordsOf('plan', plan.id, family)).toContain('slots/one')
})

test('a batch is whole or nothing', async () => {
  const { documents } = folder.store
  await expect(documents.append([append(), append({ address: { ...plan, epoch: 2 } })])).rejects.toThrow(
    StaleEpoch,
  )
  expect((await documents.load(plan))?.updates).toEqual([])
})

test('another epoch is neither loaded nor written (R9)', async () => {
  const { documents } = folder.store
  const next = { ...plan, epoch: 2 }
  expect(await documents.load(next)).toBeNull()
  expect(await documents.currentEpoch('plan', plan.id)).toBe(1)
  await expect(documents.compact(next, snapshot(1), 0)).rejects.toThrow(StaleEpoch)
})

test('a client id that is bound is refused to others, and bound again to its own without a word (R17)', async () => {
  const { documents } = folder.store
  await documents.append([append({ clients: [7] })])
  await documents.append([append({ clients: [7] })])
  await expect(documents.append([append({ clients: [7], guardianId: 'gua_other' })])).rejects.toThrow(/bound/)
  expect((await documents.load(plan))?.updates).toHaveLength(2)
})

test('without an update only bindings are written, and the last seq is told', async () => {
  const { documents } = folder.store
  const [written] = await documents.append([append()])
  const [bound] = await documents.append([append({ update: null, clients: [9] })])
  expect(bound?.seq).toBe(written?.seq)
  expect((await documents.load(plan))?.guardiansByClient.get(9)).toBe('gua_mara')
})

test('compaction folds the log up to a seq into the snapshot, leaves the rest, and keeps the snapshot before', async () => {
  const { documents } = folder.store
  const founded = (await documents.load(plan))?.snapshot
  const [first] = await documents.append([append({ update: bytes(1) })])
  const [second] = await documents.append([append({ update: bytes(2) })])
  await documents.compact(plan, snapshot(9, 9), first?.seq ?? 0)
  expect(await documents.load(plan)).toMatchObject({
    snapshot: bytes(9, 9),
    stateVector: bytes(7),
    deletions: bytes(8),
    updates: [bytes(2)],
    lastSeq: second?.seq,
    isProven: true,
    fault: null,
  })
  expect(await documents.lastGood(plan)).toEqual(founded)
  await documents.compact(plan, snapshot(8), second?.seq ?? 0)
  expect(await documents.load(plan)).toMatchObject({ snapshot: bytes(8), updates: [], lastSeq: second?.seq })
  expect(await documents.lastGood(plan)).toEqual(bytes(9, 9))
  const [third] = await documents.append([append()])
  expect(third?.seq).toBeGreaterThan(second?.seq ?? 0)
})

test('a compaction that comes late does not undo one that went further', async () => {
  const { documents } = folder.store
  const [first] = await documents.append([append({ update: bytes(1) })])
  const [second] = await documents.append([append({ update: bytes(2) })])
  await documents.compact(plan, snapshot(8), second?.seq ?? 0)
  await documents.compact(plan, snapshot(9, 9), first?.seq ?? 0)
  expect(await documents.load(plan)).toMatchObject({ snapshot: bytes(8), updates: [] })
})

test('what one flush has for a document is one row; the updates come back one by one', async () => {
  const { documents, sqlite } = folder.store
  const play = { ...plan, kind: 'play' as const }
  const one = append({ update: bytes(1, 2, 3) })
  const seqs = await documents.append([
    one,
    append({ update: bytes() }),
    append({ update: bytes(4), address: play }),
  ])
  expect(seqs[0]).toEqual(seqs[1])
  expect(seqs[2]?.seq).not.toBe(seqs[0]?.seq)
  const rows = await sqlite.db.selectFrom('document_updates').select('seq').execute()
  expect(rows).toHaveLength(2)
  expect((await documents.load(plan))?.updates).toEqual([bytes(1, 2, 3), bytes()])
  expect((await documents.load(play))?.updates).toEqual([bytes(4)])
})

test('a row from before the checksums is one bare update, and is not taken for proven', async () => {
  const { documents, sqlite } = folder.store
  const old = {
    kind: plan.kind,
    id: plan.id,
    epoch: 1,
    bytes: bytes(0, 0, 0, 1, 5),
    guardian_id: null,
    written_at: 0,
  }
  await sqlite.db
    .insertInto('document_updates')
    .values({ ...old, checksum: null })
    .execute()
  await documents.append([append({ update: bytes(1) })])
  expect(await documents.load(plan)).toMatchObject({
    updates: [old.bytes, bytes(1)],
    isProven: false,
    fault: null,
  })
})

test('damaged bytes are found out: the log up to the first damaged row is left, or not even the snapshot', async () => {
  const { documents, sqlite } = folder.store
  const seqs: number[] = []
  for (const value of [1, 2, 3]) {
    const [written] = await documents.append([append({ update: bytes(value) })])
    seqs.push(written?.seq ?? 0)
  }
  await sqlite.db
    .updateTable('document_updates')
    .set({ bytes: bytes(0, 0, 0, 1, 9) })
    .where('seq', '=', seqs[1] ?? 0)
    .execute()
  expect(await documents.load(plan)).toMatchObject({
    updates: [bytes(1)],
    lastSeq: seqs[2],
    isProven: true,
    fault: `row ${seqs[1]} of the log is damaged`,
  })
  await sqlite.db
    .updateTable('document_snapshots')
    .set({ bytes: bytes(9) })
    .where('id', '=', plan.id)
    .execute()
  expect(await documents.load(plan)).toMatchObject({ snapshot: null, fault: 'the snapshot is damaged' })
})

test('a fault is noted for the operator until the document loads again', async () => {
  const { documents, sqlite } = folder.store
  await documents.noteFault(plan, 'first')
  await documents.noteFault(plan, 'second')
  const faults = () => sqlite.db.selectFrom('document_faults').select(['id', 'reason', 'found_at']).execute()
  expect(await faults()).toEqual([{ id: plan.id, reason: 'second', found_at: SUNDAY }])
  expect((await documents.load(plan))?.isNoted).toBe(true)
  await documents.noteFault(plan, null)
  expect(await faults()).toEqual([])
})

test('a document is founded once (R8)', async () => {
  const { documents } = folder.store
  await expect(documents.found(plan, bytes(1), [])).rejects.toThrow()
  await expect(documents.found({ ...plan, epoch: 2 }, bytes(1), [])).rejects.toThrow()
  expect((await documents.load(plan))?.snapshot).not.toEqual(bytes(1))
})

test("the hangout's card is written in the same transaction", async () => {
  const { documents, hangouts } = folder.store
  const jelena = find(people.room.guardians, 'Jelena')
  const viewer = { guardianId: jelena.id, familyId: jelena.familyId }
  const before = await hangouts.find(viewer, plan.id)
  const card = { ...(before?.card as PlanCard), title: 'Backyard evening' }
  await expect(
    documents.append([append({ card }), append({ address: { ...plan, epoch: 3 } })]),
  ).rejects.toThrow()
  expect((await hangouts.find(viewer, plan.id))?.card).toEqual(before?.card)
  await documents.append([append({ card })])
  expect((await hangouts.find(viewer, plan.id))?.card.title).toBe('Backyard evening')
})

test("a command's key is written in the same transaction, and once", async () => {
  const { documents, sqlite } = folder.store
  const { id: guardianId } = find(people.room.guardians, 'Jelena')
  const command = { guardianId, key: 'move-00001', digest: bytes(1), at: SUNDAY }
  const keys = () => sqlite.db.selectFrom('commands').select('key').execute()
  await expect(
    documents.append([append({ command }), append({ address: { ...plan, epoch: 3 } })]),
  ).rejects.toThrow(StaleEpoch)
  expect(await keys()).toEqual([])
  await documents.append([append({ command })])
  expect(await keys()).toEqual([{ key: 'move-00001' }])
  await expect(documents.append([append({ command })])).rejects.toThrow(/recorded already/)
  expect((await documents.load(plan))?.updates).toHaveLength(1)
})

test('an append waits for a transaction that is under way instead of breaking into it', async () => {
  const { documents, sqlite } = folder.store
  const order: string[] = []
  const slow = sqlite.db.transaction().execute(async (trx) => {
    for (let i = 0; i < 5; i++) await trx.selectFrom('kids').select('id').limit(1).execute()
    order.push('transaction')
  })
  const fast = documents.append([append()]).then(() => order.push('append'))
  await Promise.all([slow, fast])
  expect(order).toEqual(['transaction', 'append'])
})
