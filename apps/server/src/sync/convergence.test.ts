/** P3 at the real socket: 20 plain y-websocket clients over 3 documents, edits, deletions, reconnects, restarts. */
import { addIdea, editIdea, removeIdea } from '@sidegate/core/board/ideas'
import { board } from '@sidegate/core/documents/board'
import { plan } from '@sidegate/core/documents/plan'
import { play } from '@sidegate/core/documents/play'
import { addSlot, claimSlot, editSlot, releaseSlot, removeSlot } from '@sidegate/core/hangouts/verbs'
import { recordId } from '@sidegate/core/testing/replicas'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomFrom, startEngine, until } from './testing.ts'

const CLIENTS = 20
const STEPS = 800

test('P3: 20 phones in 3 documents agree with each other and with the disk', async () => {
  const seed = Number(process.env.SEED ?? 1122)
  console.info(`convergence seed ${seed}`)
  const random = randomFrom(seed)
  const engine = await startEngine({ idleAfter: 50 })
  try {
    const people = await Promise.all(
      engine.room.guardians.slice(0, CLIENTS).map(async ({ name, familyId }) => ({
        familyId,
        plan: await engine.phone(name, plan, engine.plan),
        play: await engine.phone(name, play, engine.play),
        board: await engine.phone(name, board, engine.board),
        own: { slots: [] as string[], ideas: [] as string[] },
      })),
    )
    const phones = people.flatMap((person) => [person.plan, person.play, person.board])
    await Promise.all(phones.map((phone) => phone.allSaved()))

    for (let n = 0; n < STEPS; n++) {
      const { familyId, own, ...here } = random.pick(people)
      const id = recordId(5000 + n)
      const { notes, slots } = here.plan.open.read()
      const slotId = random.pick(slots)?.id ?? ''
      const acts = [
        () => here.plan.open.change((edit) => edit.notes.splice(random.below(notes.length + 1), 0, `n${n} `)),
        () =>
          here.plan.open.change((edit) =>
            edit.notes.splice(random.below(notes.length + 1), random.below(6), ''),
          ),
        () => {
          addSlot(here.plan.open, id, { title: `slot ${n}` })
          own.slots.push(id)
        },
        () =>
          editSlot(here.plan.open, random.pick(own.slots) ?? '', {
            title: `again ${n}`,
            quantity: 1 + (n % 9),
          }),
        () => void removeSlot(here.plan.open, own.slots.pop() ?? ''),
        () => claimSlot(here.plan.open, { slotId, familyId, quantity: 1 + (n % 4), note: `c${n}` }),
        () => void releaseSlot(here.plan.open, { slotId, familyId }),
        () => here.play.open.change((edit) => edit.picks.put(id, { title: `pick ${n}` })),
        () =>
          here.play.open.change((edit) =>
            edit.picks.remove(random.pick(here.play.open.read().picks)?.id ?? ''),
          ),
        () => {
          addIdea(here.board.open, id, { title: `idea ${n}` })
          own.ideas.push(id)
        },
        () => editIdea(here.board.open, random.pick(own.ideas) ?? '', { note: `n${n}`, season: 'spring' }),
        () => void removeIdea(here.board.open, own.ideas.pop() ?? ''),
        () => random.pick([here.plan, here.play, here.board]).provider.disconnect(),
        () => random.pick([here.plan, here.play, here.board]).cut(),
        () => [here.plan, here.play, here.board].forEach((phone) => void phone.provider.connect()),
      ]
      random.pick(acts)()
      if (random.below(4) === 0) await new Promise(setImmediate)
      if (n === STEPS / 2) await engine.restart()
    }

    for (const phone of phones) phone.provider.connect()
    await Promise.all(phones.map((phone) => phone.allSaved()))
    expect(phones.flatMap((phone) => phone.refused)).toEqual([])
    for (const [kind, definition] of [
      ['plan', plan],
      ['play', play],
      ['board', board],
    ] as const) {
      const stored = await engine.storedDoc(engine[kind])
      const vector = Y.encodeStateVector(stored)
      for (const person of people) {
        const { doc, open } = person[kind]
        await until(
          () => Buffer.compare(sorted(Y.encodeStateVector(doc)), sorted(vector)) === 0,
          `${kind} level`,
        )
        // Deletions move no clock, so the plain values are waited for, too.
        const told = JSON.stringify(await engine.stored(definition, engine[kind]))
        await until(() => JSON.stringify(open.read()) === told, `${kind} alike`)
      }
    }
  } finally {
    await engine.stop()
  }
}, 30_000)

/** Two vectors of the same clocks may list their clients in another order. */
function sorted(vector: Uint8Array): Buffer {
  const clocks = [...Y.decodeStateVector(vector)].filter(([, clock]) => clock > 0).sort(([a], [b]) => a - b)
  return Buffer.from(JSON.stringify(clocks))
}
