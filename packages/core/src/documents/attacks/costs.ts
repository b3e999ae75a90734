/** Attacks on everybody's time and memory: small bytes, long work. */
import * as Y from 'yjs'
import { type Attack, gc, type Id, item, NEW, updateOf, value, word } from './scene.ts'

const SEARCH = 'costs a long search'
const SWELLS = 'swells what every join carries'

/** A text that was typed backwards, letter by letter, by two clients of the attacker: nothing of it merges. */
function longText(doc: Y.Doc, letters: number) {
  const items = Array.from({ length: letters }, (_, i) =>
    item([100_000, i], word('x'), i ? { right: [100_000, i - 1] } : { parent: 'about' }),
  )
  Y.applyUpdate(doc, updateOf(items))
}

/** A need that two clients have switched in turns. */
function longChain(doc: Y.Doc, values: number) {
  let before: Id | null = null
  const items: Y.Item[] = []
  for (let i = 0; i < values; i++) {
    const id: Id = [100_000 + (i % 2), i >> 1]
    items.push(item(id, value(true), before ? { origin: before } : { parent: 'needs', sub: 'noGifts' }))
    before = id
  }
  Y.applyUpdate(doc, updateOf(items))
}

export const costAttacks: readonly Attack[] = [
  {
    name: 'items that name far neighbours, so that every load searches all that lies between',
    does: SEARCH,
    reason: 'malformed',
    bytes: () => {
      const n = 1000
      const items = [item([NEW, 0], word('s'.repeat(n)), { parent: 'notes' })]
      for (let i = 0; i < n; i++) items.push(item([NEW, n + i], word('x'), { right: [NEW, n - 1 - i] }))
      return updateOf(items)
    },
  },
  {
    name: 'items that name far neighbours among stored ones',
    does: SEARCH,
    reason: 'malformed',
    by: 'host',
    prepare: ({ doc }) => longText(doc, 2000),
    bytes: () =>
      updateOf(
        Array.from({ length: 200 }, (_, i) => item([100_000, 2000 + i], word('y'), { right: [100_000, i] })),
      ),
  },
  {
    name: 'twenty clients that each say they had nothing of a long text',
    does: SEARCH,
    reason: 'too-big',
    by: 'host',
    prepare: ({ doc }) => longText(doc, 5000),
    bytes: () =>
      updateOf(Array.from({ length: 20 }, (_, i) => item([200_000 + i, 0], word('y'), { parent: 'about' }))),
  },
  {
    name: 'one letter after the other, each ahead of the last and behind a long text of which nothing was known',
    does: SEARCH,
    reason: 'too-big',
    by: 'host',
    prepare: ({ doc }) => longText(doc, 5000),
    bytes: () =>
      updateOf(
        Array.from({ length: 100 }, (_, i) =>
          item([200_000, i], word('y'), i ? { right: [200_000, i - 1] } : { parent: 'about' }),
        ),
      ),
  },
  {
    name: 'a fresh neighbour at the far end, and many that point to it over a long text',
    does: SEARCH,
    reason: 'malformed',
    by: 'host',
    prepare: ({ doc }) => longText(doc, 5000),
    bytes: () =>
      updateOf([
        item([300_000, 0], word('z'), { origin: [100_000, 0] }),
        ...Array.from({ length: 19 }, (_, i) => item([200_000 + i, 0], word('y'), { right: [300_000, 0] })),
      ]),
  },
  {
    name: 'twenty clients that each say they had nothing of what a need was before',
    does: SEARCH,
    reason: 'too-big',
    by: 'host',
    prepare: ({ doc }) => longChain(doc, 6000),
    bytes: () =>
      updateOf(
        Array.from({ length: 20 }, (_, i) =>
          item([200_000 + i, 0], value(true), { parent: 'needs', sub: 'noGifts' }),
        ),
      ),
  },
  {
    name: 'more structs than an update has room for',
    does: SWELLS,
    reason: 'too-big',
    bytes: () =>
      updateOf(
        Array.from({ length: 2100 }, (_, i) =>
          item([NEW, i], word('x'), i ? { right: [NEW, i - 1] } : { parent: 'notes' }),
        ),
      ),
  },
  {
    name: 'more bytes than a frame has',
    does: 'grows over its limit',
    reason: 'too-big',
    bytes: () => updateOf([item([NEW, 0], word('x'.repeat(70_000)), { parent: 'notes' })]),
  },
  {
    name: 'thirty thousand collected structs as padding',
    does: 'means another thing than its bytes say',
    reason: 'too-big',
    bytes: () => updateOf(Array.from({ length: 30_000 }, (_, i) => gc(NEW, i, 1))),
  },
  {
    name: 'thousands of sub-documents in one frame',
    does: SWELLS,
    reason: 'bad-value',
    bytes: () =>
      updateOf(
        Array.from({ length: 1500 }, (_, i) =>
          item(
            [NEW, i],
            new Y.ContentDoc(new Y.Doc({ guid: 'd' })),
            i ? { origin: [NEW, i - 1] } : { parent: 'notes' },
          ),
        ),
      ),
  },
]
