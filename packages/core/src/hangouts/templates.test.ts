import * as v from 'valibot'
import { expect, test } from 'vitest'
import { planToUpdate } from '../documents/first-content.ts'
import { newId } from '../ids.ts'
import { countingBytes } from '../testing/room-12.ts'
import { type MakeHangout, makeHangoutSchema } from './make-hangout.ts'
import { en } from './templates/en.ts'
import { es } from './templates/es.ts'
import { STARTS, TEMPLATES } from './templates/starts.ts'
import { firstDraft, nextWeekday, templateShape, templateWords } from './templates.ts'

const bytes = countingBytes()
const ids = () => newId(bytes())
const asked = (change: Partial<MakeHangout> = {}): MakeHangout => ({
  start: 'board-game-night',
  language: 'en',
  title: "Board games at Zuri's",
  startsAt: '2026-12-04T17:30',
  endsAt: '2026-12-04T19:30',
  area: 'Blue door, two stops from school',
  costBand: 'free',
  rainPlan: '',
  ...change,
})

test('a first draft holds what the host chose and what the template brings', () => {
  const draft = firstDraft(asked(), 'America/New_York', ids)
  expect(draft.frame).toEqual({
    title: "Board games at Zuri's",
    startsAt: '2026-12-04T17:30',
    endsAt: '2026-12-04T19:30',
    zone: 'America/New_York',
    area: 'Blue door, two stops from school',
    costBand: 'free',
    rainPlan: '',
    state: 'draft',
    drawing: 'dice',
  })
  expect(draft.about).toContain('a table for loud ones')
  expect(draft.timeline.map(({ at }) => at)).toEqual(['17:30', '17:45', '18:45', '19:15'])
  expect(draft.slots).toHaveLength(9)
  expect(draft.claims).toEqual([])
})

test.each(STARTS.flatMap((start) => (['en', 'es'] as const).map((language) => ({ start, language }))))(
  'every start founds a plan that its own gate would take: $start, $language',
  ({ start, language }) => {
    const draft = firstDraft(asked({ start, language }), 'Europe/Madrid', ids)
    // Founding throws on a value that doesn't fit its place.
    const update = planToUpdate(draft)
    expect(update.byteLength).toBeGreaterThan(0)
    const orders = draft.slots.map(({ order }) => order)
    expect(orders).toEqual([...orders].sort())
    expect(new Set(draft.slots.map(({ id }) => id)).size).toBe(draft.slots.length)
  },
)

test('a shorter hangout leaves out the moments that it has no room for, and none lies outside its hours', () => {
  const short = firstDraft(asked({ endsAt: '2026-12-04T18:00' }), 'UTC', ids)
  expect(short.timeline.map(({ at }) => at)).toEqual(['17:30', '17:45', '17:45'])
  const instant = firstDraft(asked({ endsAt: '2026-12-04T17:35' }), 'UTC', ids)
  expect(instant.timeline.map(({ at }) => at)).toEqual(['17:30'])
})

test('blank brings nothing of its own', () => {
  const draft = firstDraft(asked({ start: 'blank' }), 'UTC', ids)
  expect([draft.about, draft.slots, draft.timeline]).toEqual(['', [], []])
  expect(templateWords('blank', 'en')).toBeNull()
})

test('house rule 7: templates are free, and say the same in both languages', () => {
  for (const id of TEMPLATES) {
    expect(templateShape(id).costBand).toBe('free')
    expect(es[id].timeline.map(({ at }) => at)).toEqual(en[id].timeline.map(({ at }) => at))
    const shape = (slots: (typeof en)['board-game-night']['slots']) =>
      slots.map(({ kind, quantity }) => [kind, quantity])
    expect(shape(es[id].slots)).toEqual(shape(en[id].slots))
  }
})

test('the day that is offered is the next fitting one, far enough ahead to be asked', () => {
  expect(nextWeekday('2026-11-22', 6)).toBe('2026-11-28')
  expect(nextWeekday('2026-11-24', 6)).toBe('2026-12-05')
  expect(nextWeekday('2026-12-29', 5, 3)).toBe('2027-01-01')
})

test('a hangout that ends before it starts, or on no day of the calendar, is not made', () => {
  const faults = (change: object) => v.safeParse(makeHangoutSchema, { ...asked(), ...change }).issues ?? []
  expect(faults({})).toEqual([])
  expect(faults({ endsAt: '2026-12-04T17:30' })[0]?.message).toBe('ends-before-start')
  expect(faults({ startsAt: '2026-11-31T10:00' })).not.toEqual([])
  expect(faults({ title: '   ' })).not.toEqual([])
  expect(faults({ start: 'bouncy-castle' })).not.toEqual([])
})
