/** P11: nobody is taken for somebody else, in an edit, in presence or in the log; and no ghost stays behind (T16). */
import { formatAddress } from '@sidegate/core/documents/address'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_AWARENESS, MESSAGE_REFUSED, MESSAGE_SYNC } from '@sidegate/core/documents/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Clock, systemClock } from '../clock.ts'
import { awarenessFrame, readAwareness, stateFrame, updateFrame } from './frames.ts'
import { type Engine, type Phone, type RawSocket, startEngine, until } from './testing.ts'

let engine: Engine
/** Runs each timer that the engine has waiting, as if its time had come. */
let beat: () => void
beforeEach(async () => {
  const waiting = new Set<() => void>()
  beat = () => {
    for (const run of [...waiting]) run()
  }
  const clock = (now: () => number): Clock => ({
    ...systemClock(now),
    after(ms, run) {
      const due = () => {
        cancel()
        waiting.delete(due)
        run()
      }
      const cancel = systemClock(now).after(ms, due)
      // A window of some ms is left to the machine.
      if (ms >= 1000) waiting.add(due)
      return () => {
        waiting.delete(due)
        cancel()
      }
    },
  })
  engine = await startEngine({ clock })
})
afterEach(() => engine.stop())

const path = () => formatAddress(engine.plan)
const NOTHING = Uint8Array.of(0, 0)
const shows = (client: number, at: string | null = null) =>
  awarenessFrame([{ client, clock: 1, state: { at } }])

async function enter(name: string): Promise<RawSocket> {
  const socket = await engine.rawSocket(name, path())
  socket.ws.send(stateFrame(NOTHING))
  socket.ws.send(Uint8Array.of(MESSAGE_SYNC, 0, 1, 0))
  await until(
    () => socket.frames.some((frame) => frame[0] === MESSAGE_SYNC && frame[1] === 1),
    'the first state',
  )
  return socket
}

type AnyPhone = Phone<typeof plan>
const seenBy = (phone: AnyPhone) =>
  [...phone.others].map(([client, { at, who }]) => ({ client, at, name: who?.name }))
const isAlone = (phone: AnyPhone) =>
  until(
    () => phone.others.size === 0,
    () => `nobody, not ${JSON.stringify(seenBy(phone))}`,
  )

/** Everything that a socket was told of others, the last word on each client id. */
function toldOf({ frames }: RawSocket): Map<number, unknown> {
  const states = new Map<number, unknown>()
  for (const frame of frames) {
    if (frame[0] !== MESSAGE_AWARENESS) continue
    const payload = frame.subarray(2 + Number((frame[1] ?? 0) > 127))
    for (const { client, state } of readAwareness(payload) ?? []) states.set(client, state)
  }
  return states
}

describe('presence', () => {
  test.each<[string, (victim: number, own: number) => Uint8Array[]]>([
    ['shows itself under the id of another', (victim) => [shows(victim, 'about')]],
    [
      'says two in one breath, its own and the other',
      (victim, own) => [
        awarenessFrame([
          { client: own, clock: 1, state: { at: null } },
          { client: victim, clock: 2 ** 40, state: { at: 'about' } },
        ]),
      ],
    ],
    ['is itself first and another then', (victim, own) => [shows(own), shows(victim, 'about')]],
    [
      'sends the other away',
      (victim, own) => [shows(own), awarenessFrame([{ client: victim, clock: 2 ** 50, state: null }])],
    ],
    [
      'repeats the other with a name of its choice',
      (victim, own) => [
        shows(own),
        awarenessFrame([{ client: victim, clock: 2 ** 50, state: { at: 'about', who: { name: 'Mara' } } }]),
      ],
    ],
    [
      'writes a name into what it inherits',
      (victim, own) => [
        shows(own),
        awarenessFrame([
          {
            client: victim,
            clock: 3,
            state: JSON.parse('{"__proto__":{"who":{"name":"Mara"}},"at":"about"}'),
          },
        ]),
      ],
    ],
  ])('whoever %s moves nobody and is nobody else', async (_what, frames) => {
    const [host, victim] = await Promise.all([
      engine.phone('Jelena', plan, engine.plan),
      engine.phone('Mara', plan, engine.plan),
    ])
    await until(() => host.others.has(victim.doc.clientID), 'Mara is seen')
    const forger = await enter('Wanjiru')
    for (const frame of frames(victim.doc.clientID, 99)) forger.ws.send(frame)
    await forger.roundTrip()
    const witness = await enter('Joost')
    await host.roundTrip()
    expect(host.others.get(victim.doc.clientID)).toMatchObject({ at: null, who: { name: 'Mara' } })
    expect(toldOf(witness).get(victim.doc.clientID)).toMatchObject({ at: null, who: { name: 'Mara' } })
    expect([victim.doc.clientID, 99]).toEqual(expect.arrayContaining([...host.others.keys()]))
    expect(seenBy(host).filter(({ name }) => name === 'Mara')).toHaveLength(1)
    expect(host.others.get(99)?.who.name ?? 'Wanjiru').toBe('Wanjiru')
  })

  test('an id stays its owner’s after they left, and after a restart', async () => {
    const victim = await enter('Mara')
    victim.ws.send(shows(77))
    const host = await engine.phone('Jelena', plan, engine.plan)
    await until(() => host.others.has(77), 'Mara is seen')
    victim.ws.close()
    await isAlone(host)
    for (const isAfterRestart of [false, true]) {
      if (isAfterRestart) await engine.restart()
      const forger = await enter('Wanjiru')
      forger.ws.send(shows(77, 'about'))
      await until(() => forger.frames.some((frame) => frame[0] === MESSAGE_REFUSED), 'the refusal')
      forger.ws.terminate()
    }
    await host.allSaved()
    await isAlone(host)
  })
})

describe('edits', () => {
  /** An update of `typed` under a client id, on top of what is on disk. */
  async function typed(client: number, text: string): Promise<Uint8Array> {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(await engine.storedDoc(engine.plan)))
    const known = Y.encodeStateVector(doc)
    doc.clientID = client
    doc.getText('notes').insert(0, text)
    return Y.encodeStateAsUpdate(doc, known)
  }

  test('the author in the log is the one of the session, whatever the bytes and the presence say', async () => {
    const [mara, wanjiru] = [await enter('Mara'), await enter('Wanjiru')]
    mara.ws.send(updateFrame(await typed(71, 'by Mara ')))
    await until(() => mara.frames.some((frame) => frame[0] === 4 && frame[1] === 2), 'the ack')
    // She says that she is Mara, and writes under an id that nobody has.
    wanjiru.ws.send(
      awarenessFrame([
        { client: 72, clock: 1, state: { at: null, who: { guardianId: engine.guardian('Mara').id } } },
      ]),
    )
    wanjiru.ws.send(updateFrame(await typed(72, 'by Wanjiru ')))
    await until(() => wanjiru.frames.some((frame) => frame[0] === 4 && frame[1] === 2), 'the ack')
    const authorOf = (text: string) => {
      const appends = engine.disk.seen
        .flat()
        .filter(({ update }) => update && Buffer.from(update).includes(text))
      return appends.map(({ guardianId }) => guardianId)
    }
    expect(authorOf('by Mara ')).toEqual([engine.guardian('Mara').id])
    expect(authorOf('by Wanjiru ')).toEqual([engine.guardian('Wanjiru').id])
    const stored = await engine.store.documents.load(engine.plan)
    expect(stored?.guardiansByClient.get(71)).toBe(engine.guardian('Mara').id)
    expect(stored?.guardiansByClient.get(72)).toBe(engine.guardian('Wanjiru').id)
  })

  test.each<[string, (victims: number, servers: number) => Promise<Uint8Array>]>([
    ['the id of another', (victims) => typed(victims, 'forged ')],
    ['the server’s id', (_, servers) => typed(servers, 'forged ')],
    [
      'an own id and the id of another at once',
      async (victims) => Y.mergeUpdates([await typed(88, 'own '), await typed(victims, 'forged ')]),
    ],
  ])('under %s: refused whole, and the owner goes on', async (_what, forge) => {
    const victim = await engine.phone('Mara', plan, engine.plan)
    await victim.synced()
    victim.open.change((edit) => edit.notes.splice(0, 0, 'mine '))
    await victim.allSaved()
    const [servers] = [...(await engine.storedDoc(engine.plan)).store.clients.keys()].filter(
      (client) => client !== victim.doc.clientID,
    )
    const forger = await enter('Wanjiru')
    forger.ws.send(updateFrame(await forge(victim.doc.clientID, servers as number)))
    await until(() => forger.frames.some((frame) => frame[0] === MESSAGE_REFUSED), 'the refusal')
    const refusal = forger.frames.find((frame) => frame[0] === MESSAGE_REFUSED)
    expect(Buffer.from(refusal ?? []).toString()).toContain('client-taken')
    victim.open.change((edit) => edit.notes.splice(0, 0, 'still '))
    await victim.allSaved()
    expect((await engine.stored(plan, engine.plan)).notes.startsWith('still mine ')).toBe(true)
    expect(victim.refused).toEqual([])
  })
})

describe('no ghosts', () => {
  const LEAVES: Record<string, (socket: RawSocket) => unknown> = {
    'closes its page': (socket) => socket.ws.close(),
    'loses its line without a word': (socket) => socket.ws.terminate(),
    'is killed, and its line reset': (socket) =>
      (socket.ws as unknown as { _socket: { resetAndDestroy(): void } })._socket.resetAndDestroy(), // ws shows it nowhere else
    'says goodbye and stays': (socket) =>
      socket.ws.send(awarenessFrame([{ client: 77, clock: 2, state: null }])),
    'sends what is no frame': (socket) => socket.ws.send(Uint8Array.of(9)),
    'is muted, and leaves then'(socket) {
      socket.ws.send(updateFrame(Uint8Array.of(1, 1, 7, 0, 0, 0, 0)))
      socket.ws.send(shows(77, 'notes'))
      socket.ws.close()
    },
    'loses its place': () =>
      engine.rooms.closeFor(
        ({ actor }) => actor.guardianId === engine.guardian('Mara').id,
        4403,
        engine.installation,
      ),
    async 'loses its session'() {
      const { id } = engine.guardian('Mara')
      await engine.store.sqlite.db.deleteFrom('session_guardians').where('guardian_id', '=', id).execute()
      // Each second some are looked up.
      beat()
    },
    async 'goes deaf with its line open'(socket) {
      socket.ws.pause()
      beat()
      beat()
    },
    'moves on and on and is shown out'(socket) {
      for (let n = 0; n < 2000; n++) socket.ws.send(awarenessFrame([{ client: 5, clock: n, state: null }]))
    },
  }

  test.each(Object.entries(LEAVES))(
    'whoever %s is gone, for those who are here and for who comes',
    async (_how, leave) => {
      const host = await engine.phone('Jelena', plan, engine.plan)
      await host.allSaved()
      const socket = await enter('Mara')
      socket.ws.send(shows(77, 'notes'))
      await until(() => host.others.get(77)?.at === 'notes', 'Mara is seen')
      await leave(socket)
      await isAlone(host)
      const newcomer = await enter('Joost')
      await newcomer.roundTrip()
      expect(toldOf(newcomer).has(77)).toBe(false)
      socket.ws.terminate()
    },
  )

  test('one connection shows one state, however many ids it says', async () => {
    const host = await engine.phone('Jelena', plan, engine.plan)
    await host.allSaved()
    const socket = await enter('Mara')
    for (let client = 77; client < 97; client++) socket.ws.send(shows(client))
    await socket.roundTrip()
    await until(() => host.others.has(77), 'Mara is seen')
    await host.roundTrip()
    expect([...host.others.keys()]).toEqual([77])
    socket.ws.close()
    await isAlone(host)
  })

  test('back under the same id while the old line still stands: where the new one is counts, whichever ends', async () => {
    const host = await engine.phone('Jelena', plan, engine.plan)
    await host.allSaved()
    const old = await enter('Mara')
    old.ws.send(shows(77, 'notes'))
    await until(() => host.others.get(77)?.at === 'notes', 'Mara is seen')
    const fresh = await enter('Mara')
    // Both in one flush: the new line speaks, the old one ends.
    engine.disk.hold()
    host.open.change((edit) => edit.about.splice(0, 0, 'x'))
    await host.roundTrip()
    fresh.ws.send(shows(77, 'about'))
    await fresh.roundTrip()
    old.ws.close()
    await old.closed
    engine.disk.release()
    await until(
      () => host.others.get(77)?.at === 'about',
      () => `Mara at about, not ${JSON.stringify(seenBy(host))}`,
    )
    fresh.ws.close()
    await isAlone(host)
  })
})
