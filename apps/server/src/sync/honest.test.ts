/**
 * Honest traffic never meets a refusal: random steps of real phones at the real socket. They type over each other, go
 * offline and come back with a backlog, lose their line, reload from what they kept, sit in two tabs on one local
 * store, and edit in records that others take away meanwhile. SEED and STEPS change the run.
 */
import { plan } from '@sidegate/core/documents/plan'
import {
  addSlot,
  claimSlot,
  editSlot,
  releaseSlot,
  removeSlot,
  restoreSlot,
} from '@sidegate/core/hangouts/verbs'
import { recordId } from '@sidegate/core/testing/replicas'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Phone, randomFrom, startEngine, until } from './testing.ts'

const SEED = Number(process.env.SEED ?? 20261126)
const STEPS = Number(process.env.STEPS ?? 4000)
const STEPS_BETWEEN_MEETINGS = 200
const MAX_NOTES = 3000
const MAX_OWN_SLOTS = 15

type PlanPhone = Phone<typeof plan>
interface Person {
  name: string
  isHost: boolean
  familyId: string
  /** Tabs on one local store hear each other at once, with or without a line. */
  tabs: PlanPhone[]
  /** All phones that this person ever had. */
  phones: PlanPhone[]
}

test(`${STEPS} random steps of honest phones: nothing refused, nobody shown out, all agree with the disk`, async () => {
  console.info(`honest: seed ${SEED}`)
  const random = randomFrom(SEED)
  const engine = await startEngine({
    quotas: {
      // A test types faster than people do.
      edits: { perSecond: 100_000, burst: 100_000 },
      moves: { perSecond: 1000, burst: 10_000 },
      socketsPerGuardian: 1000,
    },
    foldAfter: 150,
  })
  const familyBySlot = new Map<string, string>()
  const counts = new Map<string, number>()
  let made = 0
  try {
    const openTab = async (person: Omit<Person, 'tabs' | 'phones'> & Partial<Person>, kept?: Uint8Array) => {
      const doc = new Y.Doc()
      if (kept) Y.applyUpdate(doc, kept, 'local store')
      const tab = await engine.phone(person.name, plan, engine.plan, { doc })
      doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin === 'local store') return
        for (const other of person.tabs ?? [])
          if (other !== tab) Y.applyUpdate(other.doc, update, 'local store')
      })
      person.tabs?.push(tab)
      person.phones?.push(tab)
      return tab
    }
    const people: Person[] = []
    for (const [name, isHost, tabs] of [
      ['Jelena', true, 1],
      ['Rafael', true, 1],
      ['Mara', false, 2],
      ['Wanjiru', false, 1],
      ['Idris', false, 2],
    ] as const) {
      const { familyId } = engine.guardian(name)
      const person: Person = { name, isHost, familyId, tabs: [], phones: [] }
      for (let n = 0; n < tabs; n++) await openTab(person)
      people.push(person)
    }
    const everyTab = () => people.flatMap(({ tabs }) => tabs)
    await Promise.all(everyTab().map((tab) => tab.allSaved()))

    const mine = ({ isHost, familyId }: Person, id: string) => isHost || familyBySlot.get(id) === familyId
    type Step = [weight: number, name: string, run: (person: Person, tab: PlanPhone) => void | Promise<void>]
    const steps: Step[] = [
      [
        30,
        'type',
        ({ isHost }, { open }) =>
          open.change((edit) => {
            const text = isHost && random.below(2) === 0 ? edit.about : edit.notes
            const at = random.below(text.length + 1)
            const crowded = text.length > MAX_NOTES ? 200 : 0
            text.splice(at, random.below(6) + crowded, random.below(4) === 0 ? '' : `${made++} 🎈 `)
          }),
      ],
      [
        6,
        'add a slot',
        (person, { open }) => {
          const own = open.read().slots.filter(({ id }) => familyBySlot.get(id) === person.familyId)
          if (own.length >= MAX_OWN_SLOTS) return
          const id = recordId(1000 + made++)
          familyBySlot.set(id, person.familyId)
          addSlot(open, id, { title: `Thing ${made}`, note: 'new' })
        },
      ],
      [
        10,
        'edit a slot',
        (person, { open }) => {
          const own = open.read().slots.filter(({ id }) => mine(person, id))
          if (own.length > 0)
            editSlot(open, random.pick(own).id, { quantity: 1 + random.below(9), note: `edit ${made++}` })
        },
      ],
      [
        5,
        'take a slot away, and put it back at times',
        (person, { open }) => {
          const own = open.read().slots.filter(({ id }) => mine(person, id))
          const removed = own.length > 0 ? removeSlot(open, random.pick(own).id) : null
          if (removed && random.below(2) === 0) restoreSlot(open, removed)
        },
      ],
      [
        10,
        'claim, or take it back',
        ({ familyId }, { open }) => {
          const { slots, claims } = open.read()
          const own = claims.filter((claim) => claim.familyId === familyId)
          if (own.length > 0 && random.below(3) === 0) releaseSlot(open, random.pick(own))
          else if (slots.length > 0)
            claimSlot(open, {
              slotId: random.pick(slots).id,
              familyId,
              quantity: 1 + random.below(3),
              note: '',
            })
        },
      ],
      [3, 'lose the line', (_person, tab) => tab.cut()],
      [
        3,
        'go offline, or come back',
        (_person, { provider }) => (provider.shouldConnect ? provider.disconnect() : provider.connect()),
      ],
      [
        2,
        'reload from what was kept',
        async (person, tab) => {
          const kept = Y.encodeStateAsUpdate(tab.doc)
          person.tabs.splice(person.tabs.indexOf(tab), 1)
          tab.hangUp()
          await openTab(person, kept)
        },
      ],
      [
        12,
        'hear what others said',
        (_person, tab) => (tab.provider.ws?.readyState === WebSocket.OPEN ? tab.roundTrip() : undefined),
      ],
    ]
    const weights = steps.flatMap((step) => Array.from({ length: step[0] }, () => step))

    const meet = async () => {
      for (const tab of everyTab()) tab.provider.connect()
      await Promise.all(everyTab().map((tab) => tab.allSaved()))
      const told = JSON.stringify(await engine.stored(plan, engine.plan))
      for (const { name, tabs } of people)
        for (const tab of tabs)
          await until(
            () => JSON.stringify(tab.open.read()) === told,
            () => `${name} reads what is on disk`,
          )
    }
    for (let step = 1; step <= STEPS; step++) {
      const person = random.pick(people)
      const [, name, run] = random.pick(weights)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      await run(person, random.pick(person.tabs))
      // The network goes on meanwhile.
      await new Promise(setImmediate)
      if (step % STEPS_BETWEEN_MEETINGS === 0) {
        await meet()
        for (const { name: who, phones } of people) {
          const told = phones.flatMap(({ refused, closes }) => [
            ...refused.map(({ reason }) => reason),
            ...closes.filter(({ code }) => code >= 1012 && code !== 1012),
          ])
          expect(told, `${who} after ${step} steps of seed ${SEED}`).toEqual([])
        }
      }
    }
    await meet()
    expect(engine.logLines.filter((line) => /"level":(40|50|60)/.test(line))).toEqual([])
    for (const [, name] of steps) expect(counts.get(name), name).toBeGreaterThan(STEPS / 100)
  } finally {
    await engine.stop()
  }
}, 120_000)
