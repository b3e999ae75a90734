import { openDocument } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { unsentWords } from './unsent-words.ts'

const SLOT = 'S'.repeat(22)
const FAMILY = `fam_${'F'.repeat(22)}`

/** A phone that knows what the server has, and keeps the edits made since. */
function phone() {
  const server = new Y.Doc()
  openDocument(plan, server).change((edit) => {
    edit.about.splice(0, 0, 'Games and snacks.')
    edit.slots.put(SLOT, { kind: 'bring', title: 'Brownies', quantity: 1, unit: '', order: 'a0', note: '' })
  })
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
  const unsent: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => unsent.push(update))
  const words = () => unsentWords(plan, doc, unsent, 'not-yours').map(({ path, text }) => [path, text])
  return { opened: openDocument(plan, doc), words, doc, unsent, server }
}

test('letters typed one by one into a text come back as one stretch', () => {
  const { opened, words } = phone()
  for (const [i, letter] of [...'Old clothes! 🪅'].entries()) {
    opened.change((edit) => edit.about.splice(6 + i, 0, letter))
  }
  expect(words()).toEqual([['about', 'Old clothes! 🪅']])
})

test('two stretches apart stay apart, and what was removed again is not listed', () => {
  const { opened, words } = phone()
  opened.change((edit) => edit.about.splice(0, 0, 'First. '))
  opened.change((edit) => edit.about.splice(24, 0, ' Last.'))
  opened.change((edit) => edit.notes.splice(0, 0, 'gone'))
  opened.change((edit) => edit.notes.splice(0, 4, ''))
  expect(words()).toEqual([
    ['about', 'First. '],
    ['about', ' Last.'],
  ])
})

test('fields that people write are listed; kinds, orders, numbers and ids are not', () => {
  const { opened, words } = phone()
  const added = 'T'.repeat(22)
  opened.change((edit) => {
    edit.slots.put(added, {
      kind: 'help',
      title: 'Lanterns up',
      quantity: 2,
      unit: 'hands',
      order: 'a1',
      note: '',
    })
    edit.slots.set(SLOT, { note: 'No nuts, please', quantity: 24 })
    edit.claims.put({ slotId: SLOT, familyId: FAMILY }, { quantity: 12, note: 'Corner pieces' })
    edit.needs.set({ nutFreeTable: true })
  })
  expect(words().sort()).toEqual([
    [`claims/${SLOT}:${FAMILY}/note`, 'Corner pieces'],
    [`slots/${SLOT}/note`, 'No nuts, please'],
    [`slots/${added}/title`, 'Lanterns up'],
    [`slots/${added}/unit`, 'hands'],
  ])
})

test('words remember where they stood: the record that they belong to, or what stood before them', () => {
  const { opened, doc, unsent } = phone()
  opened.change((edit) => edit.about.splice(6, 0, 'old '))
  opened.change((edit) => edit.slots.set(SLOT, { note: 'No nuts' }))
  const found = unsentWords(plan, doc, unsent, 'full').map(({ path, after, record }) => [
    path,
    after ?? record,
  ])
  expect(found).toEqual([
    ['about', 'Games '],
    [
      `slots/${SLOT}/note`,
      { kind: 'bring', title: 'Brownies', quantity: 1, unit: '', order: 'a0', note: 'No nuts' },
    ],
  ])
})

test('words are known to be saved after all by their latest struct, never by a part of them', () => {
  const { opened, doc, unsent, server } = phone()
  opened.change((edit) => edit.about.splice(0, 0, 'On disk. '))
  opened.change((edit) => edit.notes.splice(0, 0, 'Half on disk, '))
  Y.applyUpdate(server, Y.encodeStateAsUpdate(doc))
  opened.change((edit) => edit.notes.splice(14, 0, 'half refused.'))
  const saved = unsentWords(plan, doc, unsent, 'full').filter(
    ({ client, clock }) => clock < Y.getState(server.store, client),
  )
  expect(saved.map(({ text }) => text)).toEqual(['On disk. '])
})
