import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { familyId, guardianId, recordId, replica } from '../testing/replicas.ts'
import { type Change, changesOf, mergeChange } from './changes.ts'
import type { EditOf } from './open.ts'
import { plan } from './plan.ts'
import { bringBack, mayUndo, undoChange } from './undo.ts'

const LEMONADE = recordId(1)
const base = 'The quick brown fox jumps over the lazy dog'

/** The house's copy, in which every change is heard by who made it. */
function house() {
  const { doc, open } = replica(plan, 9)
  const heard: Change[] = []
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    heard.push(...changesOf(plan, transaction))
  })
  const change = (write: (edit: EditOf<typeof plan.collections>) => void) => {
    heard.length = 0
    open.change(write)
    return heard.splice(0)
  }
  change((edit) => {
    edit.about.splice(0, 0, base)
    edit.slots.put(LEMONADE, { title: 'Lemonade', quantity: 2 })
  })
  return { doc, open, heard, change, about: () => open.text('about').toString() }
}

const burstOf = (changes: Change[]) => {
  const [first, ...rest] = changes
  return rest.reduce<Change | null>((sum, next) => (sum ? mergeChange(sum, next) : next), first ?? null)
}

describe('texts', () => {
  const edit = fc.record({
    who: fc.constantFrom('one', 'another'),
    at: fc.nat(60),
    remove: fc.nat(9),
    insert: fc.stringMatching(/^[a-z]{0,5}$/),
  })

  test('what one person wrote and took away is undone to the letter', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 20, size: 'max' }), (edits) => {
        const { doc, change, about } = house()
        const made = edits.flatMap(({ at, remove, insert }) =>
          change((write) => write.about.splice(at, remove, insert)),
        )
        const burst = burstOf(made)
        if (burst) undoChange(plan, doc, burst)
        expect(about()).toBe(base)
      }),
    )
  })

  test('what others wrote meanwhile stays, what they took away stays away, in any order of edits', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 25, size: 'max' }), (edits) => {
        const { doc, change, about } = house()
        // Capitals are the others'; they write between and take away what they like.
        const mine: Change[] = []
        const othersGone = new Set<string>()
        for (const { who, at, remove, insert } of edits) {
          const made = change((write) =>
            write.about.splice(at, remove, who === 'one' ? insert : insert.toUpperCase()),
          )
          if (who === 'one') mine.push(...made)
          else for (const id of removedIds(made)) othersGone.add(id)
        }
        const burst = burstOf(mine)
        if (!burst) return
        const wanted = lettersOf(doc)
          .filter(({ id }) => !insertedIds([burst]).has(id))
          .map(({ letter }) => letter)
        undoChange(plan, doc, burst)
        const back = removedIds([burst]).size
        expect(about().length).toBe(wanted.length + back)
        expect(isSubsequence(wanted, [...about()])).toBe(true)
        expect(undoChange(plan, doc, { path: 'about', inserted: [], removed: [] })).toBe('changed-since')
      }),
    )
  })

  test('nothing is put back into another epoch', () => {
    const { doc } = house()
    const run = { client: 77, clock: 3, text: 'old' }
    expect(undoChange(plan, doc, { path: 'about', inserted: [run], removed: [run] })).toBe('changed-since')
  })
})

describe('entries', () => {
  test('a removed record comes back whole, an added one goes, unless somebody touched it since', () => {
    const { doc, open, change } = house()
    const before = open.read()
    const [removal] = change((edit) => edit.slots.remove(LEMONADE)) as [Change]
    expect(undoChange(plan, doc, removal)).toBe('done')
    expect(open.read()).toEqual(before)
    expect(undoChange(plan, doc, removal)).toBe('changed-since')

    const [addition] = change((edit) => edit.slots.put(recordId(2), { title: 'Candles' })) as [Change]
    change((edit) => edit.slots.set(recordId(2), { quantity: 5 }))
    expect(undoChange(plan, doc, addition)).toBe('changed-since')
    change((edit) => edit.slots.set(recordId(2), { quantity: 1 }))
    expect(undoChange(plan, doc, addition)).toBe('done')
    expect(open.read()).toEqual(before)
  })

  test('a field goes back if it is as it was left; in a removed record there is none', () => {
    const { doc, open, change } = house()
    const [renaming] = change((edit) => edit.slots.set(LEMONADE, { title: 'Iced tea' })) as [Change]
    change((edit) => edit.slots.remove(LEMONADE))
    expect(undoChange(plan, doc, renaming)).toBe('changed-since')
    change((edit) => edit.slots.put(LEMONADE, { title: 'Iced tea' }))
    expect(undoChange(plan, doc, renaming)).toBe('done')
    expect(open.read().slots[0]?.title).toBe('Lemonade')
    const emptied: Change = { path: `slots/${recordId(9)}/note`, label: null, before: 'x', after: null }
    expect(undoChange(plan, doc, emptied)).toBe('changed-since')
    const [flag] = change((edit) => edit.needs.set({ noGifts: true })) as [Change]
    expect(undoChange(plan, doc, flag)).toBe('done')
    expect(open.read().needs.noGifts).toBe(false)
  })

  test('bringing back leaves what was added, and never gives an answer', () => {
    const { doc, open, change } = house()
    const key = { slotId: LEMONADE, familyId: familyId(1) }
    const [claim] = change((edit) => edit.claims.put(key, { quantity: 1 })) as [Change]
    const [release] = change((edit) => edit.claims.remove(key)) as [Change]
    expect(bringBack(plan, doc, release)).toBe(false)
    expect(open.read().claims).toEqual([])
    expect(bringBack(plan, doc, claim)).toBe(false)
    const words = change((edit) => edit.about.splice(0, 9, 'Mine ')) as [Change]
    expect(bringBack(plan, doc, words[0])).toBe(true)
    expect(open.read().about.replace('Mine ', '')).toBe(base)
  })
})

test('undoing takes no more power than the edit that it is', () => {
  const rights = (part: 'host' | 'guest', familyIs: string, over = false) => ({
    actor: { part, guardianId: guardianId(1), familyId: familyId(1), kidIds: [] },
    over,
    familyOf: () => familyIs,
  })
  const removal: Change = { path: `slots/${LEMONADE}`, label: null, before: { title: 'x' }, after: null }
  const about: Change = { path: 'about', inserted: [], removed: [] }
  const clearing: Change = {
    path: `claims/${LEMONADE}:${familyId(2)}`,
    label: null,
    before: { quantity: 1 },
    after: null,
  }
  expect(mayUndo(plan, removal, rights('guest', familyId(1)))).toBe(true)
  expect(mayUndo(plan, removal, rights('guest', familyId(2)))).toBe(false)
  expect(mayUndo(plan, removal, rights('host', familyId(2)))).toBe(true)
  expect(mayUndo(plan, removal, rights('host', familyId(2), true))).toBe(false)
  // A co-host once, a guest now.
  expect(mayUndo(plan, about, rights('guest', familyId(1)))).toBe(false)
  // Who clears somebody's claim can't give it in their name.
  expect(mayUndo(plan, clearing, rights('host', familyId(1)))).toBe(false)
  const moved: Change = { path: 'frame/title', label: null, before: 'a', after: 'b' }
  expect(mayUndo(plan, moved, rights('host', familyId(1)))).toBe(false)
})

function lettersOf(doc: Y.Doc) {
  const letters: { id: string; letter: string }[] = []
  for (let item = doc.getText('about')._start; item; item = item.right) {
    if (item.deleted) continue
    for (const [i, letter] of [...(item.content as Y.ContentString).str].entries())
      letters.push({ id: `${item.id.client}:${item.id.clock + i}`, letter })
  }
  return letters
}

const idsOf = (changes: Change[], which: 'inserted' | 'removed') =>
  new Set(
    changes.flatMap((change) =>
      'inserted' in change
        ? change[which].flatMap((run) => [...run.text].map((_, i) => `${run.client}:${run.clock + i}`))
        : [],
    ),
  )
const insertedIds = (changes: Change[]) => idsOf(changes, 'inserted')
const removedIds = (changes: Change[]) => idsOf(changes, 'removed')

function isSubsequence(short: string[], long: string[]): boolean {
  let at = 0
  for (const letter of long) if (letter === short[at]) at++
  return at === short.length
}
