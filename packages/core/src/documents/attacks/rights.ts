/** Attacks on who may do what: well-formed edits by the wrong person, or too many of them. */
import * as Y from 'yjs'
import { claimSlot, editSlot } from '../../hangouts/verbs.ts'
import { familyId, recordId } from '../../testing/replicas.ts'
import {
  type Attack,
  after,
  foreign,
  idOf,
  item,
  lastOf,
  NEW,
  removed,
  slot,
  updateOf,
  value,
  withoutDeletions,
} from './scene.ts'

const CHANGES = "changes what isn't the author's to change"

const slots = (count: number) => () => {
  const items: Y.Item[] = []
  for (let i = 0; i < count; i++) {
    const clock = 2 * i
    items.push(
      item([NEW, clock], new Y.ContentType(new Y.Map()), { parent: 'slots', sub: recordId(100 + i) }),
      item([NEW, clock + 1], value('Chips'), { parent: [NEW, clock], sub: 'title' }),
    )
  }
  return updateOf(items)
}

export const rightAttacks: readonly Attack[] = [
  {
    name: 'a guest writes in about',
    does: CHANGES,
    reason: 'not-yours',
    bytes: after(({ open }) => open.change((edit) => edit.about.splice(0, 0, 'x'))),
  },
  {
    name: 'a guest sets a need',
    does: CHANGES,
    reason: 'not-yours',
    bytes: after(({ open }) => open.change((edit) => edit.needs.set({ noGifts: true }))),
  },
  {
    name: 'a guest adds to the timeline',
    does: CHANGES,
    reason: 'not-yours',
    bytes: after(({ open }) =>
      open.change((edit) => edit.timeline.put(recordId(9), { at: '15:00', title: 'Piñata' })),
    ),
  },
  {
    name: 'a host writes the frame, which only the server does',
    does: CHANGES,
    reason: 'not-yours',
    by: 'host',
    bytes: after(({ open }) => open.change((edit) => edit.frame.set({ state: 'off' }))),
  },
  {
    name: "a guest edits another family's slot",
    does: CHANGES,
    reason: 'not-yours',
    bytes: after(({ open }) => editSlot(open, foreign, { title: 'Mine' })),
  },
  {
    name: 'a guest edits a slot of nobody',
    does: CHANGES,
    reason: 'not-yours',
    bytes: after(({ open }) => editSlot(open, slot, { title: 'Mine' })),
  },
  ...[slot, foreign].map(
    (id): Attack => ({
      name: `a guest replaces a slot of ${id === slot ? 'nobody' : 'another family'}`,
      does: CHANGES,
      reason: 'not-yours',
      bytes: after(({ open }) => open.change((edit) => edit.slots.put(id, { title: 'Mine now' }))),
    }),
  ),
  ...[slot, foreign].map(
    (id): Attack => ({
      name: `a guest replaces a slot of ${id === slot ? 'nobody' : 'another family'}, and deletes nothing`,
      does: CHANGES,
      reason: 'not-yours',
      bytes: ({ phone }) => {
        phone.open.change((edit) => edit.slots.put(id, { title: 'Mine now' }))
        return withoutDeletions(lastOf(phone))
      },
    }),
  ),
  {
    name: 'a guest replaces a slot by one that was never connected to it',
    does: CHANGES,
    reason: 'not-yours',
    bytes: () =>
      updateOf([
        item([200_000, 0], new Y.ContentType(new Y.Map()), { parent: 'slots', sub: foreign }),
        item([200_000, 1], value('Mine now'), { parent: [200_000, 0], sub: 'title' }),
      ]),
  },
  {
    name: 'a guest overwrites the frame, and deletes nothing',
    does: CHANGES,
    reason: 'not-yours',
    bytes: ({ phone }) => {
      phone.doc.getMap('frame').set('title', 'Mine now')
      return withoutDeletions(lastOf(phone))
    },
  },
  {
    name: 'a guest claims for another family',
    does: CHANGES,
    reason: 'not-yours',
    bytes: after(({ open }) =>
      claimSlot(open, { slotId: foreign, familyId: familyId(4), quantity: 1, note: '' }),
    ),
  },
  {
    name: 'a host claims for another family',
    does: CHANGES,
    reason: 'not-yours',
    by: 'host',
    bytes: after(({ open }) =>
      claimSlot(open, { slotId: slot, familyId: familyId(4), quantity: 900, note: '' }),
    ),
  },
  {
    name: "a guest sets another family's claim as one value after it",
    does: CHANGES,
    reason: 'not-yours',
    bytes: ({ doc }) =>
      updateOf([
        item([NEW, 0], value({ quantity: 900, note: '' }), {
          origin: idOf(doc, 'claims', `${slot}:${familyId(4)}`),
        }),
      ]),
  },
  ...(['organizer', 'guardian', 'seat', 'operator'] as const).map(
    (by): Attack => ({
      name: `a${by === 'organizer' || by === 'operator' ? 'n' : ''} ${by} who is no guest writes a note`,
      does: CHANGES,
      reason: 'not-yours',
      by,
      bytes: after(({ open }) => open.change((edit) => edit.notes.splice(0, 0, 'x'))),
    }),
  ),
  {
    name: 'a host edits when the hangout is over',
    does: CHANGES,
    reason: 'not-yours',
    by: 'host',
    over: true,
    bytes: after(({ open }) => open.change((edit) => edit.notes.splice(0, 0, 'late'))),
  },
  {
    name: 'an allowed word and a forbidden one in the same update',
    does: CHANGES,
    reason: 'not-yours',
    bytes: after(({ open, doc }) =>
      doc.transact(() => {
        open.change((edit) => edit.notes.splice(0, 0, 'x'))
        open.change((edit) => edit.about.splice(0, 0, 'x'))
      }),
    ),
  },
  {
    name: 'more slots than a plan has',
    does: 'grows over its limit',
    reason: 'full',
    by: 'host',
    bytes: slots(331),
  },
  {
    name: "more slots than one family's share",
    does: CHANGES,
    reason: 'full',
    bytes: slots(34),
  },
  {
    name: 'a removed slot put back by a guest whose it never was, with the claims of the others',
    does: CHANGES,
    reason: 'not-yours',
    prepare: ({ doc, victim }) => {
      victim.open.change((edit) => edit.slots.remove(foreign))
      Y.applyUpdate(doc, lastOf(victim))
    },
    bytes: after(({ open }) => open.change((edit) => edit.slots.put(foreign, { title: 'Mine now' }))),
  },
  {
    name: 'more words than a text holds',
    does: 'grows over its limit',
    reason: 'too-big',
    bytes: after(({ doc }) => doc.getText('notes').insert(0, 'x'.repeat(23_000))),
  },
  {
    name: 'words into a removed slot, and a forbidden edit beside them',
    does: CHANGES,
    reason: 'not-yours',
    bytes: ({ doc }) =>
      updateOf([
        item([NEW, 0], value('Late'), { parent: idOf(doc, 'slots', removed), sub: 'note' }),
        item([NEW, 1], value('Mine'), { origin: idOf(doc, 'slots', foreign, 'title') }),
      ]),
  },
]
