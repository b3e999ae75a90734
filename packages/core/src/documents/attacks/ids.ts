/** Attacks by client ids: another person's, the server's, none that Yjs makes, or too many (R12, R17). */
import * as Y from 'yjs'
import { type Attack, gc, item, MINE, NEW, raw, SERVER, updateOf, VICTIM, word } from './scene.ts'

const stateOf = ({ store }: Y.Doc, client: number) => Y.getState(store, client)

/** Client ids are a plain varUint in the bytes; the encoder takes them as they are. */
const under = (client: number) =>
  raw((encoder) => {
    encoder.writeLen(1)
    encoder.writeLen(1)
    encoder.writeClient(client)
    encoder.writeLen(0)
    item([NEW, 0], word('x'), { parent: 'notes' }).write(encoder, 0)
    encoder.writeLen(0)
  })

export const idAttacks: readonly Attack[] = [
  {
    name: "words under another person's client id",
    does: 'diverges between phones',
    reason: 'client-taken',
    bytes: ({ doc }) =>
      updateOf([item([VICTIM, stateOf(doc, VICTIM)], word('Forged. '), { parent: 'notes' })]),
  },
  {
    name: "a huge struct under another person's client id",
    does: 'silences another person',
    reason: 'client-taken',
    bytes: ({ doc }) => updateOf([gc(VICTIM, stateOf(doc, VICTIM), 100_000)]),
  },
  {
    name: "a few letters under another person's client id, as long as what they type next",
    does: 'silences another person',
    reason: 'client-taken',
    bytes: ({ doc }) =>
      updateOf([item([VICTIM, stateOf(doc, VICTIM)], word('x'.repeat(60)), { parent: 'notes' })]),
  },
  {
    name: "words under the server's client id",
    does: "changes what isn't the author's to change",
    reason: 'client-taken',
    bytes: ({ doc }) =>
      updateOf([item([SERVER, stateOf(doc, SERVER)], word('Official. '), { parent: 'notes' })]),
  },
  {
    name: "one's own words, and a struct under another person's id among them",
    does: 'silences another person',
    reason: 'client-taken',
    bytes: ({ doc }) =>
      updateOf([
        item([MINE, stateOf(doc, MINE)], word('x'), { parent: 'notes' }),
        gc(VICTIM, stateOf(doc, VICTIM), 50_000),
      ]),
  },
  {
    name: 'a client id beyond 32 bits',
    does: "changes what isn't the author's to change",
    reason: 'malformed',
    bytes: () => under(2 ** 32),
  },
  {
    name: 'the last client id that numbers can tell from the next',
    does: "changes what isn't the author's to change",
    reason: 'malformed',
    bytes: () => under(Number.MAX_SAFE_INTEGER),
  },
  {
    name: 'a client id beyond 53 bits',
    does: 'throws',
    reason: 'malformed',
    bytes: () => Uint8Array.of(1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 1, 0),
  },
  {
    name: 'one update that binds a thousand client ids',
    does: 'swells what every join carries',
    reason: 'too-big',
    bytes: () => updateOf(Array.from({ length: 1000 }, (_, i) => gc(1000 + i, 0, 1))),
  },
]
