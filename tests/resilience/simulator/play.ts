/** Plays one operation in the world of a run. */
import './randomness.ts'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { CLOSE } from '@sidegate/core/documents/protocol'
import type { OpenPlan } from '@sidegate/core/hangouts/verbs'
import type { Part } from '@sidegate/core/parts'
import { createDocuments } from '../../../apps/server/src/documents.ts'
import { createHistory, type History } from '../../../apps/server/src/history.ts'
import type { CommandKey } from '../../../apps/server/src/store/commands.ts'
import type { Store } from '../../../apps/server/src/store/store.ts'
import { type Acting, act, burst, FOUNDERS } from './acts.ts'
import { changedNames, lostIn, namesIn } from './deeds.ts'
import { healDisk } from './disk.ts'
import type { Operation, What } from './operations.ts'
import type { Phone } from './phone.ts'
import { type Random, randomFrom } from './randomness.ts'
import { INSTALLATION } from './server.ts'
import { createStranger } from './stranger.ts'
import type { Tab } from './tab.ts'
import type { World } from './world.ts'

const TEN_YEARS = 10 * 365 * 24 * 60 * 60 * 1000
const HOUR = 60 * 60 * 1000
const BURST = 70
// Time for an empty room to close.
const AWAY = 35_000

export interface Player {
  play(operation: Operation): Promise<void>
  /** Everything is mended, everybody who may is back. */
  healAll(): Promise<void>
}

export function createPlayer(world: World, kinds: readonly DocumentKind[]): Player {
  const { time, house, server, disk, deeds } = world
  const stranger = createStranger(world.stranger)
  const owners: Acting['owners'] = new Map()
  /** Nobody puts back what somebody else took away. */
  const removed = new Map<Phone, Acting['removed']>(
    world.phones.map((phone) => [phone, { slots: [], ideas: [] }]),
  )
  /** The part that somebody believes to have. */
  const believed = new Map<Tab, Part>()
  /** Points from before a restoration. */
  const takenBack = new Set<string>()
  const hostId = house.people[0]?.guardianId ?? ''
  let n = 0

  world.ledger.aroundCommit = ({ guardianId, address, history }, take) => {
    // What a stranger's bytes, an undo or a restoration change is nobody's deed.
    if (guardianId !== null && guardianId !== world.stranger.person.guardianId) return take()
    const before = world.stateOf(address)
    take()
    const after = world.stateOf(address)
    // A word that somebody tore is another one when all of it is back.
    const torn = [...namesIn(before).keys()].find(
      (name) => deeds.isHonest(address.kind, name) && !namesIn(after).has(name),
    )
    deeds.touch(address.kind, changedNames(before, after))
    const { pointId } = history?.restored ?? {}
    // Going back behind a restoration takes away what it brought; any other brings only.
    if (pointId === undefined || takenBack.has(pointId)) return
    const lost = torn ?? lostIn(before, after)
    if (lost) world.fail(`restoring takes ${lost} away`)
  }
  world.ledger.onRefounded = (from, to) => {
    const [before, after] = [withoutFrame(world.stateOf(from)), withoutFrame(world.stateOf(to))]
    // What the disk had, and said it hadn't, may be missing: nobody was told of it.
    if (disk.doubts > 0) return
    if (before !== after) world.fail(`the new epoch of ${to.kind} holds something else: ${before} ${after}`)
  }

  function actingOf(phone: Phone, random: Random): Acting | null {
    const tab = random.pick(phone.tabs.filter(({ isOpen }) => isOpen))
    if (!tab) return null
    const membership = house.partOf(phone.person, tab.address.kind)
    if (tab.isConnected && membership) believed.set(tab, membership.part)
    const part = believed.get(tab) ?? membership?.part
    if (!part || membership?.over) return null
    return { tab, part, random, deeds, n: n++, owners, removed: removed.get(phone) as Acting['removed'] }
  }

  /** Whoever's rights change may have edits under way that the old rights allowed. */
  function move(people: readonly { guardianId: string }[]) {
    for (const { guardianId } of people) world.moved.add(guardianId)
  }

  /** Whatever becomes of it: the disk may refuse, the server may die. */
  function letHappen(work: Promise<unknown>) {
    work.catch((error: unknown) => {
      if (disk.bitten === 0) world.fail(`a command failed: ${error}`)
    })
  }

  async function command(edit: (plan: OpenPlan) => void) {
    if (!server.isUp || !kinds.includes('plan')) return
    const address = await world.current('plan')
    // An address of kind plan opens with the plan's definition.
    letHappen(server.rooms.command(address, hostId, (document) => edit(document as unknown as OpenPlan)))
  }

  /** A command that comes by HTTP, without a key. */
  const given = (guardianId: string): CommandKey => ({
    guardianId,
    key: null,
    digest: new Uint8Array(),
    at: time.now(),
  })

  /** The history as the routes ask it. */
  async function withHistory(ask: (history: History, address: DocumentAddress) => Promise<unknown>) {
    if (!server.isUp || !kinds.includes('plan')) return
    const hangouts = { outcomeOf: async () => 'done' as const }
    const documents = createDocuments(
      // Of the hangouts only the keys of commands are asked.
      { documents: disk.bare, hangouts: hangouts as unknown as Store['hangouts'] },
      server.rooms,
    )
    letHappen(ask(createHistory({ history: disk.history }, documents), await world.current('plan')))
  }

  async function setOver(isOver: boolean) {
    house.isOver = isOver
    await command((plan) => plan.change((edit) => edit.frame.set({ state: isOver ? 'over' : 'on' })))
  }

  function openMissing(phone: Phone) {
    for (const tab of phone.tabs.filter(({ status }) => status === 'ended')) {
      if (house.partOf(phone.person, tab.address.kind)) phone.close(tab)
    }
    for (const kind of kinds) {
      if (house.partOf(phone.person, kind) && !phone.tabs.some(({ address }) => address.kind === kind))
        phone.open(kind)
    }
  }

  const plays: Record<What, (phone: Phone, random: Random) => unknown> = {
    act(phone, random) {
      const acting = actingOf(phone, random)
      if (acting) act(acting)
    },
    burst(phone, random) {
      const acting = actingOf(phone, random)
      if (acting) burst(acting, BURST)
    },
    undo(phone, random) {
      const acting = actingOf(phone, random)
      if (!acting) return
      const { tab } = acting
      const before = tab.opened.read()
      tab.undo()
      deeds.touch(tab.address.kind, changedNames(before, tab.opened.read()))
    },
    focus: (phone, random) => random.pick(phone.tabs)?.focus(random.pick([null, 'about', 'notes'])),
    repeat: (phone, random) => random.pick(phone.tabs)?.repeat(),
    cut: (phone) => phone.cut(),
    hold(phone, random) {
      phone.weather.isUpHeld = random.below(3) > 0
      phone.weather.isDownHeld = !phone.weather.isUpHeld || random.below(3) > 0
    },
    off: (phone) => phone.switchOff(),
    heal: (phone) => phone.heal(),
    close(phone, random) {
      const tab = random.pick(phone.tabs)
      if (tab) phone.close(tab)
    },
    open(phone, random) {
      const kind = random.pick(kinds)
      if (house.partOf(phone.person, kind) && phone.tabs.length < 3) phone.open(kind)
    },
    async everybodyLeaves() {
      for (const phone of world.phones) for (const tab of [...phone.tabs]) phone.close(tab)
      stranger.leave()
      await time.pass(AWAY)
      for (const phone of world.phones) openMissing(phone)
    },
    crash(_phone, random) {
      server.crash()
      time.after(random.below(3000), () => server.start())
    },
    async restart(_phone, random) {
      if (!server.isUp) return
      await world.soon(server.stop())
      time.after(random.below(3000), () => server.start())
    },
    failAppend(_phone, random) {
      disk.faults.appends = 1 + random.below(2)
    },
    loseAnswer() {
      disk.faults.answers = 1
    },
    failLoad(_phone, random) {
      disk.faults.loads = 1 + random.below(2)
    },
    fill() {
      disk.faults.isFull = true
    },
    slow(_phone, random) {
      disk.faults.slowness = random.pick([50, 400, 2000])
    },
    mend: () => healDisk(disk),
    command: () => command((plan) => plan.change((edit) => edit.frame.set({ title: `Moved ${n++}` }))),
    end() {
      move(house.people)
      return setOver(true)
    },
    resume: () => (house.isOver ? setOver(false) : undefined),
    demote() {
      move(house.people.slice(2, 3))
      house.isCoHost = false
    },
    promote() {
      house.isCoHost = true
    },
    remove({ person }) {
      if (person === house.people[0] || person === house.people[1]) return
      move([person])
      house.removed.add(person.familyId)
      server.showOut(({ actor }) => actor.familyId === person.familyId, CLOSE.noAccess, INSTALLATION)
    },
    takeBack() {
      house.removed.clear()
      for (const phone of world.phones) openMissing(phone)
    },
    expire(phone) {
      phone.session.state = 'expired'
      server.showOut(({ sessionId }) => sessionId === phone.session.id, CLOSE.sessionExpired)
    },
    signIn: (phone) => signIn(phone),
    keepPoint: () =>
      withHistory((history, address) => history.keepPoint(address, given(hostId), 'before the cake')),
    async restore(_phone, random) {
      const point = random.pick(await disk.history.points('plan', house.ids.plan))
      if (!point) return
      if (point.reason === 'before-restore') takenBack.add(point.id)
      await withHistory((history, address) => history.restore(address, given(hostId), point.id))
    },
    async undoInHistory({ person }, random) {
      const membership = house.partOf(person, 'plan')
      const all = await disk.history.changes('plan', house.ids.plan, { before: null, limit: 30 })
      const change = random.pick(all.filter(({ guardianId }) => guardianId === person.guardianId))
      if (!change || !membership || membership.over) return
      const { over, ...actor } = membership
      const rights = { actor, over, familyOf: (record: string) => owners.get(record) ?? FOUNDERS }
      await withHistory((history, address) => history.undo(address, given(person.guardianId), change, rights))
    },
    async refound(_phone, random) {
      if (!server.isUp) return
      const why = random.pick(['publish', 'erase', 'migrate', 'restore'] as const)
      letHappen(server.rooms.refound(await world.current(random.pick(kinds)), why))
    },
    jump(phone, random) {
      phone.clockError = random.pick([-1, 1]) * random.below(TEN_YEARS)
    },
    jumpServer(_phone, random) {
      server.jumpClock(random.pick([-1, 1]) * random.below(HOUR))
    },
    stranger(_phone, random) {
      const kind = random.pick(kinds)
      return world.current(kind).then((address) => stranger.misbehave(address, random.below(2 ** 31)))
    },
  }

  function signIn(phone: Phone) {
    phone.session.state = 'good'
    for (const tab of phone.tabs) tab.resume()
  }

  return {
    async play({ what, who, dice, wait }) {
      const phone = world.phones[who % world.phones.length] as Phone
      await plays[what](phone, randomFrom(dice))
      await time.pass(wait)
    },
    async healAll() {
      healDisk(disk)
      server.start()
      stranger.leave()
      if (house.isOver) await setOver(false)
      for (const phone of world.phones) {
        phone.heal()
        signIn(phone)
        openMissing(phone)
      }
    },
  }
}

/** The frame is the house's own; a refounding may write it. */
function withoutFrame(state: object): string {
  return JSON.stringify({ ...state, frame: null })
}
