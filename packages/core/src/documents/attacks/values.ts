/** Attacks by what is written: content that no document has, and values that don't fit their field. */
import * as Y from 'yjs'
import { recordId } from '../../testing/replicas.ts'
import {
  type Attack,
  after,
  foreign,
  idOf,
  item,
  lastOf,
  myClaim,
  NEW,
  raw,
  recordAt,
  slot,
  swapped,
  updateOf,
  value,
  word,
} from './scene.ts'

const STAYS = 'leaves what nobody sees and nobody can take away'
const HIDES = 'takes from sight what others read'

/** Over the title of a slot: whoever reads it finds none. */
const overTitle = (name: string, content: () => Y.Item['content']): Attack => ({
  name: `${name} over a slot's title`,
  does: HIDES,
  reason: 'bad-value',
  by: 'host',
  bytes: ({ doc }) => updateOf([item([NEW, 0], content(), { origin: idOf(doc, 'slots', slot, 'title') })]),
})

const overSlot = (name: string, content: () => Y.Item['content']): Attack => ({
  name: `${name} over a slot`,
  does: HIDES,
  reason: 'bad-value',
  by: 'host',
  bytes: ({ doc }) => updateOf([item([NEW, 0], content(), { origin: idOf(doc, 'slots', slot) })]),
})

const type = (make: () => ConstructorParameters<typeof Y.ContentType>[0]) => () => new Y.ContentType(make())

/** Where a default takes the place of what can't be read: bytes that stay and say nothing. */
const quantity = (name: string, of: unknown): Attack => ({
  name: `a quantity that is ${name}`,
  does: STAYS,
  reason: 'bad-value',
  by: 'host',
  bytes: after((phone) => recordAt(phone, foreign).set('quantity', of)),
})

let deep: unknown = 1
for (let depth = 0; depth < 3000; depth++) deep = [deep]

export const valueAttacks: readonly Attack[] = [
  overTitle('bytes', () => new Y.ContentBinary(new Uint8Array(100))),
  overTitle('an embed', () => new Y.ContentEmbed({ image: 'x' })),
  overTitle('JSON of old', () => new Y.ContentJSON(['x'])),
  overTitle('a sub-document', () => new Y.ContentDoc(new Y.Doc())),
  overTitle(
    'a list type',
    type(() => new Y.Array()),
  ),
  overTitle(
    'a text type',
    type(() => new Y.Text()),
  ),
  overTitle(
    'an XML element',
    type(() => new Y.XmlElement('p')),
  ),
  overTitle('words', () => word('x')),
  overTitle('an empty title', () => value('')),
  overTitle('null', () => value(null)),
  overTitle('undefined', () => value(undefined)),
  overTitle('a number', () => value(1)),
  overTitle('a list', () => value(['Brownies'])),
  overTitle('an object', () => value({ title: 'Brownies' })),
  overTitle('a big integer', () => value(1n)),
  overTitle('plain bytes', () => value(new Uint8Array(50))),
  overTitle('many values, the last of them none', () => value('a', 'b', 3)),
  overSlot(
    'a list type',
    type(() => new Y.Array()),
  ),
  overSlot(
    'a text type',
    type(() => new Y.Text('x')),
  ),
  overSlot(
    'an XML fragment',
    type(() => new Y.XmlFragment()),
  ),
  overSlot(
    'an XML element',
    type(() => new Y.XmlElement('p')),
  ),
  overSlot(
    'an XML hook',
    type(() => new Y.XmlHook('x')),
  ),
  overSlot(
    'an XML text',
    type(() => new Y.XmlText()),
  ),
  overSlot('a sub-document', () => new Y.ContentDoc(new Y.Doc())),
  overSlot('bytes', () => new Y.ContentBinary(new Uint8Array(100))),
  overSlot('a plain object', () => value({ title: 'Brownies' })),
  overSlot(
    'an empty record',
    type(() => new Y.Map()),
  ),
  {
    name: 'a mark on words',
    does: STAYS,
    reason: 'bad-value',
    by: 'host',
    bytes: after(({ doc }) => doc.getText('about').format(0, 3, { bold: true })),
  },
  {
    name: 'an embed among words',
    does: STAYS,
    reason: 'bad-value',
    bytes: after(({ doc }) => doc.getText('notes').insertEmbed(0, { image: 'https://example.org/x.png' })),
  },
  {
    name: 'a type among words',
    does: STAYS,
    reason: 'bad-value',
    bytes: ({ doc }) => updateOf([item([NEW, 0], type(() => new Y.Map())(), { right: idOf(doc, 'notes') })]),
  },
  {
    name: 'a sub-document among words',
    does: STAYS,
    reason: 'bad-value',
    bytes: ({ doc }) =>
      updateOf([item([NEW, 0], new Y.ContentDoc(new Y.Doc()), { right: idOf(doc, 'notes') })]),
  },
  {
    name: 'a plain value among words',
    does: STAYS,
    reason: 'bad-value',
    bytes: ({ doc }) => updateOf([item([NEW, 0], value('x'), { right: idOf(doc, 'notes') })]),
  },
  {
    name: 'NUL among words',
    does: "changes what isn't the author's to change",
    reason: 'bad-value',
    bytes: ({ doc }) => updateOf([item([NEW, 0], word('a\0b'), { right: idOf(doc, 'notes') })]),
  },
  {
    name: 'NUL in a title',
    does: "changes what isn't the author's to change",
    reason: 'bad-value',
    by: 'host',
    bytes: after((phone) => recordAt(phone, slot).set('title', 'Brownies\0<script>')),
  },
  {
    name: 'a title longer than any form takes',
    does: HIDES,
    reason: 'bad-value',
    by: 'host',
    bytes: after((phone) => recordAt(phone, slot).set('title', 'x'.repeat(500))),
  },
  {
    name: 'a note of thirty thousand letters',
    does: STAYS,
    reason: 'bad-value',
    by: 'host',
    bytes: after((phone) => recordAt(phone, foreign).set('note', 'x'.repeat(30_000))),
  },
  quantity('not a number', Number.NaN),
  quantity('endless', Number.POSITIVE_INFINITY),
  quantity('less than nothing', -5),
  quantity('nothing, from below', -0),
  quantity('a half', 0.5),
  quantity('a million', 1_000_000),
  quantity('a word', '12'),
  quantity('a big integer', 7n),
  quantity('null', null),
  quantity('undefined', undefined),
  quantity('a list', [1]),
  {
    name: 'a kind that no slot has',
    does: STAYS,
    reason: 'bad-value',
    by: 'host',
    bytes: after((phone) => recordAt(phone, slot).set('kind', 'evil '.repeat(20))),
  },
  {
    name: 'a time of day that no clock shows',
    does: HIDES,
    reason: 'bad-value',
    by: 'host',
    bytes: after(({ doc }) => (doc.getMap('timeline').get(recordId(8)) as Y.Map<unknown>).set('at', '25:99')),
  },
  {
    name: 'an order of other letters',
    does: STAYS,
    reason: 'bad-value',
    by: 'host',
    bytes: after((phone) => recordAt(phone, slot).set('order', '\u{10ffff}')),
  },
  {
    name: 'a value so deep that reading overflows',
    does: STAYS,
    reason: 'bad-value',
    by: 'host',
    bytes: after(({ doc }) => doc.getMap('needs').set('noGifts', deep)),
  },
  {
    name: 'a list of sixty thousand nothings',
    does: STAYS,
    reason: 'bad-value',
    by: 'host',
    bytes: after(({ doc }) => doc.getMap('needs').set('noGifts', new Array(60_000).fill(null))),
  },
  {
    name: 'a record without its title',
    does: STAYS,
    reason: 'bad-value',
    by: 'host',
    bytes: after(({ doc }) => doc.getMap('slots').set(recordId(9), new Y.Map([['quantity', 1]]))),
  },
  {
    // Two tabs of one person may add the same record; what stands is the one that is set last.
    name: 'a record without its title, set over one that has it by the same update',
    does: STAYS,
    reason: 'bad-value',
    bytes: () =>
      updateOf([
        item([NEW, 0], type(() => new Y.Map())(), { parent: 'slots', sub: recordId(9) }),
        item([NEW, 1], value('Seen'), { parent: [NEW, 0], sub: 'title' }),
        item([NEW + 1, 0], type(() => new Y.Map())(), { parent: 'slots', sub: recordId(9) }),
      ]),
  },
  {
    name: 'a claim with more in it than a claim has',
    does: "changes what isn't the author's to change",
    reason: 'bad-value',
    bytes: after(({ doc }) => doc.getMap('claims').set(myClaim, { quantity: 1, note: '', name: 'Luka' })),
  },
  {
    name: 'a claim with a thousand fields',
    does: "changes what isn't the author's to change",
    reason: 'bad-value',
    bytes: after(({ doc }) =>
      doc
        .getMap('claims')
        .set(myClaim, Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, 'Dear all']))),
    ),
  },
  {
    name: 'a claim that hides its quantity in its prototype',
    does: "changes what isn't the author's to change",
    reason: 'bad-value',
    bytes: ({ phone }) => {
      phone.doc.getMap('claims').set(myClaim, { note: '', zzzzzzzzz: { quantity: 7 } })
      return swapped(lastOf(phone), 'zzzzzzzzz', '__proto__')
    },
  },
  {
    name: 'a claim with a text for a prototype',
    does: "changes what isn't the author's to change",
    reason: 'bad-value',
    bytes: ({ phone }) => {
      phone.doc.getMap('claims').set(myClaim, { quantity: 1, note: '', zzzzzzzzz: 'Dear all' })
      return swapped(lastOf(phone), 'zzzzzzzzz', '__proto__')
    },
  },
  ...['constructor', 'toString', 'hasOwnProperty', 'valueOf'].map(
    (name): Attack => ({
      name: `a field ${name} in a claim`,
      does: "changes what isn't the author's to change",
      reason: 'bad-value',
      bytes: ({ phone }) => {
        const blank = 'z'.repeat(name.length)
        phone.doc.getMap('claims').set(myClaim, { quantity: 1, note: '', [blank]: 'Luka lives here' })
        return swapped(lastOf(phone), blank, name)
      },
    }),
  ),
  {
    name: 'a kind of plain value that Yjs has not',
    does: 'throws',
    reason: 'bad-value',
    by: 'host',
    bytes: () =>
      raw((encoder) => {
        encoder.writeLen(1)
        encoder.writeLen(1)
        encoder.writeClient(NEW)
        encoder.writeLen(0)
        encoder.writeInfo(0b0010_1000)
        encoder.writeParentInfo(true)
        encoder.writeString('needs')
        encoder.writeString('noGifts')
        encoder.writeLen(1)
        encoder.writeInfo(99)
        encoder.writeLen(0)
      }),
  },
]
