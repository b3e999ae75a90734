/** Whatever a room has at hand for those who come is what a fresh document would tell them, at every moment. */
import { plan } from '@sidegate/core/documents/plan'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Content, Damaged } from './content.ts'
import { foldHere } from './folding.ts'
import { randomFrom } from './testing.ts'
import { splitFrames, updateOf } from './wire-frames.ts'

const NOTHING = { snapshot: null, stateVector: null, deletions: null, updates: [] }

/** What a client holds after these bytes. */
function read(bytes: Buffer, base: Uint8Array[] = []): Y.Doc {
  const doc = new Y.Doc()
  for (const update of base) Y.applyUpdate(doc, update)
  for (const message of splitFrames(bytes)) {
    expect(message[0]).toBe(0)
    // A message of its own frame, so that its update is found.
    let at = 2
    while ((message[at++] ?? 0) > 127);
    Y.applyUpdate(doc, message.subarray(at))
  }
  expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
  return doc
}
const stateOf = (doc: Y.Doc) => [doc.getText('notes').toString(), doc.getMap('needs').toJSON()]
const docOf = (updates: Uint8Array[]) => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

function edit(doc: Y.Doc, random: ReturnType<typeof randomFrom>): Uint8Array | null {
  let made: Uint8Array | null = null
  const keep = (update: Uint8Array) => {
    made = update
  }
  doc.on('update', keep)
  const text = doc.getText('notes')
  const act = random.below(3)
  if (act === 0) text.insert(random.below(text.length + 1), `<${random.below(1000)}>`)
  else if (act === 1 && text.length > 0) text.delete(random.below(text.length), 1)
  else doc.getMap('needs').set(`k${random.below(4)}`, random.below(100))
  doc.off('update', keep)
  return made
}

test('40 random lives: welcomes, answers, state vectors and shortcuts are those of a fresh document', () => {
  const seed = Number(process.env.SEED ?? 20261126)
  console.info(`content seed ${seed}`)
  let shortcuts = 0
  for (let run = 0; run < 40; run++) {
    const random = randomFrom(seed + run)
    let content = new Content(plan, NOTHING)
    const committed: Uint8Array[] = []
    let ahead: { update: Uint8Array; frame: Buffer }[] = []
    const author = () => {
      const doc = docOf([...committed, ...ahead.map(({ update }) => update)])
      doc.clientID = 1 + random.below(5)
      return doc
    }
    for (let step = 0; step < 30; step++) {
      const act = random.below(12)
      if (act < 5) {
        const update = edit(author(), random)
        if (!update) continue
        Y.applyUpdate(content.live().doc, update)
        ahead.push({ update, frame: content.applied(update) })
      } else if (act < 8) {
        for (const { update, frame } of ahead.splice(0, 1 + random.below(ahead.length + 1))) {
          content.committed(frame)
          committed.push(update)
        }
      } else if (act === 8) {
        content.rewind()
        ahead = []
      } else if (act === 9) content.sleep()
      else if (act === 10) content.folded(foldHere('plan', content.parts()), content.tailLength)
      else {
        // As after a restart.
        const folded = foldHere('plan', content.parts())
        content.close()
        content = new Content(plan, { snapshot: folded.bytes, updates: [], ...folded })
        ahead = []
      }
      const onDisk = docOf(committed)
      const inMemory = docOf([...committed, ...ahead.map(({ update }) => update)])
      expect(stateOf(read(content.welcome())), `run ${run}, step ${step}`).toEqual(stateOf(onDisk))
      expect(content.stateVector()).toEqual(Y.encodeStateVector(onDisk))
      expect(content.isLevel).toBe(ahead.length === 0)

      const known = committed.slice(0, random.below(committed.length + 1))
      const client = docOf(known)
      const answer = content.answer(Y.encodeStateVector(client))
      expect(stateOf(read(answer as Buffer, known))).toEqual(stateOf(inMemory))
      // What a client says of itself is passed over unread only when a fresh document would learn nothing from it.
      for (const doc of [client, onDisk]) {
        const said = Y.encodeStateAsUpdate(doc, content.stateVector())
        if (!content.isKnown(said)) continue
        shortcuts++
        const before = Y.encodeStateAsUpdate(onDisk)
        Y.applyUpdate(onDisk, said)
        expect(Y.encodeStateAsUpdate(onDisk)).toEqual(before)
      }
    }
  }
  expect(shortcuts).toBeGreaterThan(200)
})

test('a sleeping document is the woken one, holds no Y.Doc, and answers the one who has everything without waking', () => {
  const doc = new Y.Doc()
  const content = new Content(plan, NOTHING)
  doc.on('update', (update: Uint8Array) => {
    Y.applyUpdate(content.live().doc, update)
    content.committed(content.applied(update))
  })
  for (let i = 0; i < 50; i++) doc.getText('notes').insert(0, `${i} `)
  doc.getText('notes').delete(3, 20)
  const before = stateOf(doc)
  content.sleep()
  expect([content.isAwake, content.tailLength]).toEqual([false, 0])
  expect(stateOf(read(content.welcome()))).toEqual(before)
  const answer = content.answer(Y.encodeStateVector(doc))
  expect(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc))).toEqual(
    Uint8Array.from(updateOf(answer as Buffer)),
  )
  expect(content.isKnown(updateOf(answer as Buffer))).toBe(true)
  expect(content.isAwake).toBe(false)
  expect(stateOf(content.live().doc)).toEqual(before)
})

test('what is not committed keeps a document awake', () => {
  const content = new Content(plan, NOTHING)
  const { doc } = content.live()
  const update = new Promise<Uint8Array>((done) => doc.once('update', done))
  doc.getText('notes').insert(0, 'x')
  return update.then((made) => {
    content.applied(made)
    content.sleep()
    expect(content.isAwake).toBe(true)
  })
})

test('bytes that are no whole document are found out on waking', () => {
  const doc = new Y.Doc()
  doc.getText('notes').insert(0, 'a')
  const before = Y.encodeStateVector(doc)
  doc.getText('notes').insert(1, 'b')
  const gap = Y.encodeStateAsUpdate(doc, before)
  for (const update of [gap, Uint8Array.of(9, 9, 9)])
    expect(() => new Content(plan, { ...NOTHING, updates: [update] }).live()).toThrow(Damaged)
  expect(() => foldHere('plan', [gap])).toThrow('gaps')
})
