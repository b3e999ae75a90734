/** What must hold when everything is mended and at rest. */
import './randomness.ts'
import type { DocumentAddress, DocumentKind } from '@sidegate/core/documents/address'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { openDocument } from '@sidegate/core/documents/open'
import * as Y from 'yjs'
import { Phone } from './phone.ts'
import { randomFrom } from './randomness.ts'
import type { World } from './world.ts'

const SETTLES_WITHIN = 180_000
// The server finds a dead line by its second ping.
const GHOSTS_GO_WITHIN = 60_000
const TURN = 100
const AWAY = 40_000

export async function checkAll(world: World, kinds: readonly DocumentKind[]): Promise<void> {
  if (!(await settle(world))) return
  await checkPresence(world, kinds)
  for (const kind of kinds) await checkDocument(world, kind)
  // What a closed tab had left unsent goes out when the page is opened again.
  for (const phone of world.phones) if (waitingOn(world, phone).length > 0) reload(phone)
  if (!(await settle(world))) return
  for (const phone of world.phones)
    for (const { name, kind } of waitingOn(world, phone))
      world.fail(`${phone.person.name} waits for ever with ${name} of ${kind}`)
  await checkAfterAll(world, kinds)
}

/** Who was taken off the list while away keeps what waits until the phone hears of it; others have nothing left. */
function waitingOn(world: World, { person }: Phone) {
  return world.deeds.all.filter(
    ({ fate, by, kind }) => fate === 'waiting' && by === person.name && world.house.partOf(person, kind),
  )
}

function reload(phone: Phone) {
  for (const tab of [...phone.tabs]) {
    phone.close(tab)
    if (!phone.tab(tab.address.kind)) phone.open(tab.address.kind)
  }
}

const tabsOf = (world: World) => world.phones.flatMap(({ tabs }) => tabs.filter(({ isOpen }) => isOpen))

async function settle(world: World): Promise<boolean> {
  const isAtRest = () =>
    tabsOf(world).every((tab) => tab.isSettled) &&
    world.phones.every(({ isQuiet }) => isQuiet) &&
    world.disk.isIdle
  const isOver = () => world.failures.length > 0 || isAtRest()
  // What one rest sets off may be the next unrest; a ping on its way is none that lasts.
  for (let turn = 0; turn < 3; turn++) {
    if (!(await world.time.passUntil(isOver, SETTLES_WITHIN))) break
    await world.time.pass(TURN)
  }
  if ((await world.time.passUntil(isOver, SETTLES_WITHIN)) || world.failures.length > 0)
    return world.failures.length === 0
  const restless = tabsOf(world).filter((tab) => !tab.isSettled)
  world.fail(`no rest: ${restless.map((tab) => tab.facts).join('; ')}`)
  return false
}

async function checkDocument(world: World, kind: DocumentKind) {
  const address = await world.current(kind)
  const disk = await loadAfresh(world, address)
  if (!disk) return
  compare(world, 'what was committed', world.ledger.docOf(address), disk, kind)
  for (const tab of tabsOf(world)) {
    if (tab.address.kind === kind) compare(world, tab.phone.person.name, tab.doc, disk, kind)
  }
  const inMemory = await world.soon(world.server.rooms.read(definitionsByKind[kind], address))
  const state = stateOf(kind, disk)
  if (JSON.stringify(inMemory) !== JSON.stringify(state)) world.fail(`${kind}: the server reads otherwise`)
  await checkNewcomer(world, address, disk)
  const disagreement = world.deeds.disagreement(kind, state)
  if (disagreement) world.fail(`${kind}: ${disagreement}`)
}

/** Somebody with an empty phone gets the same. */
async function checkNewcomer(world: World, { kind }: DocumentAddress, disk: Y.Doc) {
  const [host] = world.house.people
  if (!host) return
  const phone = new Phone(world, host, randomFrom(world.seed, 8), 'session of a newcomer')
  let tab = phone.open(kind)
  // An older epoch is all that an empty phone can think of.
  const arrives = () => {
    tab = phone.tab(kind) ?? tab
    return tab.isSettled
  }
  if (!(await world.time.passUntil(arrives, SETTLES_WITHIN)))
    world.fail(`a newcomer is not served: ${tab.facts}`)
  else compare(world, 'a newcomer', tab.doc, disk, kind)
  phone.close(tab)
}

/** Everybody sees everybody else who is here, and nobody who isn't. */
async function checkPresence(world: World, kinds: readonly DocumentKind[]) {
  const wrong = () => {
    for (const kind of kinds) {
      const here = tabsOf(world).filter(({ address }) => address.kind === kind)
      for (const tab of here) {
        const wanted = here.filter((other) => other !== tab).map(({ doc }) => doc.clientID)
        const seen = tab.others.clients
        const ghosts = seen.filter((client) => !wanted.includes(client))
        const unseen = wanted.filter((client) => !seen.includes(client))
        if (ghosts.length + unseen.length > 0)
          return `${tab.phone.person.name} sees ${ghosts.length} ghosts in ${kind} and misses ${unseen.length}`
      }
    }
    return null
  }
  if (!(await world.time.passUntil(() => wrong() === null, GHOSTS_GO_WITHIN))) world.fail(wrong() ?? '')
}

/** When all have left the room is gone, and what it leaves behind is the same document. */
async function checkAfterAll(world: World, kinds: readonly DocumentKind[]) {
  const before = new Map<DocumentKind, Y.Doc | null>()
  for (const kind of kinds) before.set(kind, await loadAfresh(world, await world.current(kind)))
  for (const phone of world.phones) for (const tab of [...phone.tabs]) phone.close(tab)
  await world.time.pass(AWAY)
  for (const kind of kinds) {
    const [was, is] = [before.get(kind), await loadAfresh(world, await world.current(kind))]
    if (was && is) compare(world, 'the disk after all left', is, was, kind)
  }
}

async function loadAfresh(world: World, address: DocumentAddress): Promise<Y.Doc | null> {
  const stored = await world.disk.bare.load(address)
  if (!stored) {
    world.fail(`${address.kind} is not on disk`)
    return null
  }
  const doc = new Y.Doc()
  for (const update of [stored.snapshot, ...stored.updates]) if (update) Y.applyUpdate(doc, update)
  return doc
}

function compare(world: World, who: string, doc: Y.Doc, disk: Y.Doc, kind: DocumentKind) {
  const said = [
    doc.store.pendingStructs || doc.store.pendingDs ? 'has something pending' : null,
    JSON.stringify(stateOf(kind, doc)) === JSON.stringify(stateOf(kind, disk)) ? null : 'reads otherwise',
    clocksOf(doc) === clocksOf(disk) ? null : 'knows other structs',
    Y.equalDeleteSets(deletesOf(doc), deletesOf(disk)) ? null : 'knows other deletions',
  ].filter((word) => word !== null)
  if (said.length > 0) world.fail(`${kind}: ${who} ${said.join(', ')}, compared with the disk`)
}

const stateOf = (kind: DocumentKind, doc: Y.Doc) => openDocument(definitionsByKind[kind], doc).read()
const deletesOf = (doc: Y.Doc) => Y.createDeleteSetFromStructStore(doc.store)

function clocksOf(doc: Y.Doc): string {
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].filter(([, clock]) => clock > 0)
  return JSON.stringify(clocks.sort(([a], [b]) => a - b))
}
