/**
 * A phone without manners: it has a part in the hangout and a client of its own making. It may be refused or shown
 * out as often as it likes; nobody else may be the worse for it.
 */
import './randomness.ts'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import { MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import * as Y from 'yjs'
import type { Connection } from './network.ts'
import type { Phone } from './phone.ts'
import { randomFrom } from './randomness.ts'
import { presenceFrame, readSync, syncFrame } from './wire.ts'

export interface Stranger {
  /** Knocks when it is not in, else does one bad thing. */
  misbehave(address: DocumentAddress, dice: number): void
  leave(): void
}

export function createStranger(phone: Phone): Stranger {
  let connection: Connection | null = null
  let isIn = false
  let doc = new Y.Doc()
  /** Client ids that it has seen at work. */
  const others = () => [...doc.store.clients.keys()].filter((client) => client !== doc.clientID)

  function knock(address: DocumentAddress) {
    doc = new Y.Doc()
    isIn = false
    const made = phone.call(address)
    connection = made
    made.counted = null
    const leave = () => {
      if (connection === made) connection = null
      isIn = false
    }
    made.attach('phone', {
      opened() {
        isIn = true
        made.send('phone', syncFrame('ask', Y.encodeStateVector(doc)))
      },
      received(frame) {
        if (frame[0] !== MESSAGE_SYNC) return
        const { kind, payload } = readSync(frame)
        if (kind === 'ask') made.send('phone', syncFrame('state', Y.encodeStateAsUpdate(doc, payload)))
        else Y.applyUpdate(doc, payload)
      },
      closed: leave,
    })
  }

  return {
    misbehave(address, dice) {
      const random = randomFrom(dice)
      if (!connection) return knock(address)
      if (!isIn) return
      const send = (frame: Uint8Array) => connection?.send('phone', frame)
      const update = (bytes: Uint8Array) => send(syncFrame('update', bytes))
      /** What a change of its own copy would send; the copy is thrown away. */
      const made = (change: (copy: Y.Doc) => void, client = doc.clientID): Uint8Array => {
        const copy = new Y.Doc()
        Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
        copy.clientID = client
        let sent: Uint8Array = new Uint8Array([0, 0])
        copy.on('update', (bytes: Uint8Array) => {
          sent = bytes
        })
        copy.transact(() => change(copy))
        return sent
      }
      const noise = (length: number) => Uint8Array.from({ length }, () => random.below(256))
      const bits = (bytes: Uint8Array) => {
        const bent = Uint8Array.from(bytes)
        for (let i = 0; i <= random.below(3); i++) bent[random.below(bent.length)] = random.below(256)
        return bent
      }
      const writes = (copy: Y.Doc) => copy.getText('notes').insert(0, 'not mine ')
      const bad = [
        () => send(noise(1 + random.below(40))),
        () => update(noise(1 + random.below(60))),
        () => update(made(writes).slice(0, random.below(12))),
        () => update(bits(made(writes))),
        () =>
          update(
            bits(made((copy) => copy.getText('notes').delete(0, Math.min(3, copy.getText('notes').length)))),
          ),
        () => update(bits(Y.encodeStateAsUpdate(doc))),
        // In another's name.
        () => update(made(writes, random.pick(others()) ?? 7)),
        // What a guest may not.
        () => update(made((copy) => copy.getMap('frame').set('title', 'Mine now'))),
        () => update(made((copy) => copy.getText('about').insert(0, 'Mine now'))),
        () =>
          update(
            made((copy) => {
              for (const id of copy.getMap('slots').keys()) copy.getMap('slots').delete(id)
            }),
          ),
        () => update(made((copy) => copy.getMap('secrets').set('a', 1))),
        // A gap: the edit before this one is kept back.
        () => {
          const copy = new Y.Doc()
          Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
          writes(copy)
          const known = Y.encodeStateVector(copy)
          writes(copy)
          update(Y.encodeStateAsUpdate(copy, known))
        },
        // Presence of somebody else, or with a face of its own making.
        () => send(presenceFrame(random.pick(others()) ?? 7, 1_000_000, { at: null })),
        () => send(presenceFrame(doc.clientID, 1, { at: 'notes', who: { name: 'The host' } })),
        () => send(presenceFrame(random.pick(others()) ?? 7, 1_000_000, null)),
        // What only the server says.
        () => send(Uint8Array.from([4, 200])),
        () => send(syncFrame('ask', noise(9))),
        () => {
          for (let i = 0; i < 6; i++) send(syncFrame('ask', Y.encodeStateVector(doc)))
        },
        () => connection?.drop('phone'),
      ]
      random.pick(bad)()
    },
    leave() {
      connection?.drop('phone')
      connection = null
    },
  }
}
