/** Windows: at once when quiet, 16 to 50 ms when busy. R5: one flush in flight, shared by all rooms. */
import { beforeEach, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import type { Append, DocumentStore } from '../store/documents.ts'
import { type OwnTime, ownTime } from '../testing/own-time.ts'
import { type Committer, createCommitter, type Source } from './committer.ts'

let time: OwnTime
let committer: Committer
/** When each flush reached the disk, and what it held. */
let flushes: { at: number; documents: string[] }[]
let disk: { held: PromiseWithResolvers<void> | null; failing: Set<string> }

beforeEach(() => {
  time = ownTime()
  flushes = []
  disk = { held: null, failing: new Set() }
  const append = async (batch: Append[]) => {
    flushes.push({ at: time.now(), documents: batch.map(({ address }) => address.id) })
    await disk.held?.promise
    if (batch.some(({ address }) => disk.failing.has(address.id))) throw new Error('disk I/O error')
    return batch.map((_, i) => ({ seq: i + 1 }))
  }
  // All that a committer has of the store.
  const documents = { append } as unknown as DocumentStore
  committer = createCommitter({ documents, clock: time, log: createLog('silent') })
})

class Line implements Source {
  heat = 0
  waiting: Append[] = []
  settledAt: number[] = []
  failures = 0
  calm = 0
  readonly id: string
  constructor(id: string) {
    this.id = id
  }
  edit() {
    const address = { kind: 'plan' as const, id: this.id, epoch: 1 }
    this.waiting.push({ address, update: Uint8Array.of(1), guardianId: 'g', at: 0, clients: [], owned: [] })
    committer.push(this, 1, 1)
  }
  take() {
    const taken = this.waiting
    this.waiting = []
    return taken
  }
  settled() {
    this.settledAt.push(time.now())
  }
  failed() {
    this.failures++
  }
  calmed() {
    this.calm++
  }
}

/** Edits a second, evenly, over the lines in turn. */
async function type(lines: Line[], perSecond: number, seconds: number) {
  for (let i = 0; i < perSecond * seconds; i++) {
    lines[i % lines.length]?.edit()
    await time.pass(1000 / perSecond)
  }
}
const gaps = () => flushes.slice(1).map(({ at }, i) => at - (flushes[i]?.at ?? 0))

test('an edit alone is flushed in the turn in which it came', async () => {
  const line = new Line('a')
  await type([line], 5, 4)
  expect(flushes.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, i) => i * 200))
  expect(line.settledAt).toHaveLength(20)
})

test('a document with 100 edits a second is flushed in windows of 16 to 50 ms, and nothing waits for longer', async () => {
  const line = new Line('a')
  await type([line], 100, 1)
  flushes = []
  await type([line], 100, 3)
  await time.pass(50)
  expect(Math.min(...gaps())).toBeGreaterThanOrEqual(16)
  expect(Math.max(...gaps())).toBeLessThanOrEqual(60) // a window begins with the edit after the one before
  expect(flushes.reduce((sum, { documents }) => sum + documents.length, 0)).toBeGreaterThanOrEqual(300)
  expect(flushes.length).toBeLessThan(100)
})

test('many quiet documents share windows; the same edits in few of them are flushed at once', async () => {
  const lines = Array.from({ length: 300 }, (_, i) => new Line(`d${i}`))
  await type(lines, 300, 2)
  flushes = []
  await type(lines, 300, 2)
  expect(flushes.length).toBeLessThan(2 * 40)
  expect(Math.max(...gaps())).toBeLessThanOrEqual(60)
  await time.pass(10_000)
  flushes = []
  await type(lines, 10, 1)
  expect(flushes).toHaveLength(10)
})

test('P13: a quiet document does not wait for a busy one', async () => {
  const [busy, quiet] = [new Line('busy'), new Line('quiet')]
  await type([busy], 500, 1)
  for (let i = 0; i < 20; i++) {
    await type([busy], 500, 0.1)
    const before = time.now()
    quiet.edit()
    await time.pass(0)
    expect(quiet.settledAt.at(-1)).toBe(before)
  }
})

test('R5: one flush in flight; what comes meanwhile goes together into the next one', async () => {
  const lines = ['a', 'b', 'c'].map((id) => new Line(id))
  disk.held = Promise.withResolvers()
  lines[0]?.edit()
  await time.pass(1)
  for (const line of lines) line.edit()
  await time.pass(30)
  expect(flushes).toHaveLength(1)
  disk.held.resolve()
  await time.pass(1)
  expect(flushes.map(({ documents }) => documents)).toEqual([['a'], ['a', 'b', 'c']])
})

test('a document whose commit fails hears of it alone', async () => {
  const lines = ['a', 'b', 'c'].map((id) => new Line(id))
  disk.failing.add('b')
  for (const line of lines) line.edit()
  await time.pass(1)
  expect(lines.map(({ failures, settledAt }) => [failures, settledAt.length])).toEqual([
    [0, 1],
    [1, 0],
    [0, 1],
  ])
})

test('who was busy is told once it is calm, and the committer goes to rest', async () => {
  const line = new Line('a')
  await type([line], 200, 1)
  expect(line.calm).toBe(0)
  await time.pass(1500)
  expect([line.calm, line.heat < 12]).toEqual([1, true])
  await time.pass(5000)
  expect([line.calm, line.heat]).toEqual([1, 0])
})
