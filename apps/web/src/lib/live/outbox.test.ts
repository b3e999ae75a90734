import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutbox, savingOf } from './outbox.ts'

test('an edit is acked by the count that reaches its own frame', () => {
  const outbox = createOutbox()
  outbox.newSocket()
  outbox.sentAll() // frame 1: nothing to carry yet
  outbox.add(7, 0)
  outbox.sent([7]) // frame 2
  expect(outbox.acked(1)).toEqual([])
  expect([...outbox.unacked.keys()]).toEqual([7])
  expect(outbox.acked(2)).toEqual([7])
  expect(outbox.unacked.size).toBe(0)
})

test('what was not acked on a lost socket is covered by the next SyncStep2, not by the old count', () => {
  const outbox = createOutbox()
  outbox.newSocket()
  outbox.sentAll()
  outbox.add(1, 0)
  outbox.sent([1])
  outbox.newSocket()
  expect(outbox.acked(2)).toEqual([])
  outbox.sentAll()
  expect(outbox.acked(1)).toEqual([1])
})

test('an edit made before the SyncStep2 of a socket waits for it', () => {
  const outbox = createOutbox()
  outbox.newSocket()
  outbox.add(1, 0)
  outbox.add(2, 0)
  outbox.sentAll()
  outbox.add(3, 0)
  expect(outbox.acked(1)).toEqual([1, 2])
  expect([...outbox.unacked.keys()]).toEqual([3])
})

test('a count beyond what was sent proves nothing', () => {
  const outbox = createOutbox()
  outbox.newSocket()
  outbox.add(1, 0)
  outbox.sentAll()
  expect(outbox.acked(9)).toEqual([])
})

test.each([
  [{ unacked: 0, writing: 0, connected: true }, 'saved'],
  [{ unacked: 0, writing: 0, connected: false }, 'saved'],
  [{ unacked: 0, writing: 1, connected: true }, 'sending'],
  [{ unacked: 1, writing: 0, connected: true }, 'sending'],
  [{ unacked: 1, writing: 1, connected: false }, 'sending'],
  [{ unacked: 1, writing: 0, connected: false }, 'on-this-phone'],
] as const)('%o reads %s', (facts, saving) => {
  expect(savingOf(facts)).toBe(saving)
})

type Step =
  | { do: 'edit' | 'cut' | 'connect' | 'sync' }
  | { do: 'receive' | 'commit'; many: number }
  | { do: 'ack'; which: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'edit' } as const) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'cut' } as const, { do: 'connect' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'sync' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('receive' as const, 'commit' as const), many: fc.nat(4) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ack' as const), which: fc.nat(20) }) },
)

/** A server that may lose whatever it has not committed, behind a socket that may be cut at any moment. */
function createRun() {
  const outbox = createOutbox()
  const onDisk = new Set<number>()
  let edits = 0
  let socket: {
    synced: boolean
    sent: number[][]
    received: number
    committed: number
    acks: number[]
  } | null = null
  const everyEdit = () => Array.from({ length: edits }, (_, edit) => edit)
  const take = (now: Step) => {
    switch (now.do) {
      case 'edit': {
        const edit = edits++
        outbox.add(edit, edits)
        if (!socket?.synced) return
        socket.sent.push([edit])
        outbox.sent([edit])
        return
      }
      case 'cut':
        socket = null
        return
      case 'connect':
        socket = { synced: false, sent: [], received: 0, committed: 0, acks: [] }
        outbox.newSocket()
        return
      case 'sync':
        if (!socket) return
        socket.synced = true
        socket.sent.push(everyEdit())
        outbox.sentAll()
        return
      case 'receive':
        if (socket) socket.received = Math.min(socket.sent.length, socket.received + now.many)
        return
      case 'commit':
        if (!socket) return
        for (let i = 0; i < now.many && socket.committed < socket.received; i++) {
          for (const edit of socket.sent[socket.committed] ?? []) onDisk.add(edit)
          socket.committed++
        }
        socket.acks.push(socket.committed)
        return
      case 'ack':
        // Reordered and doubled on purpose, although a socket does neither.
        if (socket && socket.acks.length > 0) outbox.acked(socket.acks[now.which % socket.acks.length] ?? 0)
    }
  }
  const missing = () => everyEdit().filter((edit) => !onDisk.has(edit))
  return {
    take,
    outbox,
    missing,
    saving: () => savingOf({ unacked: outbox.unacked.size, writing: 0, connected: socket !== null }),
  }
}

test('R1: never "saved" while an edit is not on the server\'s disk, whatever is cut, reordered or doubled', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const run = createRun()
      for (const now of steps) {
        run.take(now)
        for (const edit of run.missing()) expect(run.outbox.unacked.has(edit)).toBe(true)
        if (run.saving() === 'saved') expect(run.missing()).toEqual([])
      }
    }),
    { numRuns: 2000 },
  )
})

test('R2: whatever happened before, one whole exchange on a new socket saves everything', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const run = createRun()
      for (const now of steps) run.take(now)
      for (const now of [
        { do: 'connect' },
        { do: 'sync' },
        { do: 'receive', many: 9 },
        { do: 'commit', many: 9 },
        { do: 'ack', which: 0 },
      ] as Step[]) {
        run.take(now)
      }
      expect(run.missing()).toEqual([])
      expect(run.saving()).toBe('saved')
    }),
    { numRuns: 500 },
  )
})
