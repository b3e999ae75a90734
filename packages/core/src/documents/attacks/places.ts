/** Attacks on where things stand: roots, keys and fields that no document has, neighbours of two lists, wrong parents. */
import * as Y from 'yjs'
import { familyId, recordId } from '../../testing/replicas.ts'
import {
  type Attack,
  after,
  foreign,
  idOf,
  item,
  myClaim,
  NEW,
  recordAt,
  type Scene,
  slot,
  updateOf,
  value,
  word,
} from './scene.ts'

// Every object has these, so a look-up by name finds something where nothing was declared.
const INHERITED = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']

const inherited = INHERITED.flatMap((name): Attack[] => [
  {
    name: `a field ${name} of the frame`,
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'unknown-place',
    bytes: after(({ doc }) => doc.getMap('frame').set(name, 1)),
  },
  {
    name: `a field ${name} of the needs`,
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'unknown-place',
    by: 'host',
    bytes: after(({ doc }) => doc.getMap('needs').set(name, 1)),
  },
  {
    name: `a field ${name} of a slot`,
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'unknown-place',
    by: 'host',
    bytes: after((phone) => recordAt(phone, slot).set(name, 1)),
  },
  {
    name: `a root ${name}`,
    does: 'makes a root that no document has',
    reason: 'unknown-place',
    bytes: () => updateOf([item([NEW, 0], value(1), { parent: name, sub: 'a' })]),
  },
])

/** A record in a record in a record. */
function nested(depth: number) {
  return updateOf(
    Array.from({ length: depth }, (_, i) =>
      item(
        [NEW, i],
        new Y.ContentType(new Y.Map()),
        i ? { parent: [NEW, i - 1], sub: 'a' } : { parent: 'slots', sub: recordId(9) },
      ),
    ),
  )
}

const stray = (bytes: (scene: Scene) => Uint8Array) => ({
  does: 'leaves what nobody sees and nobody can take away' as const,
  reason: 'unknown-place' as const,
  by: 'host' as const,
  bytes,
})

export const placeAttacks: readonly Attack[] = [
  ...inherited,
  {
    name: 'a root of its own',
    does: 'makes a root that no document has',
    reason: 'unknown-place',
    bytes: after(({ doc }) => doc.getMap('evil').set('a', 1)),
  },
  {
    name: 'a text in a root of its own',
    does: 'makes a root that no document has',
    reason: 'unknown-place',
    bytes: () => updateOf([item([NEW, 0], word('x'.repeat(10_000)), { parent: 'attic' })]),
  },
  {
    name: 'a root without a name',
    does: 'makes a root that no document has',
    reason: 'unknown-place',
    bytes: () => updateOf([item([NEW, 0], word('x'), { parent: '' })]),
  },
  {
    name: 'a thousand roots in one frame',
    does: 'makes a root that no document has',
    reason: 'unknown-place',
    bytes: () =>
      updateOf(
        Array.from({ length: 1000 }, (_, i) => item([NEW, i], value(1), { parent: `r${i}`, sub: 'a' })),
      ),
  },
  {
    name: 'a root whose name is a whole letter',
    does: 'makes a root that no document has',
    reason: 'unknown-place',
    bytes: () => updateOf([item([NEW, 0], value(1), { parent: 'Dear all, '.repeat(2000), sub: 'a' })]),
  },
  {
    name: 'a list in a map of records',
    ...stray(() => updateOf([item([NEW, 0], value('x'), { parent: 'slots' })])),
  },
  {
    name: 'words in a map of fields',
    ...stray(() => updateOf([item([NEW, 0], word('x'), { parent: 'needs' })])),
  },
  {
    name: 'an entry in a text',
    ...stray(() => updateOf([item([NEW, 0], value('x'), { parent: 'about', sub: 'a' })])),
  },
  {
    name: 'an entry without a name in a text',
    ...stray(() => updateOf([item([NEW, 0], word('x'), { parent: 'notes', sub: '' })])),
  },
  { name: 'a field that no slot has', ...stray(after((phone) => recordAt(phone, slot).set('color', 'red'))) },
  { name: 'a field without a name', ...stray(after((phone) => recordAt(phone, slot).set('', 'red'))) },
  { name: 'a need that nobody knows', ...stray(after(({ doc }) => doc.getMap('needs').set('quiet', true))) },
  {
    name: 'a list in a record',
    ...stray(({ doc }) => updateOf([item([NEW, 0], word('x'), { parent: idOf(doc, 'slots', slot) })])),
  },
  {
    name: "a person's name as a key",
    ...stray(after(({ doc }) => doc.getMap('slots').set('Luka Smith', new Y.Map([['quantity', 1]])))),
  },
  {
    name: 'a huge text as a key',
    ...stray(after(({ doc }) => doc.getMap('slots').set('x'.repeat(20_000), new Y.Map([['quantity', 1]])))),
  },
  {
    name: 'a record id with something behind it',
    ...stray(after(({ doc }) => doc.getMap('slots').set(`${recordId(9)}\n`, new Y.Map([['quantity', 1]])))),
  },
  {
    name: 'a claim whose key is no key',
    ...stray(after(({ doc }) => doc.getMap('claims').set('x', { quantity: 1, note: '' }))),
  },
  {
    name: 'a claim whose key has a third part',
    ...stray(after(({ doc }) => doc.getMap('claims').set(`${myClaim}:more`, { quantity: 1, note: '' }))),
  },
  {
    name: 'a field in a claim',
    ...stray(
      after(({ doc }) => {
        doc.getMap('claims').set(myClaim, new Y.Map([['quantity', 1]]))
      }),
    ),
    reason: 'bad-value',
    does: "changes what isn't the author's to change",
  },
  {
    name: 'a claim of what never was',
    does: "changes what isn't the author's to change",
    reason: 'unknown-place',
    bytes: after(({ doc }) =>
      doc.getMap('claims').set(`${recordId(99)}:${familyId(3)}`, { quantity: 1, note: '' }),
    ),
  },
  {
    name: 'a field of a field',
    does: 'takes from sight what others read',
    reason: 'bad-value',
    by: 'host',
    bytes: after((phone) => recordAt(phone, slot).set('title', new Y.Map([['a', 1]]))),
  },
  {
    name: 'a plain value where a record stands',
    does: 'takes from sight what others read',
    reason: 'bad-value',
    by: 'host',
    bytes: after(({ doc }) => doc.getMap('slots').set(slot, 'text')),
  },
  {
    name: 'records in records, sixty deep',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'unknown-place',
    bytes: () => nested(60),
  },
  {
    name: 'records in records, so deep that reading overflows',
    does: 'makes reading throw',
    reason: 'too-big',
    bytes: () => nested(9000),
  },
  {
    name: 'a record under a letter of a text',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'malformed',
    bytes: ({ doc }) => updateOf([item([NEW, 0], value('x'), { parent: idOf(doc, 'notes'), sub: 'title' })]),
  },
  {
    name: 'a field under a claim',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'malformed',
    bytes: ({ doc }) =>
      updateOf([
        item([NEW, 0], value('x'), { parent: idOf(doc, 'claims', `${slot}:${familyId(4)}`), sub: 'title' }),
      ]),
  },
  {
    name: 'a word between a letter of one text and a letter of another',
    does: "changes what isn't the author's to change",
    reason: 'malformed',
    bytes: ({ doc }) =>
      updateOf([item([NEW, 0], word('x'), { origin: idOf(doc, 'about'), right: idOf(doc, 'notes') })]),
  },
  {
    name: 'a word between a letter and a field',
    does: "changes what isn't the author's to change",
    reason: 'malformed',
    bytes: ({ doc }) =>
      updateOf([
        item([NEW, 0], word('x'), {
          origin: idOf(doc, 'notes'),
          right: idOf(doc, 'slots', foreign, 'title'),
        }),
      ]),
  },
  {
    name: "a word whose left neighbour is another family's title",
    does: 'takes from sight what others read',
    reason: 'bad-value',
    bytes: ({ doc }) =>
      updateOf([item([NEW, 0], word('x'), { origin: idOf(doc, 'slots', foreign, 'title') })]),
  },
  {
    name: 'a value set between the values of two keys',
    does: 'takes from sight what others read',
    reason: 'malformed',
    by: 'host',
    bytes: ({ doc }) =>
      updateOf([
        item([NEW, 0], value('Mine'), {
          origin: idOf(doc, 'slots', slot, 'title'),
          right: idOf(doc, 'slots', foreign, 'title'),
        }),
      ]),
  },
  {
    name: 'a value set ahead of another, where nobody reads it',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'malformed',
    by: 'host',
    bytes: ({ doc }) =>
      updateOf([item([NEW, 0], value('Hidden'), { right: idOf(doc, 'slots', slot, 'title') })]),
  },
  {
    name: 'a word whose right neighbour stands left of its left one',
    does: 'makes a document that nobody can load',
    reason: 'malformed',
    bytes: ({ doc }) => {
      const [client, clock] = idOf(doc, 'notes')
      return updateOf([
        item([NEW, 0], word('x'), { origin: [client, clock + 3], right: [client, clock + 1] }),
      ])
    },
  },
  {
    name: 'a word ahead of one that leans on words which it claims not to have',
    // A newcomer weaves it in before the other words at that spot, and reads them in another order than everybody else.
    does: 'makes a document that nobody can load',
    reason: 'malformed',
    prepare: ({ doc }) =>
      Y.applyUpdate(
        doc,
        updateOf([
          item([70, 0], word('ab'), { parent: 'notes' }),
          item([70, 2], word('wx'), { origin: [70, 1] }),
          item([40, 0], word('z'), { origin: [70, 1] }),
        ]),
      ),
    bytes: () => updateOf([item([NEW, 0], word('!'), { right: [40, 0] })]),
  },
]
