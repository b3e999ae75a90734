import { openDocument } from '@sidegate/core/documents/open'
import { plan as definition, type PlanState } from '@sidegate/core/documents/plan'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { NotSaved } from '#lib/live/local-store.ts'
import { obstacleTo, sendAgain } from './send-again.ts'
import { type Part, partsOf, placeIn } from './unsaved-parts.ts'

const BROWNIES = 'B'.repeat(22)
const GONE = 'G'.repeat(22)
const MARAS = `fam_${'M'.repeat(22)}`

let clock = 0
const lost = (path: string, text: string, more: Partial<NotSaved> = {}): NotSaved => ({
  reason: 'full',
  path,
  text,
  client: 7,
  clock: clock++,
  ...more,
})

/** Mara's page: what the plan says, and what she may. */
function page(part: 'guest' | 'host' = 'guest') {
  const document = openDocument(definition, new Y.Doc())
  document.change((edit) => {
    edit.slots.put(BROWNIES, {
      kind: 'bring',
      title: 'Brownies',
      quantity: 2,
      unit: 'trays',
      order: 'a0',
      note: '',
    })
    edit.notes.splice(0, 0, 'Park on the street. Bring chairs.')
  })
  let ids = 0
  const unsaved = {
    plan: {
      facts: { part } as never, // the one fact that is asked for
      get content(): PlanState {
        return document.read()
      },
    },
    document: Object.assign(document, { held: null as unknown, status: 'live' }),
    may: (collection: string, change: string, owner?: string) =>
      part === 'host' ||
      collection === 'notes' ||
      (collection === 'slots' && change === 'add') ||
      owner === MARAS,
    ownId: () => String(ids++).padStart(22, 'n'),
    owner: (id: string) => (id === BROWNIES ? 'another' : MARAS),
    isOwn: (id: string) => id.startsWith('n'),
  }
  const partOf = (...words: NotSaved[]) => partsOf(words, document.read())[0] as Part
  return { document, unsaved, partOf, read: () => document.read() }
}

describe('parts', () => {
  test('fields of what is in the plan are parts of their own; of what is gone, all words are one', () => {
    const record = { kind: 'play', title: 'Kite', quantity: 3, unit: '', order: 'a1', note: 'with tail' }
    const parts = partsOf(
      [
        lost('notes', 'Hello. ', { after: 'street. ' }),
        lost(`slots/${BROWNIES}/title`, 'Brownies, no nuts'),
        lost(`slots/${BROWNIES}/note`, 'Corner pieces'),
        lost(`slots/${GONE}/note`, 'with tail', { record }),
        lost(`slots/${GONE}/title`, 'Kite', { record }),
        lost('somewhere/else', 'Words'),
      ],
      page().read(),
    )
    expect(parts.map(({ way, text }) => [way.to, text])).toEqual([
      ['text', 'Hello. '],
      ['slot', 'Brownies, no nuts'],
      ['slot', 'Corner pieces'],
      ['new-slot', 'Kite\nwith tail'],
      ['nowhere', 'Words'],
    ])
    expect(parts[3]?.way).toEqual({
      to: 'new-slot',
      slot: { kind: 'play', title: 'Kite', quantity: 3, unit: '', note: 'with tail' },
    })
  })

  test('words go back behind what they stood behind, else to the end on a line of their own', () => {
    expect(placeIn('Park on the street. Bring chairs.', 'Not on grass. ', 'on the street. ')).toEqual({
      at: 20,
      insert: 'Not on grass. ',
    })
    expect(placeIn('Bring chairs. Bring chairs. ', 'Two.', 'Bring chairs. ')).toEqual({
      at: 28,
      insert: 'Two.',
    })
    expect(placeIn('Other words.', ' Mine.', 'on the street.')).toEqual({ at: 12, insert: '\nMine.' })
    expect(placeIn('', ' Mine.', 'on the street.')).toEqual({ at: 0, insert: 'Mine.' })
  })
})

describe('sending again', () => {
  test('puts exactly this part back, by the ordinary verbs', () => {
    const { unsaved, partOf, read } = page('host')
    sendAgain(partOf(lost(`slots/${BROWNIES}/note`, 'Corner pieces')), unsaved)
    sendAgain(partOf(lost('notes', 'Not on grass. ', { after: 'on the street. ' })), unsaved)
    sendAgain(partOf(lost(`slots/${GONE}/title`, 'Kite', { record: { kind: 'play', quantity: 3 } })), unsaved)
    sendAgain(partOf(lost(`timeline/${GONE}/title`, 'Sparklers', { record: { at: '16:30' } })), unsaved)
    const claim = { record: { quantity: 2 } }
    sendAgain(partOf(lost(`claims/${BROWNIES}:${MARAS}/note`, 'One tray', claim)), unsaved)
    const { slots, notes, timeline, claims } = read()
    expect(notes).toBe('Park on the street. Not on grass. Bring chairs.')
    expect(slots).toMatchObject([
      { title: 'Brownies', note: 'Corner pieces', quantity: 2 },
      { title: 'Kite', kind: 'play', quantity: 3 },
    ])
    expect(timeline).toMatchObject([{ at: '16:30', title: 'Sparklers' }])
    expect(claims).toEqual([{ slotId: BROWNIES, familyId: MARAS, quantity: 2, note: 'One tray' }])
  })

  test('asks first: over, not hers, no room, no such place, nothing taken just now', () => {
    const { unsaved, partOf } = page()
    const note = partOf(lost('notes', 'Hello.'))
    const anew = partOf(lost(`slots/${GONE}/title`, 'Kite'))
    expect(obstacleTo(note, unsaved)).toBe(null)
    expect(obstacleTo(anew, unsaved)).toBe(null)
    expect(obstacleTo(partOf(lost('about', 'Hello.')), unsaved)).toBe('not-yours')
    expect(obstacleTo(partOf(lost(`slots/${BROWNIES}/note`, 'Hello.')), unsaved)).toBe('not-yours')
    expect(obstacleTo(partOf(lost('frame/area', 'Hello.')), unsaved)).toBe('gone')
    expect(obstacleTo(partOf(lost('notes', 'x'.repeat(19_990))), unsaved)).toBe('full')
    const { content } = unsaved.plan
    const over = { ...content, frame: { ...content.frame, state: 'over' as const } }
    expect(obstacleTo(note, { ...unsaved, plan: { ...unsaved.plan, content: over } })).toBe('over')
    unsaved.document.held = 'read-only'
    expect(obstacleTo(note, unsaved)).toBe('waits')
    unsaved.document.held = null
    for (let i = 0; i < 30; i++) sendAgain(anew, unsaved)
    expect(obstacleTo(anew, unsaved)).toBe('full')
  })

  test('what is too long for its field is said, and never throws', () => {
    const { unsaved, partOf } = page('host')
    expect(obstacleTo(partOf(lost(`slots/${BROWNIES}/unit`, 'u'.repeat(21))), unsaved)).toBe('bad-value')
    const record = { kind: 'nonsense', quantity: -4, title: 'T'.repeat(200) }
    const anew = partOf(lost(`slots/${GONE}/note`, 'n'.repeat(900), { record }))
    expect(() => sendAgain(anew, unsaved)).not.toThrow()
  })
})
