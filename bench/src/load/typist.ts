/**
 * The edits of one writer, made by Yjs itself: typing in a paragraph of one's own in the shared text `notes`, with
 * jumps and corrections. Each edit is one transaction that adds exactly one letter (and may take one away), so that
 * each moves the writer's clock by one. An edit leans on the founding update and on the writer's own edits alone, so
 * edits of several writers may arrive in any order, and every server and the gate take them.
 */
import * as Y from 'yjs'

/** Of the one who founds the text; writers count on from FIRST_WRITER. */
export const FOUNDER = 900_000
export const FIRST_WRITER = 1_000_000

/** The text may hold 20,000 letters (core's MAX_TEXT): whoever has more than their part replaces. */
const LETTERS_IN_ALL = 16_000
const LETTERS = 'etaoin shrdlucmfwypvbgkjqxz '

/** How often a writer goes elsewhere before an edit: as people do, or with each letter, so that hardly two edits merge. */
export const JUMPS = { typing: 1 / 16, scattered: 1 }

/** One paragraph mark for each writer: what stands before the text of each. */
export function foundingUpdate(writers: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = FOUNDER
  doc.getText('notes').insert(0, '\n'.repeat(writers))
  return Y.encodeStateAsUpdate(doc)
}

export function createTypist(
  index: number,
  { update: founding, writers, jumps }: { update: Uint8Array; writers: number; jumps: number },
  client: number,
) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, founding)
  doc.clientID = client
  const text = doc.getText('notes')
  const start = (index % writers) + 1
  const most = Math.max(Math.floor(LETTERS_IN_ALL / writers), 10)
  const random = randomFrom(client)
  let update: Uint8Array = new Uint8Array()
  doc.on('update', (made: Uint8Array) => {
    update = made
  })
  let length = 0
  let cursor = 0

  /** The update of the next edit. */
  return function next(): Uint8Array {
    if (random() < jumps) cursor = Math.floor(random() * (length + 1))
    const replaces = length >= most || (length > 0 && random() < 1 / 10)
    doc.transact(() => {
      if (replaces) {
        if (cursor === length) cursor--
        text.delete(start + cursor, 1)
        length--
      }
      text.insert(start + cursor, LETTERS[Math.floor(random() * LETTERS.length)] as string)
      length++
    })
    cursor++
    return update
  }
}

/** Deterministic and pseudo-random (mulberry32): the same seed makes the same choices. */
export function randomFrom(seed: number) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
