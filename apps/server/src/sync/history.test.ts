/** When a room keeps a restore point by itself (P27). */
import type { EditOf } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import { recordId, replica } from '@sidegate/core/testing/replicas'
import { describe, expect, test } from 'vitest'
import type { HistoryWrite } from '../store/history.ts'
import { createRoomHistory } from './history.ts'

const SECOND = 1000
const TEXT = 'abcdefghi '.repeat(100)
// About the fields that a definition fills by itself, `kind` of a slot: they count as written.
const SLOT = 'bring'.length

function room(lastPointAt: number | null = 0) {
  const { doc, open } = replica(plan, 1)
  open.change((edit) => edit.about.splice(0, 0, TEXT))
  const clock = { now: 1 }
  const history = createRoomHistory({ definition: plan, now: () => clock.now, lastPointAt })
  history.watch({ doc, open: open as never }) // a plan is a document
  return {
    clock,
    doc,
    history,
    open,
    edit(who: string, write: (edit: EditOf<typeof plan.collections>) => void) {
      open.change(write)
      return history.take(who)
    },
  }
}

const takes = (length: number) => (edit: EditOf<typeof plan.collections>) => edit.about.splice(0, length, '')
const reasonsOf = (written: HistoryWrite | undefined) => written?.points.map(({ reason }) => reason)

describe('who takes away more than 30 % within a minute', () => {
  test.each([
    [300, []],
    [301, ['before-deletion']],
  ])('%d of 1,000 characters: %j', (length, points) => {
    const { edit } = room()
    expect(reasonsOf(edit('mara', takes(length)))).toEqual(points)
  })

  test.each([
    [60, ['before-deletion']],
    [61, []],
  ])('in two strokes %d seconds apart: %j', (seconds, points) => {
    const { edit, clock } = room()
    expect(reasonsOf(edit('mara', takes(200)))).toEqual([])
    clock.now += seconds * SECOND
    expect(reasonsOf(edit('mara', takes(200)))).toEqual(points)
  })

  test('writing as much again beside it doesn’t hide it, and isn’t in the point', () => {
    const { edit } = room()
    const written = edit('mara', (write) => {
      write.about.splice(0, 400, 'junk '.repeat(200))
    })
    expect(written?.points).toMatchObject([{ reason: 'before-deletion', state: { about: TEXT } }])
  })

  test('what the disk did not take is gone from the document, and counts for nothing', () => {
    const { edit, history, clock } = room()
    const before = replica(plan, 2)
    before.open.change((write) => write.about.splice(0, 0, TEXT))
    edit('mara', (write) => write.about.splice(0, 0, 'x'.repeat(5000)))
    clock.now += SECOND
    // The room reads the disk anew, and her phone comes back under the same id.
    history.watch({ doc: before.doc, open: before.open as never })
    before.open.change(takes(400))
    expect(reasonsOf(history.take('mara'))).toEqual(['before-deletion'])
  })

  test('what is taken away again, because the disk did not take it, is gone once', () => {
    const { doc, edit, history } = room()
    const before = replica(plan, 2, doc)
    expect(reasonsOf(edit('mara', takes(200)))).toEqual([])
    history.watch({ doc: before.doc, open: before.open as never })
    before.open.change(takes(200))
    expect(reasonsOf(history.take('mara'))).toEqual([])
    before.open.change(takes(150))
    expect(history.take('mara')?.points).toMatchObject([
      { reason: 'before-deletion', state: { about: TEXT } },
    ])
  })

  test('all that the disk has of her phone is what she wrote before', () => {
    const { doc, edit, history, clock } = room()
    const before = replica(plan, 2, doc)
    edit('mara', (write) => write.notes.splice(0, 0, 'not on disk'))
    clock.now += SECOND
    history.watch({ doc: before.doc, open: before.open as never })
    before.open.change(takes(400))
    expect(reasonsOf(history.take('mara'))).toEqual(['before-deletion'])
  })

  test('two people who take away a little each are no mass', () => {
    const { edit } = room()
    expect(reasonsOf(edit('mara', takes(200)))).toEqual([])
    expect(reasonsOf(edit('jelena', takes(150)))).toEqual([])
  })

  test('what one wrote within the minute is one’s own to take away, what stood before is not', () => {
    const { edit, clock } = room()
    edit('mara', (write) => write.about.splice(0, 0, 'x'.repeat(2000)))
    clock.now += 30 * SECOND
    expect(reasonsOf(edit('mara', takes(2000)))).toEqual([])
    edit('mara', (write) => write.about.splice(0, 0, 'x'.repeat(2000)))
    clock.now += 70 * SECOND
    expect(reasonsOf(edit('mara', takes(2000)))).toEqual(['before-deletion'])
  })

  test.each([
    ['much', 0, 301],
    ['little', 880, 40],
  ])(
    'letter by letter it is told as soon as at once, whatever one corrected of one’s own: of %s text',
    (_, gone, stroke) => {
      const { edit } = room()
      if (gone > 0) edit('jelena', takes(gone))
      for (let i = 0; i < 100; i++) {
        edit('mara', (write) => write.about.splice(0, 0, 'x'))
        expect(reasonsOf(edit('mara', takes(1)))).toEqual([])
      }
      const strokes = Array.from({ length: stroke }, () => reasonsOf(edit('mara', takes(1))))
      expect(strokes.findIndex((reasons) => reasons?.length)).toBe(stroke - 1)
    },
  )

  test('a few words of a short plan are no mass, however short it is', () => {
    const { edit } = room()
    edit('jelena', takes(960))
    expect(reasonsOf(edit('mara', takes(39)))).toEqual([])
  })

  test('slots and flags count with what is written in them, claims don’t', () => {
    const { edit, clock } = room()
    clock.now += 1
    for (let i = 0; i < 60; i++)
      edit('jelena', (write) => write.slots.put(recordId(i), { title: 'T'.repeat(20 - SLOT) }))
    const removed = (count: number) =>
      edit('mara', (write) => {
        for (let i = 0; i < count; i++) write.slots.remove(recordId(i))
      })
    // 1,000 characters of text and 1,200 of slots.
    expect(reasonsOf(removed(33))).toEqual([])
    expect(reasonsOf(edit('mara', (write) => write.slots.remove(recordId(40))))).toEqual(['before-deletion'])
  })

  test('the point holds what stood before the first stroke, and what others wrote since', () => {
    const { edit, clock } = room()
    const [first] = [edit('mara', takes(200))]
    expect(first?.apart).toBe(false)
    clock.now += 10 * SECOND
    edit('jelena', (write) => write.notes.splice(0, 0, 'Jelena stays.'))
    const written = edit('mara', takes(300))
    expect(written).toMatchObject({ guardianId: 'mara', apart: true })
    expect(written?.points).toMatchObject([
      { guardianId: 'mara', sinceAt: 1, state: { about: TEXT, notes: 'Jelena stays.' } },
    ])
  })
})

describe('an hour', () => {
  const HOUR = 3600 * SECOND

  test('after the last point the next edit keeps the state before it, once', () => {
    const { edit, clock } = room(1)
    const write = (text: string) => edit('mara', (writing) => writing.notes.splice(0, 0, text))
    expect(reasonsOf(write('a'))).toEqual([])
    clock.now += HOUR
    const due = write('b')
    expect(due?.points).toMatchObject([{ reason: 'hourly', guardianId: null, state: { notes: 'a' } }])
    expect(reasonsOf(write('c'))).toEqual([])
  })

  test('without an edit there is nothing to keep', () => {
    const { history, clock } = room(1)
    clock.now += HOUR
    expect(history.take('mara')).toBeUndefined()
  })
})
