import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { familyId, recordId, replica } from '../testing/replicas.ts'
import { type Change, changesOf, isTextChange, mergeChange, type TextChange, weightOf } from './changes.ts'
import { plan } from './plan.ts'

const LEMONADE = recordId(1)

/** A plan whose changes are kept, transaction by transaction. */
function watched(clientId = 1, from?: Y.Doc) {
  const phone = replica(plan, clientId, from)
  const heard: Change[][] = []
  phone.doc.on('afterTransaction', (transaction: Y.Transaction) => {
    heard.push(changesOf(plan, transaction))
  })
  return { ...phone, heard, last: () => heard.at(-1) ?? [] }
}

describe('entries', () => {
  test('a record is added, edited and removed with what stood there before', () => {
    const { open, last } = watched()
    open.change((edit) => edit.slots.put(LEMONADE, { title: 'Lemonade', quantity: 2 }))
    const added = last()[0]
    expect(added).toMatchObject({ path: `slots/${LEMONADE}`, label: 'Lemonade', before: null })
    expect(last()).toHaveLength(1)
    open.change((edit) => edit.slots.set(LEMONADE, { title: 'Iced tea' }))
    expect(last()).toEqual([
      { path: `slots/${LEMONADE}/title`, label: 'Iced tea', before: 'Lemonade', after: 'Iced tea' },
    ])
    open.change((edit) => edit.slots.remove(LEMONADE))
    expect(last()).toEqual([
      {
        path: `slots/${LEMONADE}`,
        label: 'Iced tea',
        before: { kind: 'bring', title: 'Iced tea', quantity: 2, unit: '', order: '', note: '' },
        after: null,
      },
    ])
  })

  test('an edit and a removal in one transaction tell what stood before both', () => {
    const { open, last } = watched()
    open.change((edit) => edit.slots.put(LEMONADE, { title: 'Lemonade' }))
    open.change((edit) => {
      edit.slots.set(LEMONADE, { title: 'Iced tea' })
      edit.slots.remove(LEMONADE)
    })
    expect(last()).toMatchObject([{ path: `slots/${LEMONADE}`, before: { title: 'Lemonade' }, after: null }])
  })

  test('a claim bears the title of its slot; needs and frame have fields', () => {
    const { open, last } = watched()
    open.change((edit) => edit.slots.put(LEMONADE, { title: 'Lemonade' }))
    open.change((edit) => edit.claims.put({ slotId: LEMONADE, familyId: familyId(1) }, { quantity: 2 }))
    expect(last()).toEqual([
      {
        path: `claims/${LEMONADE}:${familyId(1)}`,
        label: 'Lemonade',
        before: null,
        after: { quantity: 2, note: '' },
      },
    ])
    open.change((edit) => edit.needs.set({ noGifts: true }))
    expect(last()).toEqual([{ path: 'needs/noGifts', label: null, before: null, after: true }])
  })

  test('a late edit that loses to another one changed nothing', () => {
    const house = watched(9)
    house.open.change((edit) => edit.slots.put(LEMONADE, { title: 'Lemonade' }))
    const late = replica(plan, 1, house.doc)
    const winner = replica(plan, 2, house.doc)
    late.open.change((edit) => edit.slots.set(LEMONADE, { title: 'Late' }))
    winner.open.change((edit) => edit.slots.set(LEMONADE, { title: 'Winner' }))
    for (const update of winner.sent) Y.applyUpdate(house.doc, update)
    expect(house.last()).toMatchObject([{ before: 'Lemonade', after: 'Winner' }])
    for (const update of late.sent) Y.applyUpdate(house.doc, update)
    expect(house.last()).toEqual([])
    expect(house.open.read().slots[0]?.title).toBe('Winner')
  })
})

describe('texts', () => {
  test('runs have the ids of their characters, and what is taken away its words in order', () => {
    const { open, last } = watched(7)
    const about = open.text('about')
    about.splice(0, 0, 'bring shoes')
    expect(last()).toEqual([
      { path: 'about', inserted: [{ client: 7, clock: 0, text: 'bring shoes' }], removed: [] },
    ])
    about.splice(0, 0, 'please ')
    about.splice(4, 8, '')
    expect(last()).toEqual([
      {
        path: 'about',
        inserted: [],
        removed: [
          { client: 7, clock: 15, text: 'se ' },
          { client: 7, clock: 0, text: 'bring' },
        ],
      },
    ])
    expect(weightOf(last()[0] as Change)).toEqual({ added: 0, removed: 8 })
  })
})

describe('a burst', () => {
  const typed = (parts: Change[]) =>
    parts.reduce<Change | null>((sum, part) => (sum ? mergeChange(sum, part) : part), null)

  test('typing is one change; a character that came in the same burst and went again was never there', () => {
    const { open, heard } = watched(7)
    const about = open.text('about')
    for (const [at, letter] of [...'helloo'].entries()) about.splice(at, 0, letter)
    about.splice(5, 1, '')
    about.splice(5, 0, '!')
    expect(typed(heard.flat())).toEqual({
      path: 'about',
      inserted: [
        { client: 7, clock: 0, text: 'hello' },
        { client: 7, clock: 6, text: '!' },
      ],
      removed: [],
    })
    about.splice(0, 6, '')
    expect(typed(heard.flat())).toBeNull()
  })

  test('words taken away by backspace read forwards', () => {
    const first = replica(plan, 1)
    first.open.text('about').splice(0, 0, 'bring shoes')
    const { open, heard } = watched(7, first.doc)
    for (let at = 10; at >= 6; at--) open.text('about').splice(at, 1, '')
    expect(typed(heard.flat())).toMatchObject({ removed: [{ client: 1, clock: 6, text: 'shoes' }] })
  })

  test('a field set several times keeps what stood first; set back, nothing is left', () => {
    const set = (before: string, after: string): Change => ({
      path: 'frame/title',
      label: null,
      before,
      after,
    })
    expect(typed([set('a', 'b'), set('b', 'c')])).toEqual(set('a', 'c'))
    expect(typed([set('a', 'b'), set('b', 'a')])).toBeNull()
  })

  test('whatever one types and takes away, the burst tells exactly what came and what went', () => {
    const step = fc.record({ at: fc.nat(40), remove: fc.nat(6), insert: fc.stringMatching(/^[a-z]{0,4}$/) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
        const first = replica(plan, 1)
        first.open.text('about').splice(0, 0, 'the quick brown fox jumps')
        const { open, heard, doc } = watched(2, first.doc)
        for (const { at, remove, insert } of steps) open.text('about').splice(at, remove, insert)
        const burst = (typed(heard.flat()) ?? { path: 'about', inserted: [], removed: [] }) as TextChange
        expect(isTextChange(burst)).toBe(true)
        // Only the first person's words can be gone, only the second's can have come.
        expect(burst.removed.every(({ client }) => client === 1)).toBe(true)
        const alive = [...live(doc)]
        const ids = (client: number) => alive.filter((id) => id.client === client).map((id) => id.clock)
        const came = burst.inserted.flatMap((run) => [...run.text].map((_, i) => run.clock + i))
        expect(came.sort((a, b) => a - b)).toEqual(ids(2).sort((a, b) => a - b))
        const went = burst.removed.flatMap((run) => [...run.text].map((_, i) => run.clock + i))
        expect(new Set([...went, ...ids(1)]).size).toBe('the quick brown fox jumps'.length)
        expect(went.length + ids(1).length).toBe('the quick brown fox jumps'.length)
      }),
    )
  })
})

function* live(doc: Y.Doc): Iterable<{ client: number; clock: number }> {
  for (let item = doc.getText('about')._start; item; item = item.right) {
    if (item.deleted) continue
    for (let i = 0; i < item.length; i++) yield { client: item.id.client, clock: item.id.clock + i }
  }
}
