import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { QuickDecoder } from './quick-decoder.ts'

const texts = [
  '',
  'a',
  'Lamps',
  'é',
  'ab🎈c',
  'x'.repeat(32),
  'x'.repeat(33),
  'é'.repeat(100),
  'y'.repeat(40_000),
]

test('every string reads as it was written, and what follows it, too', () => {
  for (const text of texts) {
    const from = new Y.Doc()
    from.getText('notes').insert(0, text)
    from.getMap('frame').set(text, `${text}!`)
    from.getMap('frame').set('after', 1)
    const to = new Y.Doc()
    Y.applyUpdateV2(to, Y.encodeStateAsUpdate(from), null, QuickDecoder)
    expect(to.getText('notes').toString()).toBe(text)
    expect(to.getMap('frame').toJSON()).toEqual({ [text]: `${text}!`, after: 1 })
  }
})

test('a string that ends before its length throws, as it does without the short way', () => {
  const bytes = encoding.encode((encoder) => encoding.writeVarString(encoder, 'Lamps')).subarray(0, 4)
  const read = (Decoder: typeof Y.UpdateDecoderV1) => () =>
    new Decoder({ arr: bytes, pos: 0 } as ConstructorParameters<typeof Y.UpdateDecoderV1>[0]).readString()
  expect(read(Y.UpdateDecoderV1)).toThrow()
  expect(read(QuickDecoder)).toThrow()
})
