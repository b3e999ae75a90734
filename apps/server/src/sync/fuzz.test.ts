/** P4, the short form: mutated frames at the real socket, beside an honest writer. The seed is printed. */
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { addSlot, claimSlot, editSlot, removeSlot } from '@sidegate/core/hangouts/verbs'
import { recordId } from '@sidegate/core/testing/replicas'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { awarenessFrame, stateFrame, updateFrame } from './frames.ts'
import { createPhone, openRaw, type RawSocket, randomFrom, startEngine, until } from './testing.ts'

const FRAMES = 1200

test('R14: mutated frames harm nobody: no fault, no honest edit refused, all phones agree with the disk', async () => {
  const seed = Number(process.env.SEED ?? 14)
  console.info(`fuzz seed ${seed}`)
  const random = randomFrom(seed)
  const engine = await startEngine({
    quotas: { refusalsPerMinute: 1_000_000, edits: { perSecond: 100_000, burst: 100_000 } },
  })
  try {
    const honest = await engine.phone('Jelena', plan, engine.plan)
    await honest.allSaved()
    const { familyId } = engine.guardian('Mara')
    const token = await engine.signIn('Mara')
    let client = 5_000_000

    /** Frames as an honest guest of this moment would send them, under a fresh client id. */
    const frames = (): Uint8Array[] => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(honest.doc))
      const { open } = createPhone(plan, engine.plan, { doc, clientId: client++, connect: false })
      const made: Uint8Array[] = []
      doc.on('update', (update: Uint8Array) => made.push(updateFrame(update)))
      const id = recordId(client)
      const slotId = random.pick(open.read().slots).id
      addSlot(open, id, { title: 'Chalk', note: 'a few sticks' })
      editSlot(open, id, { quantity: 4 })
      claimSlot(open, { slotId, familyId, quantity: 2, note: 'gladly' })
      open.change((edit) => edit.notes.splice(random.below(open.read().notes.length), 3, 'see you there'))
      removeSlot(open, id)
      made.push(stateFrame(Y.encodeStateAsUpdate(doc)))
      made.push(awarenessFrame([{ client: doc.clientID, clock: 1, state: { at: 'notes' } }]))
      made.push(Uint8Array.of(0, 0, ...Y.encodeStateVector(doc)))
      return made
    }
    const mutated = (frame: Uint8Array): Uint8Array => {
      const bytes = frame.slice()
      for (let flips = 1 + random.below(3); flips > 0; flips--)
        bytes[random.below(bytes.length)] = random.below(256)
      return random.below(8) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes
    }

    let socket: RawSocket | null = null
    let closed = 0
    for (let n = 0; n < FRAMES; ) {
      const batch = frames()
      if (!socket || socket.ws.readyState !== socket.ws.OPEN || random.below(4) > 0) {
        socket?.ws.terminate()
        socket = await openRaw(`ws://127.0.0.1:${engine.port}/sync/${formatAddress(engine.plan)}`, {
          headers: { authorization: `Bearer ${token}` },
        })
        void socket.closed.then(() => closed++)
      }
      for (const frame of batch) {
        socket.ws.send(random.below(3) === 0 ? frame : mutated(frame))
        n++
      }
      if (n % 40 < batch.length) {
        honest.open.change((edit) => edit.about.splice(random.below(20), random.below(4), `h${n} `))
        await honest.allSaved()
      }
    }
    socket?.ws.terminate()
    await honest.allSaved()
    expect([honest.refused, honest.closes]).toEqual([[], []])
    const newcomer = await engine.phone('Wanjiru', plan, engine.plan)
    await newcomer.synced()
    const told = JSON.stringify(await engine.stored(plan, engine.plan))
    await until(() => JSON.stringify(honest.open.read()) === told, 'the honest phone alike')
    expect(JSON.stringify(newcomer.open.read())).toBe(told)
    const faults = engine.logLines.filter((line) =>
      /gate failed|gate let|not applied|"level":(50|60)/.test(line),
    )
    expect(faults).toEqual([])
    console.info(`${FRAMES} frames, ${closed} sockets closed`)
  } finally {
    await engine.stop()
  }
}, 60_000)
