/** What stands in the documents of a run before anybody comes. */
import './randomness.ts'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { board } from '@sidegate/core/documents/board'
import { foundingUpdate } from '@sidegate/core/documents/found'
import { plan } from '@sidegate/core/documents/plan'
import { play } from '@sidegate/core/documents/play'
import { familyId, recordId } from '@sidegate/core/testing/replicas'
import type { DocumentStore } from '../../../apps/server/src/store/documents.ts'
import type { Ledger } from './ledger.ts'

const HOST = familyId(0)

const contents = {
  plan: () =>
    foundingUpdate(plan, (edit) => {
      edit.frame.set({ title: 'Just-for-fun backyard afternoon', state: 'sent' })
      edit.about.splice(0, 0, '<No reason> <no presents> ')
      edit.notes.splice(0, 0, '<Parking is easiest on the church side> ')
      edit.slots.put(recordId(1), { title: 'Fruit kebabs' })
      edit.slots.put(recordId(2), { title: 'Sidewalk chalk', quantity: 2 })
      edit.timeline.put(recordId(3), { at: '14:00', title: 'Gate opens' })
    }),
  play: () =>
    foundingUpdate(play, (edit) => {
      edit.picks.put(recordId(4), { title: 'Charades' })
      edit.jobs.put(recordId(5), { title: 'Lantern lighter' })
    }),
  board: () =>
    foundingUpdate(board, (edit) => {
      edit.ideas.put(recordId(6), { title: 'Board-game night' })
      edit.kit.put(recordId(7), { title: 'Folding tables' })
    }),
}

const owned = {
  plan: [1, 2].map((n) => ({ record: `slots/${recordId(n)}`, familyId: HOST })),
  play: [],
  board: [
    { record: `ideas/${recordId(6)}`, familyId: HOST },
    { record: `kit/${recordId(7)}`, familyId: HOST },
  ],
}

export async function found(
  documents: DocumentStore,
  ledger: Ledger,
  address: DocumentAddress,
): Promise<void> {
  const update = contents[address.kind]()
  await documents.found(address, update, owned[address.kind])
  ledger.founded(address, update)
}
