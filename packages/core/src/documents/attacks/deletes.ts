/** Attacks by deletion: what isn't one's own, twice, in pieces, or what must stand. */
import * as Y from 'yjs'
import { releaseSlot, removeMoment, removeSlot } from '../../hangouts/verbs.ts'
import { familyId, recordId } from '../../testing/replicas.ts'
import {
  type Attack,
  after,
  foreign,
  idOf,
  item,
  lastOf,
  MINE,
  NEW,
  raw,
  recordAt,
  SERVER,
  slot,
  updateOf,
  value,
  word,
} from './scene.ts'

const LONG = 21_900

export const deleteAttacks: readonly Attack[] = [
  {
    name: 'a guest deletes from about',
    does: "changes what isn't the author's to change",
    reason: 'not-yours',
    bytes: after((phone) => phone.open.change((edit) => edit.about.splice(0, 7, ''))),
  },
  {
    name: 'a guest deletes the whole about by its bare ids',
    does: "changes what isn't the author's to change",
    reason: 'not-yours',
    bytes: ({ doc }) => {
      const [client, clock] = idOf(doc, 'about')
      return updateOf([], [{ client, clock, length: 27 }])
    },
  },
  {
    name: "a guest removes another family's slot",
    does: 'takes from sight what others read',
    reason: 'not-yours',
    bytes: after((phone) => void removeSlot(phone.open, foreign)),
  },
  {
    name: 'a guest removes a slot of nobody',
    does: 'takes from sight what others read',
    reason: 'not-yours',
    bytes: after((phone) => void removeSlot(phone.open, slot)),
  },
  {
    name: "a guest takes back another family's claim",
    does: 'takes from sight what others read',
    reason: 'not-yours',
    bytes: after((phone) => void releaseSlot(phone.open, { slotId: slot, familyId: familyId(4) })),
  },
  {
    name: 'a guest removes a moment',
    does: 'takes from sight what others read',
    reason: 'not-yours',
    bytes: after((phone) => void removeMoment(phone.open, recordId(8))),
  },
  {
    name: 'a host takes the title from the frame',
    does: "changes what isn't the author's to change",
    reason: 'not-yours',
    by: 'host',
    bytes: after((phone) => phone.doc.getMap('frame').delete('title')),
  },
  {
    name: "everything under the server's client id, in one range",
    does: 'takes from sight what others read',
    reason: 'not-yours',
    by: 'host',
    bytes: ({ doc }) => updateOf([], [{ client: SERVER, clock: 0, length: Y.getState(doc.store, SERVER) }]),
  },
  {
    name: 'a title taken away and nothing in its place',
    does: 'takes from sight what others read',
    reason: 'bad-value',
    by: 'host',
    bytes: after((phone) => recordAt(phone, slot).delete('title')),
  },
  {
    name: 'a title written and taken away by the same update',
    does: 'takes from sight what others read',
    reason: 'bad-value',
    by: 'host',
    bytes: ({ doc }) => {
      const origin = idOf(doc, 'slots', slot, 'title')
      return updateOf([item([NEW, 0], value('Gone'), { origin })], [{ client: NEW, clock: 0, length: 1 }])
    },
  },
  {
    name: 'a title that comes as already deleted',
    does: 'takes from sight what others read',
    reason: 'bad-value',
    by: 'host',
    bytes: ({ doc }) => {
      const origin = idOf(doc, 'slots', slot, 'title')
      return updateOf([item([NEW, 0], new Y.ContentDeleted(1), { origin })])
    },
  },
  {
    name: "deleted content set over another family's claim",
    does: 'takes from sight what others read',
    reason: 'not-yours',
    bytes: ({ doc }) => {
      const origin = idOf(doc, 'claims', `${slot}:${familyId(4)}`)
      return updateOf([item([NEW, 0], new Y.ContentDeleted(1), { origin })])
    },
  },
  {
    name: "deleted content set over another family's slot",
    does: 'takes from sight what others read',
    reason: 'not-yours',
    bytes: ({ doc }) => {
      const origin = idOf(doc, 'slots', foreign)
      return updateOf([item([NEW, 0], new Y.ContentDeleted(1), { origin })])
    },
  },
  {
    name: 'deleted content in a root of nobody',
    does: 'makes a root that no document has',
    reason: 'unknown-place',
    bytes: () => updateOf([item([NEW, 0], new Y.ContentDeleted(1), { parent: 'evil' })]),
  },
  {
    name: 'a record whose title the same update takes away',
    does: 'leaves what nobody sees and nobody can take away',
    reason: 'bad-value',
    bytes: ({ phone }) => {
      phone.open.change((edit) => edit.slots.put(recordId(9), { title: 'Unseen' }))
      const structs = Y.decodeUpdate(lastOf(phone)).structs as Y.Item[]
      const title = structs.find(({ parentSub }) => parentSub === 'title') as Y.Item
      return updateOf(structs, [{ client: title.id.client, clock: title.id.clock, length: 1 }])
    },
  },
  {
    name: 'a range deleted fifty times, to make room for more text than there may be',
    does: 'grows over its limit',
    reason: 'malformed',
    prepare: ({ doc }) =>
      Y.applyUpdate(doc, updateOf([item([200_000, 0], word('n'.repeat(LONG)), { parent: 'notes' })])),
    bytes: () =>
      updateOf(
        [item([200_001, 0], word('n'.repeat(5000)), { right: [200_000, 0] })],
        Array.from({ length: 50 }, () => ({ client: 200_000, clock: 0, length: 100 })),
      ),
  },
  {
    name: 'ranges that overlap, to the same end',
    does: 'grows over its limit',
    reason: 'malformed',
    prepare: ({ doc }) =>
      Y.applyUpdate(doc, updateOf([item([200_000, 0], word('n'.repeat(LONG)), { parent: 'notes' })])),
    bytes: () =>
      updateOf(
        [item([200_001, 0], word('n'.repeat(5000)), { right: [200_000, 0] })],
        Array.from({ length: 50 }, (_, i) => ({ client: 200_000, clock: i, length: 100 })),
      ),
  },
  {
    name: 'one client in two sections of deletions, to the same end',
    does: 'grows over its limit',
    reason: 'malformed',
    prepare: ({ doc }) =>
      Y.applyUpdate(doc, updateOf([item([200_000, 0], word('n'.repeat(LONG)), { parent: 'notes' })])),
    bytes: () =>
      raw((encoder) => {
        encoder.writeLen(1)
        encoder.writeLen(1)
        encoder.writeClient(200_001)
        encoder.writeLen(0)
        item([200_001, 0], word('n'.repeat(5000)), { right: [200_000, 0] }).write(encoder, 0)
        encoder.writeLen(2)
        for (let i = 0; i < 2; i++) for (const part of [200_000, 1, 0, 3000]) encoder.writeLen(part)
      }),
  },
  {
    name: 'what was deleted long ago, to make room for more text than there may be',
    does: 'grows over its limit',
    reason: 'too-big',
    prepare: ({ doc }) =>
      Y.applyUpdate(
        doc,
        updateOf(
          [item([200_000, 0], word('n'.repeat(LONG + 5000)), { parent: 'notes' })],
          [{ client: 200_000, clock: 0, length: 5000 }],
        ),
      ),
    bytes: () =>
      updateOf(
        [item([200_001, 0], word('n'.repeat(5000)), { right: [200_000, 0] })],
        [{ client: 200_000, clock: 0, length: 5000 }],
      ),
  },
  {
    name: 'a deletion of no length',
    does: 'means another thing than its bytes say',
    reason: 'malformed',
    bytes: () => Uint8Array.of(0, 1, MINE, 1, 0, 0),
  },
  {
    name: 'a section of deletions without one',
    does: 'means another thing than its bytes say',
    reason: 'malformed',
    bytes: () => Uint8Array.of(0, 1, MINE, 0),
  },
  {
    name: 'more deletions than an update has room for, each a cut',
    does: 'swells what every join carries',
    reason: 'too-big',
    bytes: () =>
      updateOf(
        [item([NEW, 0], word('n'.repeat(5000)), { parent: 'notes' })],
        Array.from({ length: 2100 }, (_, i) => ({ client: NEW, clock: 2 * i, length: 1 })),
      ),
  },
]
