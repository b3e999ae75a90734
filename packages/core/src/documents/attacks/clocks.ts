/** Attacks by clocks and dependencies: what is missing, what comes too early, what waits for itself. */
import { recordId } from '../../testing/replicas.ts'
import {
  type Attack,
  gc,
  idOf,
  item,
  lastOf,
  MINE,
  NEW,
  raw,
  SERVER,
  slot,
  updateOf,
  VICTIM,
  value,
  word,
} from './scene.ts'

export const clockAttacks: readonly Attack[] = [
  {
    name: 'an edit whose predecessor is missing',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: ({ phone }) => {
      phone.open.change((edit) => edit.notes.splice(0, 0, 'a'))
      phone.open.change((edit) => edit.notes.splice(1, 0, 'b'))
      return lastOf(phone)
    },
  },
  {
    name: 'words far ahead of all clocks',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () => updateOf([item([NEW, 2 ** 40], word('x'), { parent: 'notes' })]),
  },
  {
    name: 'a left neighbour that nobody wrote',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () => updateOf([item([NEW, 0], word('x'), { origin: [NEW + 1, 0] })]),
  },
  {
    name: 'a right neighbour that nobody wrote yet',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () => updateOf([item([NEW, 0], word('x'), { right: [VICTIM, 100_000] })]),
  },
  {
    name: 'a parent that nobody wrote',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () => updateOf([item([NEW, 0], value('x'), { parent: [NEW + 1, 0], sub: 'title' })]),
  },
  {
    name: 'an item that is its own left neighbour',
    does: 'throws',
    reason: 'gap',
    bytes: () => updateOf([item([NEW, 0], word('x'), { origin: [NEW, 0] })]),
  },
  {
    name: 'an item that leans on a later one of its own',
    does: 'throws',
    reason: 'gap',
    bytes: () =>
      updateOf([
        item([NEW, 0], word('x'), { right: [NEW, 1] }),
        item([NEW, 1], word('y'), { parent: 'notes' }),
      ]),
  },
  {
    name: 'a record that is its own parent',
    does: 'throws',
    reason: 'gap',
    bytes: () => updateOf([item([NEW, 0], value('x'), { parent: [NEW, 0], sub: 'title' })]),
  },
  {
    name: 'two clients that wait for each other',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () =>
      updateOf([
        item([NEW, 0], word('x'), { origin: [NEW + 1, 0] }),
        item([NEW + 1, 0], word('y'), { origin: [NEW, 0] }),
      ]),
  },
  {
    name: 'three clients that wait in a ring, behind words that need nobody',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () =>
      updateOf(
        [0, 1, 2].flatMap((i) => [
          item([NEW + i, 0], word('w'), { parent: 'notes' }),
          item([NEW + i, 1], word('x'), { origin: [NEW + ((i + 1) % 3), 1] }),
        ]),
      ),
  },
  {
    name: 'a deletion of what nobody wrote yet',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () => updateOf([], [{ client: VICTIM, clock: 100_000, length: 5 }]),
  },
  {
    name: "a deletion that reaches beyond a person's last word, into the next",
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () => updateOf([], [{ client: MINE, clock: 0, length: 50 }]),
  },
  {
    name: 'a deletion under a client id of nobody',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () => updateOf([], [{ client: 4_000_000_000, clock: 0, length: 1 }]),
  },
  {
    name: 'a deletion of what comes later in the same update, and more',
    does: 'waits in the document for ever',
    reason: 'gap',
    bytes: () =>
      updateOf([item([NEW, 0], word('abc'), { parent: 'notes' })], [{ client: NEW, clock: 0, length: 4 }]),
  },
  {
    name: 'a collected struct as long as numbers go',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'too-big',
    bytes: () => updateOf([gc(NEW, 0, Number.MAX_SAFE_INTEGER)]),
  },
  {
    name: 'clocks beyond where numbers end',
    does: 'means another thing than its bytes say',
    reason: 'too-big',
    bytes: () =>
      raw((encoder) => {
        encoder.writeLen(1)
        encoder.writeLen(2)
        encoder.writeClient(NEW)
        encoder.writeLen(0)
        gc(NEW, 0, Number.MAX_SAFE_INTEGER).write(encoder, 0)
        item([NEW, 1], word('xyz'), { parent: 'notes' }).write(encoder, 0)
        encoder.writeLen(0)
      }),
  },
  {
    name: 'a removed text of a thousand million letters',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'too-big',
    bytes: ({ doc }) =>
      raw((encoder) => {
        encoder.writeLen(1)
        encoder.writeLen(1)
        encoder.writeClient(NEW)
        encoder.writeLen(0)
        encoder.writeInfo(0b1000_0001)
        const [client, clock] = idOf(doc, 'notes')
        encoder.writeLen(client)
        encoder.writeLen(clock)
        encoder.writeLen(1_000_000_000)
        encoder.writeLen(0)
      }),
  },
  {
    name: 'a field of a record that comes behind a gap',
    does: 'waits in the document for ever',
    reason: 'gap',
    by: 'host',
    bytes: ({ doc }) =>
      updateOf([
        item([SERVER + 1, 5], value('Mine'), { origin: idOf(doc, 'slots', slot, 'title') }),
        item([SERVER + 1, 6], value(recordId(4)), { parent: 'slots', sub: recordId(4) }),
      ]),
  },
]
