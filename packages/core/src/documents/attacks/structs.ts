/** Attacks on the form of the bytes: structs and sections that are not what they seem. */
import * as Y from 'yjs'
import { recordId } from '../../testing/replicas.ts'
import {
  type Attack,
  gc,
  item,
  lastOf,
  NEW,
  raw,
  type Scene,
  swapped,
  updateOf,
  value,
  word,
} from './scene.ts'

/** The last byte of what a guest sends who adds a slot and takes a letter away. */
function honest({ phone }: Scene): Uint8Array {
  phone.doc.transact(() => {
    phone.open.change((edit) => {
      edit.slots.put(recordId(9), { title: 'Ice cream' })
      edit.notes.splice(0, 1, 'h')
    })
  })
  return lastOf(phone)
}

/** One section of one client, its structs by hand. */
const section = (count: number, write: (encoder: Y.UpdateEncoderV1) => void) =>
  raw((encoder) => {
    encoder.writeLen(1)
    encoder.writeLen(count)
    encoder.writeClient(NEW)
    encoder.writeLen(0)
    write(encoder)
  })

const inNotes = (encoder: Y.UpdateEncoderV1, kind: number) => {
  encoder.writeInfo(kind)
  encoder.writeParentInfo(true)
  encoder.writeString('notes')
}

export const structAttacks: readonly Attack[] = [
  {
    name: 'a collected struct of no length',
    does: 'makes a document that nobody can load',
    reason: 'malformed',
    bytes: () => updateOf([gc(NEW, 0, 0)]),
  },
  {
    name: 'a text of no length',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'malformed',
    bytes: () => updateOf([item([NEW, 0], word(''), { parent: 'notes' })]),
  },
  {
    name: 'deleted content of no length',
    does: 'is half applied and throws',
    reason: 'malformed',
    bytes: () => updateOf([item([NEW, 0], new Y.ContentDeleted(0), { parent: 'notes' })]),
  },
  {
    name: 'a value that is none',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'malformed',
    by: 'host',
    bytes: () => updateOf([item([NEW, 0], value(), { parent: 'needs', sub: 'noGifts' })]),
  },
  {
    name: 'an empty text ahead of words',
    does: 'means another thing than its bytes say',
    reason: 'malformed',
    bytes: () =>
      updateOf([
        item([NEW, 0], word(''), { parent: 'notes' }),
        item([NEW, 0], word('x'), { parent: 'notes' }),
      ]),
  },
  {
    name: 'a gap said aloud',
    does: 'means another thing than its bytes say',
    reason: 'malformed',
    bytes: () =>
      section(1, (encoder) => {
        for (const byte of [10, 5, 0]) encoder.writeInfo(byte)
      }),
  },
  {
    name: 'a gap said aloud between words',
    does: 'waits in the document for ever',
    reason: 'malformed',
    bytes: () =>
      section(3, (encoder) => {
        item([NEW, 0], word('x'), { parent: 'notes' }).write(encoder, 0)
        for (const byte of [10, 5]) encoder.writeInfo(byte)
        item([NEW, 6], word('y'), { parent: 'notes' }).write(encoder, 0)
        encoder.writeLen(0)
      }),
  },
  {
    name: 'an update that ends within its deletions',
    does: 'is half applied and throws',
    reason: 'malformed',
    bytes: (scene) => honest(scene).slice(0, -1),
  },
  {
    name: 'an update that ends within a struct',
    does: 'throws',
    reason: 'malformed',
    bytes: (scene) => honest(scene).slice(0, 20),
  },
  {
    name: 'an update without its deletions',
    does: 'is half applied and throws',
    reason: 'malformed',
    bytes: () => updateOf([item([NEW, 0], word('x'), { parent: 'notes' })]).slice(0, -1),
  },
  {
    name: 'something behind the end',
    does: 'means another thing than its bytes say',
    reason: 'malformed',
    bytes: () => Uint8Array.of(0, 0, ...new Uint8Array(1000)),
  },
  {
    name: 'nothing at all',
    does: 'throws',
    reason: 'malformed',
    bytes: () => new Uint8Array(0),
  },
  {
    name: 'two sections of one client, of which Yjs applies the second alone',
    does: 'waits in the document for ever',
    reason: 'malformed',
    bytes: () =>
      raw((encoder) => {
        encoder.writeLen(2)
        for (const clock of [0, 1]) {
          encoder.writeLen(1)
          encoder.writeClient(NEW)
          encoder.writeLen(clock)
          item([NEW, clock], word('a'), { parent: 'notes' }).write(encoder, 0)
        }
        encoder.writeLen(0)
      }),
  },
  {
    name: 'two sections of one client for one clock',
    does: 'means another thing than its bytes say',
    reason: 'malformed',
    bytes: () =>
      raw((encoder) => {
        encoder.writeLen(2)
        for (const text of ['polite', 'rude']) {
          encoder.writeLen(1)
          encoder.writeClient(NEW)
          encoder.writeLen(0)
          item([NEW, 0], word(text), { parent: 'notes' }).write(encoder, 0)
        }
        encoder.writeLen(0)
      }),
  },
  {
    name: 'a section without structs',
    does: 'means another thing than its bytes say',
    reason: 'malformed',
    bytes: () => Uint8Array.of(1, 0, NEW, 0, 0),
  },
  {
    name: 'more structs said than sent',
    does: 'throws',
    reason: 'malformed',
    bytes: () =>
      raw((encoder) => {
        encoder.writeLen(1)
        encoder.writeLen(1900)
        encoder.writeClient(NEW)
        encoder.writeLen(0)
        gc(NEW, 0, 1).write(encoder, 0)
      }),
  },
  {
    name: 'so many structs said that a list is made for them',
    does: 'throws',
    reason: 'too-big',
    bytes: () =>
      raw((encoder) => {
        encoder.writeLen(1)
        encoder.writeLen(2 ** 32)
        encoder.writeClient(NEW)
        encoder.writeLen(0)
      }),
  },
  {
    name: 'a struct of a kind that Yjs has not',
    does: 'throws',
    reason: 'malformed',
    bytes: () =>
      section(1, (encoder) => {
        inNotes(encoder, 31)
        encoder.writeLen(0)
      }),
  },
  {
    name: 'a type that Yjs has not',
    does: 'throws',
    reason: 'malformed',
    bytes: () =>
      section(1, (encoder) => {
        inNotes(encoder, 7)
        encoder.writeTypeRef(99)
        encoder.writeLen(0)
      }),
  },
  {
    name: 'a number so padded that Yjs reads none',
    does: 'means another thing than its bytes say',
    reason: 'malformed',
    bytes: () => Uint8Array.of(...new Array(200).fill(0x80), 0, 0),
  },
  {
    name: 'a length beyond the end',
    does: 'throws',
    reason: 'malformed',
    bytes: () =>
      section(1, (encoder) => {
        inNotes(encoder, 4)
        encoder.writeLen(2 ** 30)
      }),
  },
  {
    name: 'a text that is no UTF-8',
    does: 'throws',
    reason: 'malformed',
    bytes: () =>
      swapped(updateOf([item([NEW, 0], word('xxxx'), { parent: 'notes' })]), 'xxxx', '\xff\xfe\xff\xfe'),
  },
  {
    name: 'half of a surrogate pair',
    does: 'throws',
    reason: 'malformed',
    bytes: () => swapped(updateOf([item([NEW, 0], word('xxx'), { parent: 'notes' })]), 'xxx', '\xed\xa0\x80'),
  },
  {
    name: 'half of a surrogate pair in a key',
    does: 'throws',
    reason: 'malformed',
    by: 'host',
    bytes: () =>
      swapped(
        updateOf([item([NEW, 0], value(true), { parent: 'needs', sub: 'zzz' })]),
        'zzz',
        '\xed\xa0\x80',
      ),
  },
]
